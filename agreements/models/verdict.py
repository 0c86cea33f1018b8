"""What became of a commitment in one period."""

import uuid
from fractions import Fraction
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from slm.engine.level import PPM, Level, floored_percent
from slm.models import PeriodState

from .commitment import Commitment


class State(models.TextChoices):
    """The four words that are used everywhere (decision 16)."""

    MET = "met", _("met")
    AT_RISK = "at_risk", _("at risk")
    MISSED = "missed", _("missed")
    NO_DATA = "no_data", _("no data")


class Verdict(models.Model):
    """The current state of one commitment in one period, kept up by the workers.

    The figures are those at `computed_at`; a reader of a running period adds the time since
    (agreements.queries.standing). `episode` counts how often the period came to be at risk, so
    that each time is told once.

    From `closes_at` on, when the grace is over, the period is closed: its figures are frozen as
    Result number 1; of rolling days only those that end with a month are (decision 19).
    `restated_at` is when the newest restatement was written beside it.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="verdicts")
    period_state = models.ForeignKey(PeriodState, models.PROTECT, related_name="verdicts")
    period_start_at = models.DateTimeField(_("period from"))
    period_end_at = models.DateTimeField(_("period until"))
    period_label = models.CharField(_("period"), max_length=24)
    is_clipped = models.BooleanField(_("clipped to the term"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NO_DATA)
    is_close = models.BooleanField(_("close"), default=False)
    breaches_at = models.DateTimeField(_("budget runs out"), null=True, blank=True)
    episode = models.PositiveIntegerField(default=0)
    revision = models.PositiveBigIntegerField(default=0)
    computed_at = models.DateTimeField(_("computed"), null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    restated_at = models.DateTimeField(_("restated"), null=True, blank=True)

    class Meta:
        ordering = ["commitment", "period_start_at"]
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "period_label"], name="verdict_once_per_period"
            )
        ]
        indexes = [
            models.Index(fields=["next_check_at"], name="verdict_due"),
            models.Index(fields=["period_end_at", "state"], name="verdict_by_period"),
            models.Index(
                fields=["closes_at"],
                condition=models.Q(closed_at__isnull=True),
                name="verdict_to_close",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.period_label}: {self.state}"


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user: Any) -> "ResultQuerySet":
        """Results of commitments that `user` may see."""
        return self.filter(verdict__commitment__in=Commitment.objects.visible_to(user))


class Result(models.Model):
    """The frozen figures of a closed period; restatements stand beside it as further rows (P20).

    Number 1 is what was issued, each higher one a restatement. Good and measured time are whole
    millionths of a second of service time, so that weights stay exact. `reason` is what a person
    wrote, `cause` what was found to have changed (agreements.queries.causes); without an actor it
    came about by itself.
    """

    ISSUED: ClassVar[int] = 1

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="results")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    good_ppm_seconds = models.DecimalField(max_digits=24, decimal_places=0)
    measured_ppm_seconds = models.DecimalField(max_digits=24, decimal_places=0)
    parts = models.JSONField()
    terms = models.JSONField()
    calendar_hash = models.CharField(max_length=64)
    data_revision = models.PositiveBigIntegerField()
    engine_version = models.CharField(max_length=16)
    reason = models.TextField(_("reason"), blank=True)
    cause = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("issued"))

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["verdict", "number"]
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [models.UniqueConstraint(fields=["verdict", "number"], name="result_number")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verdict_id} #{self.number}"

    @property
    def level(self) -> Level:
        """The frozen level, in millionths of a second."""
        return Level(int(self.good_ppm_seconds), int(self.measured_ppm_seconds))

    @property
    def percent(self) -> str | None:
        """The level in percent with four digits, floored; None where nothing was measured."""
        return floored_percent(self.level)

    @property
    def good_seconds(self) -> Fraction:
        """Good time in seconds, exact."""
        return Fraction(self.level.good, PPM)

    @property
    def measured_seconds(self) -> Fraction:
        """Measured time in seconds, exact."""
        return Fraction(self.level.measured, PPM)

    @property
    def is_restatement(self) -> bool:
        """Whether it stands beside what was issued."""
        return self.number > self.ISSUED
