"""How a customer's business rests on a service."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES
from brm.models import BusinessOutcome, Customer
from slm.models import Service


class ServiceUseQuerySet(models.QuerySet["ServiceUse"]):
    def visible_to(self, user: Any) -> "ServiceUseQuerySet":
        """Uses by customers that `user` sees as somebody of the provider (decision 31)."""
        customers = Customer.objects.visible_to(user, roles=tuple(sorted(PROVIDER_ROLES)))
        return self.filter(customer__in=customers)

    def on(self, day: dt.date) -> "ServiceUseQuerySet":
        """The uses that hold on a day."""
        begun = models.Q(since_on=None) | models.Q(since_on__lte=day)
        lasting = models.Q(ends_before=None) | models.Q(ends_before__gt=day)
        return self.filter(begun & lasting)


def _amount(label: Any) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ServiceUse(models.Model):
    """A unit and a service that it uses: users, criticality, what an hour without it costs.

    Answers who a service's customers and users are (R1), how critical it is to them and on what
    ground (R29), and what their business loses with it (R42). Amounts are in `currency`; each
    estimate says who made it and when. `ends_before` is the first day without it.
    """

    class Criticality(models.TextChoices):
        VITAL = "4_vital", _("Vital: the business stands still")
        HIGH = "3_high", _("High: the business is hindered at once")
        MEDIUM = "2_medium", _("Medium: a day without it can be borne")
        LOW = "1_low", _("Low: a week without it can be borne")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="service_uses", verbose_name=_("customer")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="uses", verbose_name=_("service")
    )
    users = models.PositiveIntegerField(_("users"), null=True, blank=True)
    users_on = models.DateField(_("counted"), null=True, blank=True)
    criticality = models.CharField(
        _("criticality"), max_length=8, choices=Criticality.choices, blank=True
    )
    criticality_basis = models.TextField(_("on what ground"), blank=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="IDR",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as IDR."))],
    )
    hour_cost = _amount(_("cost of an hour without it"))
    hour_cost_basis = models.TextField(_("how that was worked out"), blank=True)
    hour_cost_on = models.DateField(_("worked out"), null=True, blank=True)
    month_value = _amount(_("perceived value a month"))
    month_value_by = models.CharField(_("estimated by"), max_length=120, blank=True)
    month_value_on = models.DateField(_("estimated"), null=True, blank=True)
    since_on = models.DateField(_("used since"), null=True, blank=True)
    ends_before = models.DateField(_("first day without it"), null=True, blank=True)
    outcomes: models.ManyToManyField = models.ManyToManyField(
        BusinessOutcome, through="OutcomeDependency", related_name="uses"
    )

    objects = ServiceUseQuerySet.as_manager()

    class Meta:
        ordering = ["service__name", "customer__name", "id"]
        verbose_name = _("use of a service")
        verbose_name_plural = _("uses of services")
        constraints = [
            models.UniqueConstraint(fields=["customer", "service"], name="service_use_once"),
            models.CheckConstraint(
                condition=models.Q(ends_before=None)
                | models.Q(since_on=None)
                | models.Q(ends_before__gt=models.F("since_on")),
                name="service_use_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.service}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:use", args=[self.pk])

    @property
    def last_day(self) -> dt.date | None:
        """The last day included."""
        return self.ends_before and self.ends_before - dt.timedelta(days=1)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OutcomeDependency(models.Model):
    """How hard an outcome rests on a use: 0 not at all … 10 it is lost without it (R42)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use = models.ForeignKey(ServiceUse, models.CASCADE, related_name="dependencies")
    outcome = models.ForeignKey(
        BusinessOutcome, models.CASCADE, related_name="dependencies", verbose_name=_("outcome")
    )
    weight = models.PositiveSmallIntegerField(
        _("how hard"), validators=[MinValueValidator(0), MaxValueValidator(10)]
    )

    class Meta:
        ordering = ["use", "-weight", "outcome__statement", "id"]
        verbose_name = _("outcome that rests on a use")
        verbose_name_plural = _("outcomes that rest on uses")
        constraints = [
            models.UniqueConstraint(fields=["use", "outcome"], name="outcome_rests_once"),
            models.CheckConstraint(
                condition=models.Q(weight__lte=10), name="dependency_weight_to_ten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.weight}"
