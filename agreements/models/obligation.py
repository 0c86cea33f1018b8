"""What either party of an agreement has to do besides the promised levels (R79)."""

import uuid
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer
from common.models import File

from .agreement import Agreement, Party


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: Any) -> "ObligationQuerySet":
        """All for provider roles; else those of visible customers, and ours towards them."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        customers = Customer.objects.visible_to(user)
        bound = Agreement.objects.filter(parties__customer__in=customers)
        return self.filter(
            models.Q(party__customer__in=customers)
            | models.Q(party=None, agreement__in=bound, agreement__kind=Agreement.Kind.SLA)
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Obligation(models.Model):
    """One duty of a party; without a party it is ours. Its answers stand in its history."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        NOT_DONE = "not_done", _("Not done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    party = models.ForeignKey(
        Party,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("who"),
    )
    what = models.CharField(_("what"), max_length=300)
    rule = models.CharField(
        _("when"), max_length=120, blank=True, help_text=_("Such as: each quarter.")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    note = models.TextField(_("note"), blank=True)
    evidence_file = models.ForeignKey(
        File,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what shows it"),
    )
    created_at = models.DateTimeField(_("created"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "created_at", "id"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def __str__(self) -> str:
        return self.what
