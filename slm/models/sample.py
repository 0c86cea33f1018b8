"""State samples: kept as received, and read as runs.

A *batch* is what arrived in one request, columnar and compressed, never changed. A *run* is a
stretch of equal samples no further apart than the indicator's `max_gap`; runs are derived and are
rebuilt from the batches where samples arrive late or contradict earlier ones (decision 11).
"""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _

from slm.engine.layers import Layer

from .indicator import Indicator
from .source import Source


class State(models.IntegerChoices):
    """What a sample says: a layer of the level engine, in the words of those who measure."""

    DOWN = Layer.DOWN, _("down")
    PARTIAL = Layer.PARTIAL, _("partly down")
    DEGRADED = Layer.DEGRADED, _("degraded")
    UP = Layer.GOOD, _("up")


class SampleBatch(models.Model):
    """Samples of one indicator from one request, within one month.

    `samples` holds `count` little-endian 32-bit offsets from `first_at` in seconds, then `count`
    state bytes, compressed by zlib. `number` is the order of receipt.
    """

    partition_by: ClassVar[str] = "first_at"

    pk = models.CompositePrimaryKey("first_at", "number")
    first_at = models.DateTimeField()
    number = models.BigIntegerField(
        db_default=Func(Value("slm_samplebatch_number"), function="nextval")
    )
    last_at = models.DateTimeField()
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="sample_batches", db_index=False
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    samples = models.BinaryField()

    class Meta:
        verbose_name = _("batch of samples")
        verbose_name_plural = _("batches of samples")
        indexes = [models.Index(fields=["indicator", "first_at"], name="batch_by_indicator")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} #{self.number}"


class StateRun(models.Model):
    """Equal samples in a row: the first at `start_at`, the last at `last_at`."""

    partition_by: ClassVar[str] = "start_at"

    pk = models.CompositePrimaryKey("indicator_id", "start_at")
    start_at = models.DateTimeField()
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="state_runs", db_index=False
    )
    last_at = models.DateTimeField()
    state = models.PositiveSmallIntegerField(choices=State.choices)

    class Meta:
        verbose_name = _("run of a state")
        verbose_name_plural = _("runs of a state")

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.start_at:%Y-%m-%d %H:%M:%S} {self.state}"


class Feed(models.Model):
    """How far an indicator's samples reach: the watermark, and the state at it.

    `run_start_at` is where the last run begins, so that the next sample finds it without a search.
    """

    indicator = models.OneToOneField(
        Indicator, models.CASCADE, primary_key=True, related_name="feed"
    )
    first_at = models.DateTimeField(_("first sample"))
    last_at = models.DateTimeField(_("last sample"))
    last_state = models.PositiveSmallIntegerField(choices=State.choices)
    run_start_at = models.DateTimeField(null=True)
    sample_count = models.PositiveBigIntegerField(_("samples"), default=0)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return f"{self.indicator_id}"
