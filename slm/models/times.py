"""Response times: kept as received for a while, counted and sketched for good (decision 10).

A *batch* is what one request said anew about one local day, columnar and compressed, never
changed and deleted only when its time is over. A *day* holds how many samples each five minutes
had and a sketch of their values; a *share* how many of them reached one promised threshold.
Instants and values are whole milliseconds. Days are those of the zone that the feed was given with
its first sample, for life.
"""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _

from .indicator import Indicator
from .source import Source


class TimesBatch(models.Model):
    """Response times of one indicator from one request, within one local day.

    `times` holds `count` pairs, packed by `slm.engine.times`. `number` is the order of receipt.
    """

    partition_by: ClassVar[str] = "first_at"

    pk = models.CompositePrimaryKey("first_at", "number")
    first_at = models.DateTimeField()
    number = models.BigIntegerField(
        db_default=Func(Value("slm_timesbatch_number"), function="nextval")
    )
    last_at = models.DateTimeField()
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="times_batches", db_index=False
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    times = models.BinaryField()

    class Meta:
        verbose_name = _("batch of response times")
        verbose_name_plural = _("batches of response times")
        indexes = [models.Index(fields=["indicator", "first_at"], name="times_by_indicator")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} #{self.number}"


class TimesDay(models.Model):
    """One local day: samples in all, by five minutes (`counts`), and the sketch of their values."""

    pk = models.CompositePrimaryKey("indicator_id", "day")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="times_days", db_index=False
    )
    day = models.DateField()
    count = models.PositiveBigIntegerField()
    counts = models.BinaryField()
    sketch = models.BinaryField()

    class Meta:
        verbose_name = _("day of response times")
        verbose_name_plural = _("days of response times")

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.day}"


class TimesShare(models.Model):
    """How many samples of a day took at most `within_ms`: in all, and by five minutes."""

    pk = models.CompositePrimaryKey("indicator_id", "within_ms", "day")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="times_shares", db_index=False
    )
    within_ms = models.PositiveBigIntegerField()
    day = models.DateField()
    count = models.PositiveBigIntegerField()
    counts = models.BinaryField()

    class Meta:
        verbose_name = _("share of response times")
        verbose_name_plural = _("shares of response times")

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.day} <= {self.within_ms}"


class TimesFeed(models.Model):
    """How far an indicator's response times reach, and what is kept of them.

    `counted` are the thresholds (ms) that are counted since their first day in the archive.
    `raw_from_at` is the first instant of the archive once something older was deleted.
    """

    indicator = models.OneToOneField(
        Indicator, models.CASCADE, primary_key=True, related_name="times_feed"
    )
    zone = models.CharField(_("time zone"), max_length=64)
    first_at = models.DateTimeField(_("first sample"))
    last_at = models.DateTimeField(_("last sample"))
    sample_count = models.PositiveBigIntegerField(_("samples"), default=0)
    received_at = models.DateTimeField(_("received"))
    counted = models.JSONField(default=list)
    raw_from_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("feed of response times")
        verbose_name_plural = _("feeds of response times")

    def __str__(self) -> str:
        return f"{self.indicator_id}"
