"""An indicator seen through service hours and rules, and what was computed of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .hours import ServiceHours
from .indicator import Indicator
from .service import Slice


class Measure(models.Model):
    """The key under which sums are kept; agreements that share it share the work (decision 9).

    `counts` is the metric where something is counted (slm.engine.metrics), empty where time is
    summed up; `within` and `priority` narrow what is counted (slm.engine.counts).
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measures")
    hours = models.ForeignKey(ServiceHours, models.PROTECT, related_name="measures")
    exclusion_slice = models.ForeignKey(
        Slice, models.PROTECT, null=True, blank=True, related_name="+"
    )
    min_break_seconds = models.PositiveIntegerField(default=0)
    counts = models.CharField(max_length=16, blank=True, default="")
    within = models.PositiveBigIntegerField(null=True, blank=True)
    priority = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "indicator",
                    "hours",
                    "exclusion_slice",
                    "min_break_seconds",
                    "counts",
                    "within",
                    "priority",
                ],
                name="measure_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.hours})"


# The columns of sums, in the order of Layer.
SUMMED = ("excluded", "planned", "down", "partial", "degraded", "unknown")


class Sums(models.Model):
    """Seconds of service time by layer. Good time is not kept: it is what remains (decision 9).

    Of measures that count, the pair `good_count` and `total_count` instead (slm.engine.counts).
    """

    excluded_seconds = models.BigIntegerField(default=0)
    planned_seconds = models.BigIntegerField(default=0)
    down_seconds = models.BigIntegerField(default=0)
    partial_seconds = models.BigIntegerField(default=0)
    degraded_seconds = models.BigIntegerField(default=0)
    unknown_seconds = models.BigIntegerField(default=0)
    good_count = models.BigIntegerField(default=0)
    total_count = models.BigIntegerField(default=0)
    is_incomplete = models.BooleanField(default=False)
    break_count = models.PositiveIntegerField(default=0)
    longest_break_seconds = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class BucketDay(models.Model):
    """One local day of a measure on which not everything was good: its sums, as in `Sums`.

    The narrowest columns and one index: there are more of these rows than of any other figure.
    """

    partition_by: ClassVar[str] = "day"

    pk = models.CompositePrimaryKey("measure_id", "day")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    excluded_seconds = models.IntegerField(default=0)
    planned_seconds = models.IntegerField(default=0)
    down_seconds = models.IntegerField(default=0)
    partial_seconds = models.IntegerField(default=0)
    degraded_seconds = models.IntegerField(default=0)
    unknown_seconds = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("day of a measure")
        verbose_name_plural = _("days of a measure")

    def __str__(self) -> str:
        return f"{self.measure_id} {self.day}"


class PeriodState(Sums):
    """The sums of one period of a measure, exact up to `computed_to_at`.

    What goes on from there is `tail`: the layer that holds until the next known change. So an
    unchanged measure costs nothing as time passes: whoever reads adds the service time since then
    to the tail's layer. `*_ahead_seconds` is service time already known to be excluded later in the
    period. `next_check_at` is the next instant at which time alone changes the tail.

    `last_bad_at` is where the latest claim of the period that something was not good ended, at most
    `computed_to_at`: before it nothing can burn any more. `failed_at` says since when the sums
    cannot be trusted: the row kept its old figures, because the new ones did not add up.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="periods", db_index=False)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    computed_to_at = models.DateTimeField()
    tail = models.PositiveSmallIntegerField()
    tail_since_at = models.DateTimeField(null=True, blank=True)
    excluded_ahead_seconds = models.BigIntegerField(default=0)
    planned_ahead_seconds = models.BigIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True, blank=True)
    last_bad_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("period of a measure")
        verbose_name_plural = _("periods of a measure")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "start_at", "end_at"], name="periodstate_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_check_at"], name="periodstate_due"),
            models.Index(
                fields=["failed_at"],
                condition=models.Q(failed_at__isnull=False),
                name="periodstate_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.start_at:%Y-%m-%d} – {self.end_at:%Y-%m-%d}"


class Dirty(models.Model):
    """A stretch of an indicator's time to be computed again; taken and deleted by a cycle."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("time to compute again")
        verbose_name_plural = _("times to compute again")

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.from_at:%Y-%m-%d} – {self.to_at}"


class Cycle(models.Model):
    """The only row of its table: when levels were last computed, and how often they changed."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    revision = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_cycle")]

    def __str__(self) -> str:
        return str(self.number)
