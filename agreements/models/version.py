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

from agreements.engine import lifecycle
from slm.engine.metrics import Metric as engine

from .agreement import Agreement
from .guards import keep_frozen, keep_the_way
from .section import SectionSet
from .tariff import Tariff


class VersionQuerySet(models.QuerySet["Version"]):
    def in_force(self, at: Any) -> "VersionQuerySet":
        """Versions that were put in force and whose span holds `at`."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gt=at),
            state__in=Version.RELEASED,
            effective_from__lte=at,
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Version(models.Model):
    """One text of an agreement and the span it holds for; two of them never overlap (decision 22).

    `effective_to` is exclusive. `sections` maps a section's key to its text in each language.
    A term is months counted from a day, with what follows it (formula 9): `effective_to` is its
    end, and empty while it renews by itself; notice then sets it.
    A draft that will replace the version in force before that one's end says when in
    `takes_over_at`; it gets its span when it is activated and that one's is cut.
    On entering signing `text_hash` is the hash of the exact text (agreements.engine.canonical) and
    `signed_to` the end that it names: the true end may come earlier, by termination or because the
    next version takes over. A trigger keeps state and text (decision 21).
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

    # Put in force once; when, say the spans.
    RELEASED = (State.SIGNED, State.SUPERSEDED)

    class Renewal(models.TextChoices):
        NONE = "none", _("ends, and is not renewed")
        TACIT = "tacit", _("renews by itself until notice is given")
        EXPRESS = "express", _("is renewed only when both agree")

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        INDONESIAN = "id", _("Indonesian")

    class Invoiced(models.TextChoices):
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        YEARLY = "yearly", _("Yearly")
        NEVER = "never", _("Not invoiced, shown only")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    section_set = models.ForeignKey(
        SectionSet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("set of sections"),
    )
    sections = models.JSONField(default=dict, blank=True)
    governing_language = models.CharField(
        _("governing language"),
        max_length=2,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text=_("Whose text holds where the languages differ."),
    )
    tariff = models.ForeignKey(
        Tariff,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("tariff"),
    )
    invoiced = models.CharField(
        _("invoiced"), max_length=9, choices=Invoiced.choices, blank=True, default=""
    )
    due_days = models.PositiveSmallIntegerField(
        _("payable within"), null=True, blank=True, help_text=_("Days after the invoice.")
    )
    effective_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    effective_to = models.DateTimeField(_("in force until"), null=True, blank=True)
    evidence = models.TextField(
        _("how it was agreed"), blank=True, help_text=_("Minutes, e-mail or document (R19).")
    )
    takes_over_at = models.DateTimeField(_("takes over"), null=True, blank=True)
    initial_months = models.PositiveSmallIntegerField(
        _("initial term (months)"), null=True, blank=True
    )
    counts_from_on = models.DateField(
        _("months counted from"),
        null=True,
        blank=True,
        help_text=_("Empty: from the day on which this version comes in force."),
    )
    renewal = models.CharField(
        _("at the end of a term"), max_length=7, choices=Renewal.choices, default=Renewal.NONE
    )
    renewal_months = models.PositiveSmallIntegerField(_("further terms (months)"), default=0)
    notice_months = models.PositiveSmallIntegerField(_("notice (months)"), default=0)
    notice_days = models.PositiveSmallIntegerField(_("notice (days)"), default=0)
    value_amount = models.DecimalField(
        _("worth over its term"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Compared with the amount up to which each signatory may sign."),
    )
    value_currency = models.CharField(_("currency"), max_length=3, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    signed_to = models.DateTimeField(null=True, blank=True)
    lapses_at = models.DateTimeField(_("signing lapses"), null=True, blank=True)
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    terminated_at = models.DateTimeField(_("terminated"), null=True, blank=True)
    terminated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    termination_reason = models.TextField(_("reason of termination"), blank=True)

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
            models.CheckConstraint(
                condition=Q(renewal="none") | Q(initial_months__gte=1, renewal_months__gte=1),
                name="version_renews_a_term",
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
        triggers = [keep_the_way()]

    def __str__(self) -> str:
        return f"{self.agreement.code} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:version", args=[self.agreement.code, self.number])

    @property
    def starts_at(self) -> Any:
        """From when it holds, or will: its span's start, or the instant at which it takes over."""
        return self.effective_from or self.takes_over_at

    @property
    def is_writable(self) -> bool:
        """Whether text, term and targets may be changed as they stand."""
        return self.state in lifecycle.WRITABLE

    @property
    def is_frozen(self) -> bool:
        """Whether the database refuses every change of its text."""
        return self.state in lifecycle.FROZEN


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Target(models.Model):
    """One promised level (R13): indicator, threshold, period, hours, and how to read the facts."""

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", _("at least")
        ABOVE = ">", _("more than")
        AT_MOST = "<=", _("at most")
        BELOW = "<", _("less than")

    class Metric(models.TextChoices):
        AVAILABILITY = engine.AVAILABILITY, _("Availability")
        DOWNTIME = engine.DOWNTIME, _("Downtime")
        BREAKS = engine.BREAKS, _("Number of breaks")
        LONGEST_BREAK = engine.LONGEST_BREAK, _("Longest break")
        MTBF = engine.MTBF, _("Mean time between failures")
        MTRS = engine.MTRS, _("Mean time to restore service")
        MTBSI = engine.MTBSI, _("Mean time between service incidents")
        WITHIN_TIME = engine.WITHIN_TIME, _("Answered in time")
        RATIO = engine.RATIO, _("Good of all events")
        RESPONDED = engine.RESPONDED, _("Responded in time")
        RESOLVED = engine.RESOLVED, _("Resolved in time")
        THROUGHPUT = engine.THROUGHPUT, _("Throughput")
        WORKLOAD = engine.WORKLOAD, _("Workload")
        SATISFACTION = engine.SATISFACTION, _("Satisfaction")
        ENTERED = engine.ENTERED, _("Entered figure")

    class Period(models.TextChoices):
        DAY = "day", _("Day")
        WEEK = "week", _("Week")
        MONTH = "month", _("Month")
        QUARTER = "quarter", _("Quarter")
        HALF_YEAR = "half_year", _("Half-year")
        YEAR = "year", _("Year")
        FISCAL_YEAR = "fiscal_year", _("Fiscal year")
        CONTRACT_YEAR = "contract_year", _("Contract year")
        ROLLING = "rolling", _("Rolling days")

    class Unknown(models.TextChoices):
        EXCLUDED = "excluded", _("leaves the denominator")
        GOOD = "good", _("counts as good")
        BAD = "bad", _("counts as bad")

    class Crossing(models.TextChoices):
        BEGAN = "began", _("where it began")
        BOTH = "both", _("in both periods")

    class NewService(models.TextChoices):
        FROM_ITS_START = "from_its_start", _("from its start")
        WHOLE_PERIOD = "whole_period", _("from the first whole period")

    class LateCorrection(models.TextChoices):
        RESTATE = "restate", _("restates a closed period")
        NONE = "none", _("changes nothing once closed")

    class ExclusionApproval(models.TextChoices):
        MANAGER = "manager", _("the service level manager")
        CUSTOMER = "customer", _("the customer")
        BOTH = "both", _("both parties")

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
    metric = models.CharField(
        _("what is promised"),
        max_length=16,
        choices=Metric.choices,
        default=Metric.AVAILABILITY,
    )
    limit = models.PositiveBigIntegerField(
        _("limit"), null=True, blank=True, help_text=_("For promises that are no share.")
    )
    within = models.PositiveBigIntegerField(_("within"), null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=24, blank=True)
    comparator = models.CharField(
        _("comparison"), max_length=2, choices=Comparator.choices, default=Comparator.AT_LEAST
    )
    threshold_ppm = models.PositiveIntegerField(_("target (ppm)"))
    period = models.CharField(
        _("period"), max_length=13, choices=Period.choices, default=Period.MONTH
    )
    week_starts = models.PositiveSmallIntegerField(_("first day of the week"), default=0)
    first_month = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"), null=True, blank=True
    )
    rolling_days = models.PositiveSmallIntegerField(_("rolling days"), null=True, blank=True)
    crossing = models.CharField(
        _("a break across periods counts"),
        max_length=5,
        choices=Crossing.choices,
        default=Crossing.BEGAN,
    )
    new_service = models.CharField(
        _("a service begun inside a period counts"),
        max_length=14,
        choices=NewService.choices,
        default=NewService.FROM_ITS_START,
    )
    late_correction = models.CharField(
        _("a late correction"),
        max_length=7,
        choices=LateCorrection.choices,
        default=LateCorrection.RESTATE,
    )
    exclusion_approval = models.CharField(
        _("exclusions are approved by"),
        max_length=8,
        choices=ExclusionApproval.choices,
        default=ExclusionApproval.MANAGER,
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        null=True,
        blank=True,
        help_text=_("Empty: as the installation has it."),
    )
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
                fields=["version", "indicator", "period", "metric", "within", "priority"],
                name="target_once_per_version",
                nulls_distinct=False,
            ),
        ]
        triggers = [keep_frozen()]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.get_metric_display()}, {self.get_period_display()}"
