"""Counters as they were read: good events and all events since the counter began or was reset."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from .indicator import Indicator
from .source import Source


class CounterReading(models.Model):
    """What an indicator's two counters showed at `read_at`. Never changed, never deleted.

    `number` is the order of receipt: of several readings of one instant the latest received wins.
    What was added since the reading before is worked out when it is asked for, so that a late
    reading needs no second row (slm.engine.counters).
    """

    partition_by: ClassVar[str] = "read_at"

    pk = models.CompositePrimaryKey("indicator_id", "read_at", "number")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="counter_readings", db_index=False
    )
    read_at = models.DateTimeField(_("read"))
    number = models.BigIntegerField(
        db_default=Func(Value("slm_counterreading_number"), function="nextval")
    )
    good = models.BigIntegerField(_("good"))
    total = models.BigIntegerField(_("total"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("reading of a counter")
        verbose_name_plural = _("readings of a counter")
        constraints = [
            models.CheckConstraint(
                condition=Q(good__gte=0, total__gte=0), name="counterreading_rises_from_zero"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.read_at:%Y-%m-%d %H:%M:%S} {self.good}/{self.total}"
