"""Agreements: who promised, to whom, under which name."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_zone
from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer
from common.db.codes import CodeField
from slm.engine.periods import add_months
from slm.models import Provider

# An agreement that does not say otherwise is reviewed once a year.
REVIEW_MONTHS = 12


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Every agreement for provider roles without a limit; else SLAs of visible customers."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        customers = Customer.objects.visible_to(user)
        bound = Party.objects.filter(customer__in=customers).values("agreement")
        return self.filter(kind=Agreement.Kind.SLA, pk__in=bound)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Agreement(models.Model):
    """An SLA, an OLA or a UC (R11, R28, R21). What it says stands in its versions.

    Whether it is pending, in force, expired or terminated follows from its versions' spans and the
    clock; no label is stored (decision 21).
    """

    class Kind(models.TextChoices):
        SLA = "sla", _("Service level agreement (SLA)")
        OLA = "ola", _("Operational level agreement (OLA)")
        UC = "uc", _("Underpinning contract (UC)")

    class Level(models.TextChoices):
        CORPORATE = "corporate", _("Corporate")
        CUSTOMER = "customer", _("Customer")
        SERVICE = "service", _("Service")

    code = CodeField(unique=True)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices, default=Kind.SLA)
    level = models.CharField(
        _("level"), max_length=9, choices=Level.choices, default=Level.CUSTOMER, blank=True
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    zone = models.CharField(
        _("time zone of its dates"), max_length=64, default="UTC", validators=[validate_zone]
    )
    customers = models.ManyToManyField(
        Customer, through="Party", related_name="agreements", verbose_name=_("customers")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service level manager"),
    )
    is_contractual = models.BooleanField(
        _("contractual"),
        default=False,
        help_text=_("A contract in law, as with an external customer or supplier (R47)."),
    )
    is_standard = models.BooleanField(
        _("standard terms"),
        default=False,
        help_text=_("Offered to everybody as it stands; otherwise it was negotiated (R47)."),
    )
    next_review_on = models.DateField(_("next review"))
    created_at = models.DateTimeField(_("created"))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **options: Any) -> None:
        """Nothing is without a next review (R72): where none is named it is a year ahead."""
        if self.next_review_on is None and self.created_at is not None:
            self.next_review_on = add_months(self.created_at.date(), REVIEW_MONTHS)
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.code])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Party(models.Model):
    """One customer or one provider in an agreement (decision 23)."""

    class Role(models.TextChoices):
        RECIPIENT = "recipient", _("Receives the service")
        PROVIDER = "provider", _("Provides the service")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="parties"
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="parties"
    )
    role = models.CharField(_("role"), max_length=9, choices=Role.choices, default=Role.RECIPIENT)

    class Meta:
        ordering = ["agreement", "role", "id"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer=None, provider__isnull=False)
                | models.Q(customer__isnull=False, provider=None),
                name="party_is_customer_or_provider",
            ),
            models.UniqueConstraint(
                fields=["agreement", "customer", "provider"],
                name="party_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer or self.provider)
