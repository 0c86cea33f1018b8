"""Who may sign for whom, up to which amount, until when."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer
from slm.models import Provider

from .agreement import Agreement


class AuthorityQuerySet(models.QuerySet["Authority"]):
    def valid_on(self, on: dt.date) -> "AuthorityQuerySet":
        """Those that hold on this day and were not revoked."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on, revoked_at=None
        )

    def visible_to(self, user: Any) -> "AuthorityQuerySet":
        """Those for customers that `user` may see; the others for provider roles alone."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Authority(models.Model):
    """A person may sign agreements for one side: a customer with all below it, or a provider.

    Without either it is our own organisation. `kind` and `agreement` narrow what may be signed,
    `limit_amount` how much; none means no limit. `valid_to` is exclusive (decision 24).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="authorities", verbose_name=_("person")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for")
    )
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this agreement"),
    )
    kind = models.CharField(
        _("only agreements of this kind"), max_length=3, choices=Agreement.Kind.choices, blank=True
    )
    capacity = models.CharField(
        _("signs as"), max_length=120, help_text=_("Such as: head of procurement.")
    )
    basis = models.CharField(
        _("by virtue of"),
        max_length=200,
        blank=True,
        help_text=_("The decree, mandate or statute that gives the authority."),
    )
    limit_amount = models.DecimalField(
        _("up to"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "-valid_from", "id"]
        verbose_name = _("authority to sign")
        verbose_name_plural = _("authorities to sign")
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None) | Q(provider=None), name="authority_for_one_side"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
                name="authority_start_before_end",
            ),
            models.CheckConstraint(
                condition=Q(limit_amount=None) | (Q(limit_amount__gt=0) & ~Q(currency="")),
                name="authority_limit_has_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.capacity}"
