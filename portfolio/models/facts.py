"""What came in, what it cost and how much was used: by month, customer unit and service."""

import uuid
from typing import Any, TypeVar

import pghistory
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES
from brm.models import Customer
from slm.models import Service

IS_CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as IDR."))
NOT_BELOW_ZERO = MinValueValidator(0, _("It is not below zero."))
Row = TypeVar("Row", bound=models.Model)


def seen_within(user: Any) -> Any:
    """The customers of which `user` may know money: a provider's people, never the customer's own.

    What a customer brings and costs is never shown to itself (decision 31).
    """
    return Customer.objects.visible_to(user, roles=tuple(sorted(PROVIDER_ROLES)))


class OfCustomerQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: Any) -> "OfCustomerQuerySet[Row]":
        """Rows of the customers that `user` sees as somebody of the provider."""
        return self.filter(customer__in=seen_within(user))


class Origin(models.TextChoices):
    """How a figure came in."""

    ENTERED = "entered", _("entered")
    IMPORTED = "imported", _("imported")
    API = "api", _("by API")
    COUNTED = "counted", _("from a counter")


class MonthlyFact(models.Model):
    """A figure of one month, one customer unit and one service. `month` is its first day."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    month = models.DateField(_("month"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        abstract = True


def is_first_day(name: str) -> models.CheckConstraint:
    """A month is written as its first day."""
    return models.CheckConstraint(condition=models.Q(month__day=1), name=name)


def not_negative(field: str, name: str) -> models.CheckConstraint:
    """The figure is zero or more."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__gte": 0}), name=name)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RevenueFact(MonthlyFact):
    """What a customer unit paid for a service in a month (R43).

    Internal customers pay nothing: a notional charge stands in its place and is told apart.
    """

    class Kind(models.TextChoices):
        ACTUAL = "actual", _("actual")
        NOTIONAL = "notional", _("notional charge")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.ACTUAL)
    amount = models.DecimalField(
        _("amount"), max_digits=20, decimal_places=4, validators=[NOT_BELOW_ZERO]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[IS_CURRENCY])

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer", "service", "kind"]
        verbose_name = _("revenue")
        verbose_name_plural = _("revenue")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "service", "month", "kind"], name="revenue_once"
            ),
            is_first_day("revenue_of_a_month"),
            not_negative("amount", "revenue_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.service}, {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:record", args=["revenue", self.public_id])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CostFact(MonthlyFact):
    """What it cost in a month to serve a customer unit with a service (R33)."""

    amount = models.DecimalField(
        _("amount"), max_digits=20, decimal_places=4, validators=[NOT_BELOW_ZERO]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[IS_CURRENCY])

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer", "service"]
        verbose_name = _("cost to serve")
        verbose_name_plural = _("cost to serve")
        constraints = [
            models.UniqueConstraint(fields=["customer", "service", "month"], name="cost_once"),
            is_first_day("cost_of_a_month"),
            not_negative("amount", "cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.service}, {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:record", args=["costs", self.public_id])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UsageFact(MonthlyFact):
    """How much of a service a customer unit used in a month, counted in `unit` (R32)."""

    unit = models.CharField(
        _("counted in"), max_length=40, help_text=_("User, transaction, site …")
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=20, decimal_places=4, validators=[NOT_BELOW_ZERO]
    )

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer", "service", "unit"]
        verbose_name = _("use")
        verbose_name_plural = _("use")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "service", "month", "unit"], name="usage_once"
            ),
            is_first_day("usage_of_a_month"),
            not_negative("quantity", "usage_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.service}, {self.unit}, {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:record", args=["usage", self.public_id])
