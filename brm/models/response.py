"""What somebody answered. Written once, never changed."""

import uuid
from typing import Any

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES
from slm.models.service import Service

from .campaign import Campaign, OutcomeStatement
from .contact import Contact
from .customer import Customer
from .invitee import Invitee

PROVIDER = tuple(sorted(PROVIDER_ROLES))


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: Any) -> "ResponseQuerySet":
        """Answers kept under units that `user` sees as somebody of the provider."""
        return self.filter(customer__in=Customer.objects.visible_to(user, roles=PROVIDER))


class Response(models.Model):
    """The answers of one person to one survey, under a unit and a role.

    A nameless one has neither the invitation nor an instant, and no history that has one: nothing
    in these tables leads from the answers to the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="responses")
    invitee = models.OneToOneField(
        Invitee, models.PROTECT, null=True, blank=True, related_name="response"
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    role = models.CharField(_("role"), max_length=24, choices=Contact.Part.choices, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "id"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.CheckConstraint(
                condition=Q(invitee__isnull=True, sent_at__isnull=True)
                | Q(invitee__isnull=False, sent_at__isnull=False),
                name="nameless_response_has_no_instant",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.id}"


class Answer(models.Model):
    """One answer: which block, which element, outcome or service of it, and the value or text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.PROTECT, related_name="answers")
    block = models.CharField(max_length=12, choices=Campaign.Block.choices)
    element = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(9)])
    statement = models.ForeignKey(
        OutcomeStatement, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    importance = models.PositiveSmallIntegerField(_("importance"), null=True, blank=True)
    value = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ["response", "block", "element", "id"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "block", "element", "statement", "service"],
                name="answer_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(block="ikm", value__gte=1, value__lte=4)
                | Q(
                    block__in=["csat", "services", "relationship", "provider"],
                    value__gte=1,
                    value__lte=5,
                )
                | Q(block="nps", value__lte=10)
                | Q(block="outcomes", statement__isnull=False, value__lte=10, importance__lte=10)
                | (Q(block__in=["comment", "outcomes"], value=None) & ~Q(text="")),
                name="answer_within_its_scale",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.block} {self.value if self.value is not None else self.text}"
