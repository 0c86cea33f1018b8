"""Requirements (SLR): what a customer asks for, in its own words, before anything is promised."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Contact, Customer, Demand
from common.db.codes import CodeField
from slm.models import Service

from .version import Target, Version


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def visible_to(self, user: Any) -> "RequirementQuerySet":
        """Every requirement for provider roles without a limit; else those of visible customers."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Requirement(models.Model):
    """What one customer needs of some services, in business words (R12, R48, R100).

    It is written as a draft, submitted, and signed off by the customer. Signed off it stays as it
    is; to change it a new revision is begun, which is a draft again. `sections` maps a section's
    key to its text in each language; volumes and wanted levels are rows.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waits for sign-off")
        APPROVED = "approved", _("Signed off")
        REFUSED = "refused", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = CodeField(unique=True)
    title = models.CharField(_("title"), max_length=160)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="requirements", verbose_name=_("customer")
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="requirements", verbose_name=_("services")
    )
    asked_by = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    demand = models.ForeignKey(
        Demand,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("demand it answers"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked after by"),
    )
    statement = models.TextField(
        _("what the business needs"), help_text=_("In the customer's words, not in ours.")
    )
    wanted_on = models.DateField(_("wanted from"), null=True, blank=True)
    sections = models.JSONField(default=dict, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="IDR")
    cost = models.DecimalField(
        _("what it may cost a year"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    benefit = models.DecimalField(
        _("what it is worth a year"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    business_case = models.TextField(
        _("business case"),
        blank=True,
        help_text=_("Why it pays, what else was considered, what happens without it (R48)."),
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.TextField(_("how it was decided"), blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "code"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:requirement", args=[self.code])

    @property
    def is_writable(self) -> bool:
        """Whether its text may be changed as it stands."""
        return self.state in {self.State.DRAFT, self.State.REFUSED}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WantedTarget(models.Model):
    """A level that the customer wants of a service, and why.

    The figures are those of a target (agreements.models.Target): a share in ppm for what is a
    share, a limit in the metric's unit otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="wanted")
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    wording = models.CharField(
        _("in business words"),
        max_length=240,
        help_text=_("Such as: salaries are paid out by the 25th, whatever happens."),
    )
    metric = models.CharField(
        _("what is measured"),
        max_length=16,
        choices=Target.Metric.choices,
        default=Target.Metric.AVAILABILITY,
    )
    threshold_ppm = models.PositiveIntegerField(
        _("share (ppm)"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    limit = models.PositiveBigIntegerField(_("limit"), null=True, blank=True)
    within = models.PositiveBigIntegerField(_("within"), null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=24, blank=True)
    period = models.CharField(
        _("period"),
        max_length=13,
        choices=Target.Period.choices,
        default=Target.Period.MONTH,
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 nice to have … 5 the business stands still without it."),
    )
    protects = models.TextField(_("business outcome it protects"), blank=True)

    class Meta:
        ordering = ["requirement", "-importance", "wording", "id"]
        verbose_name = _("wanted level")
        verbose_name_plural = _("wanted levels")

    def __str__(self) -> str:
        return self.wording


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Volume(models.Model):
    """How much the business will use: what is counted, how much in a month, how it will grow."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="volumes")
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    what = models.CharField(
        _("what is counted"), max_length=80, help_text=_("Users, transactions, documents …")
    )
    usual = models.PositiveBigIntegerField(_("in a usual month"))
    peak = models.PositiveBigIntegerField(_("in the busiest month"), null=True, blank=True)
    growth_ppm = models.IntegerField(_("growth a year (ppm)"), default=0)

    class Meta:
        ordering = ["requirement", "service", "what", "id"]
        verbose_name = _("volume")
        verbose_name_plural = _("volumes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(peak=None) | models.Q(peak__gte=models.F("usual")),
                name="volume_peak_is_the_most",
            )
        ]

    def __str__(self) -> str:
        return self.what


class Basis(models.Model):
    """Which requirement, in which revision, a version of an agreement answers (R12)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="bases")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="answered_by")
    revision = models.PositiveIntegerField()

    class Meta:
        ordering = ["version", "requirement"]
        verbose_name = _("requirement of a version")
        verbose_name_plural = _("requirements of versions")
        constraints = [
            models.UniqueConstraint(fields=["version", "requirement"], name="basis_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} ← {self.requirement_id} r{self.revision}"
