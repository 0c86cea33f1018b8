"""What a customer's business wants to reach, and how far it has come."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .contact import Contact
from .customer import Customer


class OutcomeQuerySet(models.QuerySet["BusinessOutcome"]):
    def visible_to(self, user: Any) -> "OutcomeQuerySet":
        """The outcomes of the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BusinessOutcome(models.Model):
    """A result that a unit's business wants, with what it is measured by (R42, R85, R87).

    `baseline` is where it stood, `target` where it is to stand on `due_on`; both in `unit`. How it
    went is told by dated measurements, planned beside realised. `reference` is another system's
    name for it, by which an import or a machine finds it again.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("Wanted")
        REACHED = "reached", _("Reached")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="outcomes", verbose_name=_("customer")
    )
    reference = models.CharField(_("reference"), max_length=64, blank=True)
    statement = models.CharField(_("statement"), max_length=240)
    measure = models.CharField(_("measured by"), max_length=160, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=40, blank=True)
    baseline = models.DecimalField(
        _("baseline"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    importance = models.PositiveSmallIntegerField(
        _("importance"), default=5, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    owner = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers for it"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WANTED)
    created_at = models.DateTimeField(_("created"))

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-importance", "statement", "id"]
        verbose_name = _("business outcome")
        verbose_name_plural = _("business outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "reference"],
                condition=~models.Q(reference=""),
                name="outcome_reference_once",
            ),
            models.CheckConstraint(
                condition=models.Q(importance__lte=10), name="outcome_importance_to_ten"
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return reverse("brm:outcome", args=[self.pk])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OutcomeMeasurement(models.Model):
    """Where an outcome stood on a day: what was planned, what was realised (R85)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outcome = models.ForeignKey(BusinessOutcome, models.CASCADE, related_name="measurements")
    measured_on = models.DateField(_("day"))
    planned = models.DecimalField(
        _("planned"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    realised = models.DecimalField(
        _("realised"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    note = models.TextField(_("what shows it"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["outcome", "-measured_on"]
        verbose_name = _("measurement of an outcome")
        verbose_name_plural = _("measurements of outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "measured_on"], name="outcome_measured_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(planned__isnull=False) | models.Q(realised__isnull=False),
                name="outcome_measurement_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measured_on:%Y-%m-%d}"
