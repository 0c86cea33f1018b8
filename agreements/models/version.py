"""Versions of an agreement: what it says, from when until when."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .agreement import Agreement


class VersionQuerySet(models.QuerySet["Version"]):
    def in_force(self, at: Any) -> "VersionQuerySet":
        """Signed versions whose span holds `at`."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gt=at),
            state=Version.State.SIGNED,
            effective_from__lte=at,
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Version(models.Model):
    """One text of an agreement and the span it holds for; two of them never overlap (decision 22).

    `effective_to` is exclusive. `sections` maps a section's key to its text in each language.
    """

    class State(models.TextChoices):
        INTENT = "intent", _("Statement of intent")
        DRAFT = "draft", _("Draft")
        NEGOTIATION = "negotiation", _("Negotiation")
        AGREED = "agreed", _("Agreed")
        SIGNING = "signing", _("Signing")
        SIGNED = "signed", _("Signed")
        SUPERSEDED = "superseded", _("Superseded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    sections = models.JSONField(default=dict, blank=True)
    effective_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    effective_to = models.DateTimeField(_("in force until"), null=True, blank=True)
    evidence = models.TextField(
        _("how it was agreed"), blank=True, help_text=_("Minutes, e-mail or document (R19).")
    )
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number"),
            models.CheckConstraint(
                condition=Q(effective_from=None)
                | Q(effective_to=None)
                | Q(effective_from__lt=F("effective_to")),
                name="version_start_before_end",
            ),
            ExclusionConstraint(
                name="one_version_at_a_time",
                condition=Q(effective_from__isnull=False),
                expressions=[
                    (
                        Func(
                            "agreement",
                            "agreement",
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            "effective_from",
                            "effective_to",
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "Another version of this agreement is in force during this span."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.code} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:version", args=[self.agreement.code, self.number])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Target(models.Model):
    """One promised level (R13): indicator, threshold, period, hours, and how to read the facts."""

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", _("at least")
        ABOVE = ">", _("more than")

    class Period(models.TextChoices):
        DAY = "day", _("Day")
        WEEK = "week", _("Week")
        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")
        HALF_YEAR = "half_year", _("Half-year")
        YEAR = "year", _("Year")

    class Unknown(models.TextChoices):
        EXCLUDED = "excluded", _("leaves the denominator")
        GOOD = "good", _("counts as good")
        BAD = "bad", _("counts as bad")

    class Planned(models.TextChoices):
        OUT = "out", _("leaves the denominator")
        GOOD = "good", _("counts as good")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(
        "slm.Indicator", models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    hours = models.ForeignKey(
        "slm.ServiceHours", models.PROTECT, related_name="targets", verbose_name=_("service hours")
    )
    comparator = models.CharField(
        _("comparison"), max_length=2, choices=Comparator.choices, default=Comparator.AT_LEAST
    )
    threshold_ppm = models.PositiveIntegerField(_("target (ppm)"))
    period = models.CharField(
        _("period"), max_length=9, choices=Period.choices, default=Period.MONTH
    )
    week_starts = models.PositiveSmallIntegerField(_("first day of the week"), default=0)
    unknown = models.CharField(
        _("unknown time"), max_length=8, choices=Unknown.choices, default=Unknown.EXCLUDED
    )
    planned = models.CharField(
        _("planned maintenance"), max_length=8, choices=Planned.choices, default=Planned.OUT
    )
    partial_ppm = models.PositiveIntegerField(_("weight of partly down (ppm)"), default=1_000_000)
    degraded_ppm = models.PositiveIntegerField(_("weight of degraded (ppm)"), default=0)
    min_break_seconds = models.PositiveIntegerField(_("breaks count from (s)"), default=0)
    warning_ppm = models.PositiveIntegerField(
        _("warn when this share of the budget is used (ppm)"), default=750_000
    )
    protects = models.TextField(
        _("business outcome it protects"), blank=True, help_text=_("In the customer's words (R80).")
    )

    class Meta:
        ordering = ["version", "indicator", "id"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold_ppm__lte=1_000_000)
                & Q(partial_ppm__lte=1_000_000)
                & Q(degraded_ppm__lte=1_000_000)
                & Q(warning_ppm__lte=1_000_000),
                name="target_shares_within_bounds",
            ),
            models.UniqueConstraint(
                fields=["version", "indicator", "period"], name="target_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.get_comparator_display()} {self.threshold_ppm / 10_000} %"
