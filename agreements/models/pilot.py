"""A pilot: what an OLA or UC would promise is measured before it is signed (R62)."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from slm.models import Measure, PeriodState

from .verdict import State
from .version import Version


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Pilot(models.Model):
    """A version on trial from `start_at` until `end_at`, exclusive; with what came of it.

    Nothing of it is a commitment: there is no breach, no credit and no notice (decision 21).
    """

    class Result(models.TextChoices):
        KEPT = "kept", _("It can be promised")
        CHANGE = "change", _("Something has to change first")
        FAILED = "failed", _("It cannot be promised")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="pilots")
    start_at = models.DateTimeField(_("measured from"))
    end_at = models.DateTimeField(_("measured until"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=6, choices=Result.choices, blank=True)
    words = models.TextField(_("what was found"), blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["version", "started_at", "id"]
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(end_at=None), name="one_running_pilot"
            ),
            models.CheckConstraint(
                condition=Q(end_at=None, result="", ended_by=None)
                | Q(end_at__gt=F("start_at"), ended_by__isnull=False) & ~Q(result=""),
                name="pilot_ends_with_a_result",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def is_running(self) -> bool:
        """Whether it is measured still."""
        return self.end_at is None


class PilotTarget(models.Model):
    """A target as it stood when the pilot began, whatever the draft says since."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="targets")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    terms = models.JSONField()
    warning_ppm = models.PositiveIntegerField()

    class Meta:
        ordering = ["pilot", "id"]
        verbose_name = _("target of a pilot")
        verbose_name_plural = _("targets of a pilot")

    def __str__(self) -> str:
        return f"{self.pilot} · {self.measure}"


class PilotPeriod(models.Model):
    """How one target of a pilot stood in one period, last judged at `judged_at`.

    `told` is what was reached as plain values (agreements.queries.showing.told_of), `covered` and
    `counted` the measured and all seconds that count, none where events are counted; `revision` is
    that of the sums it was judged from.
    """

    target = models.ForeignKey(PilotTarget, models.CASCADE, related_name="periods")
    period_state = models.ForeignKey(PeriodState, models.PROTECT, related_name="+")
    label = models.CharField(_("period"), max_length=24)
    start_at = models.DateTimeField(_("period from"))
    end_at = models.DateTimeField(_("period until"))
    is_clipped = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NO_DATA)
    told = models.JSONField(default=dict)
    covered = models.PositiveBigIntegerField(null=True, blank=True)
    counted = models.PositiveBigIntegerField(null=True, blank=True)
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)
    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["target", "start_at", "end_at"]
        verbose_name = _("period of a pilot")
        verbose_name_plural = _("periods of a pilot")
        constraints = [
            models.UniqueConstraint(fields=["target", "label"], name="pilot_period_once")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.label}: {self.state}"
