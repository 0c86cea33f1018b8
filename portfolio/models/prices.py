"""What is charged, what others ask for the like, and what a currency is worth in a month."""

import datetime as dt
import uuid
from typing import Any, TypeVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BigIntegerField, F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.queries.customers import may_see_customers
from slm.models import Service

from .facts import IS_CURRENCY, NOT_BELOW_ZERO, is_first_day, not_negative, seen_within

Row = TypeVar("Row", bound=models.Model)


class OfEverybodyQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: Any) -> "OfEverybodyQuerySet[Row]":
        """Rows for everybody to a provider's people, those of a customer to whoever sees it so."""
        if not may_see_customers(user):
            return self.none()
        return self.filter(Q(customer=None) | Q(customer__in=seen_within(user)))


class RateQuerySet(models.QuerySet["ExchangeRate"]):
    def visible_to(self, user: Any) -> "RateQuerySet":
        """Rates tell of no customer: every one of the provider's people may look."""
        return self if may_see_customers(user) else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExchangeRate(models.Model):
    """What one unit of a currency is worth in a month, in the reporting currency `into`.

    Amounts of a month without a rate are left out of sums and counted (decision 30).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    month = models.DateField(_("month"))
    currency = models.CharField(_("currency"), max_length=3, validators=[IS_CURRENCY])
    into = models.CharField(_("in"), max_length=3, validators=[IS_CURRENCY])
    rate = models.DecimalField(
        _("rate"),
        max_digits=20,
        decimal_places=10,
        help_text=_("What one unit of the currency is worth in the reporting currency."),
    )

    objects = RateQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "currency"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["currency", "into", "month"], name="rate_once"),
            is_first_day("rate_of_a_month"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_zero"),
            models.CheckConstraint(condition=~Q(currency=F("into")), name="rate_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} → {self.into}, {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:record", args=["rates", self.public_id])


def _only(expression: Any) -> Func:
    """A range that holds one number, so that equal numbers overlap without an extension."""
    return Func(
        expression,
        expression,
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


def _number_of(text: str) -> Cast:
    return Cast(
        Func(F(text), function="hashtext", output_field=BigIntegerField()), BigIntegerField()
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Price(models.Model):
    """What a service costs its customers: each `unit`, or a month as a whole where it is empty.

    For one customer unit, else for everybody. `valid_until` is exclusive (decision 24). `minimum`
    is the quantity a month that the customer is committed to pay.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
        help_text=_("Empty: for everybody without a price of their own."),
    )
    unit = models.CharField(
        _("charged for each"), max_length=40, blank=True, help_text=_("Empty: a month as a whole.")
    )
    amount = models.DecimalField(
        _("amount"), max_digits=20, decimal_places=4, validators=[NOT_BELOW_ZERO]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[IS_CURRENCY])
    minimum = models.DecimalField(
        _("committed quantity a month"),
        max_digits=20,
        decimal_places=4,
        default=0,
        blank=True,
        validators=[NOT_BELOW_ZERO],
        help_text=_("Paid for whether it is used or not; zero where nothing was committed."),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = OfEverybodyQuerySet.as_manager()

    class Meta:
        ordering = ["service", "customer", "unit", "-valid_from"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "customer", "unit", "valid_from"],
                name="price_once",
                nulls_distinct=False,
            ),
            not_negative("amount", "price_not_negative"),
            not_negative("minimum", "price_minimum_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from__lt=F("valid_until")),
                name="price_starts_before_end",
            ),
            ExclusionConstraint(
                name="price_one_at_a_time",
                expressions=[
                    (_only(F("service")), RangeOperators.OVERLAPS),
                    (_only(Coalesce(F("customer"), Value(0))), RangeOperators.OVERLAPS),
                    (_only(_number_of("unit")), RangeOperators.OVERLAPS),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another price holds during this span. End it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.customer or _('everybody')}, {self.valid_from}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:record", args=["prices", self.public_id])

    @property
    def last_day(self) -> dt.date | None:
        """The last day included."""
        return self.valid_until - dt.timedelta(days=1) if self.valid_until else None


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CompetitorPrice(models.Model):
    """What a competitor asked for the like of a service on a day, with where it is known from (P5).

    `comparability` says how alike it is: 5 the same, 3 comparable, less is kept but not compared.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    competitor = models.CharField(_("competitor"), max_length=120)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
        help_text=_("Empty: asked of anybody. Else the customer to whom it was offered."),
    )
    unit = models.CharField(
        _("charged for each"), max_length=40, blank=True, help_text=_("Empty: a month as a whole.")
    )
    amount = models.DecimalField(
        _("amount"), max_digits=20, decimal_places=4, validators=[NOT_BELOW_ZERO]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[IS_CURRENCY])
    dated_on = models.DateField(_("known on"))
    source = models.CharField(
        _("known from"), max_length=200, help_text=_("A price list, an offer, a tender …")
    )
    comparability = models.PositiveSmallIntegerField(
        _("comparability"),
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("5 the same, 3 comparable; 1 and 2 are kept but not compared."),
    )

    objects = OfEverybodyQuerySet.as_manager()

    class Meta:
        ordering = ["service", "-dated_on", "competitor"]
        verbose_name = _("competitor's price")
        verbose_name_plural = _("competitors' prices")
        constraints = [
            models.UniqueConstraint(
                fields=["competitor", "service", "customer", "unit", "dated_on"],
                name="competitor_price_once",
                nulls_distinct=False,
            ),
            not_negative("amount", "competitor_price_not_negative"),
            models.CheckConstraint(
                condition=Q(comparability__range=(1, 5)), name="competitor_price_comparability"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competitor}, {self.service}, {self.dated_on}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:record", args=["competitors", self.public_id])
