"""Tariffs: what is charged, at which price, from when until when."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_zone
from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer
from common.db.codes import CodeField
from slm.models import Service


class TariffQuerySet(models.QuerySet["Tariff"]):
    def visible_to(self, user: Any) -> "TariffQuerySet":
        """Every tariff for provider roles without a limit; else those of visible customers."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Tariff(models.Model):
    """A list of prices that agreements refer to; for one customer, or for everybody.

    Its prices change under their own validity, so that a signed text names the tariff and not the
    prices (decision 25). Days of validity are days in its zone.
    """

    code = CodeField(unique=True)
    title = models.CharField(_("title"), max_length=160)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tariffs",
        verbose_name=_("customer"),
        help_text=_("Empty: a general tariff, for agreements with anybody."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}\Z")]
    )
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])

    objects = TariffQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:tariff", args=[self.code])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TariffItem(models.Model):
    """Something that is charged: what it is, of which service, counted in what."""

    class Per(models.TextChoices):
        MONTH = "month", _("a month")
        UNIT = "unit", _("each")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="items")
    name = models.CharField(_("what is charged"), max_length=120)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    per = models.CharField(_("charged"), max_length=5, choices=Per.choices, default=Per.MONTH)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("User, transaction, site …")
    )

    class Meta:
        ordering = ["tariff", "name", "id"]
        verbose_name = _("item of a tariff")
        verbose_name_plural = _("items of a tariff")
        constraints = [
            models.UniqueConstraint(fields=["tariff", "name"], name="tariff_item_once"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Charge(models.Model):
    """The price of an item for a span of days; two prices of one item never overlap.

    `valid_to` is exclusive (decision 24).
    """

    item = models.ForeignKey(TariffItem, models.CASCADE, related_name="charges")
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["item", "valid_from"]
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="charge_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="charge_start_before_end",
            ),
            ExclusionConstraint(
                name="one_price_at_a_time",
                expressions=[
                    (
                        Func(
                            "item",
                            "item",
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another price of this item holds during this span."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.price}"

    @property
    def last_day(self) -> dt.date | None:
        """The last day included."""
        return self.valid_to - dt.timedelta(days=1) if self.valid_to else None
