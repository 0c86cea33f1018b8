"""How much of our time each customer should get, and how much there is (R44)."""

import uuid
from decimal import Decimal
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from portfolio.engine.effort import HOURS_A_YEAR

from .facts import OfCustomerQuerySet, is_first_day


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EffortPlan(models.Model):
    """The tier and the hours a year of an organisation with its units, as `month` began.

    Hours stand by what they are for; `full_review_hours` is what reviews would take if everybody's
    cadence fitted the team. `inputs` keeps what decided the tier and the cadence.
    """

    class Tier(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="effort", verbose_name=_("customer")
    )
    month = models.DateField(_("month"))
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices)
    review_hours = models.PositiveIntegerField(_("hours for reviews"))
    full_review_hours = models.PositiveIntegerField(_("hours for reviews, if they fitted"))
    complaint_hours = models.PositiveIntegerField(_("hours for complaints"))
    improvement_hours = models.PositiveIntegerField(_("hours for improvements"))
    renewal_hours = models.PositiveIntegerField(_("hours for the renewal"))
    proposal_hours = models.PositiveIntegerField(_("hours for proposals"))
    inputs = models.JSONField(_("inputs"))
    planned_at = models.DateTimeField(_("worked out"))
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer"]
        verbose_name = _("effort for a customer")
        verbose_name_plural = _("effort for customers")
        constraints = [
            models.UniqueConstraint(fields=["customer", "month"], name="effort_once_a_month"),
            is_first_day("effort_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.month:%Y-%m}: {self.tier}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:effort")

    @property
    def hours_a_year(self) -> int:
        """All hours that the customer should get in a year."""
        return (
            self.review_hours
            + self.complaint_hours
            + self.improvement_hours
            + self.renewal_hours
            + self.proposal_hours
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EffortSettings(models.Model):
    """How much time the team of relationship managers has; the only row of its table."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    full_time_managers = models.DecimalField(
        _("full-time managers"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0)],
        help_text=_("Relationship managers, those who work part of the time as their part."),
    )
    hours_a_year = models.PositiveSmallIntegerField(
        _("productive hours a year of one"),
        default=HOURS_A_YEAR,
        validators=[MinValueValidator(1), MaxValueValidator(8784)],
    )

    class Meta:
        verbose_name = _("capacity of the team")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_effort_settings")]

    def __str__(self) -> str:
        return str(_("Capacity of the team"))

    @classmethod
    def current(cls) -> "EffortSettings":
        """The settings in force; an unsaved row of defaults before anybody saved them."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls()

    @property
    def capacity_hours(self) -> int:
        """Hours a year of the whole team, rounded down."""
        return int(self.full_time_managers * self.hours_a_year)
