"""Negotiation: whose turn it is, what is proposed, what is said."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer

from .agreement import Party
from .version import Target, Version


def _of_readable_conversations(rows: Any, user: Any) -> Any:
    """All for provider roles; to a customer what its party said and what was said to it."""
    if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
        return rows
    mine = Customer.objects.visible_to(user)
    bound = Party.objects.filter(customer__in=mine).values("agreement")
    return rows.filter(
        Q(party__customer__in=mine) | Q(party=None, version__agreement__in=bound),
        is_internal=False,
    )


class ConversationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "ConversationQuerySet":
        """What `user` may read of it: nothing internal, nothing of other customers."""
        found: ConversationQuerySet = _of_readable_conversations(self, user)
        return found


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Round(models.Model):
    """One round of a negotiation: it is over when both sides have had their turn and agree."""

    class Side(models.TextChoices):
        PROVIDER = "provider", _("ours")
        CUSTOMER = "customer", _("the customer's")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    turn = models.CharField(_("turn"), max_length=8, choices=Side.choices)
    turn_since_at = models.DateTimeField(_("turn since"))
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["version", "number"]
        verbose_name = _("round of negotiation")
        verbose_name_plural = _("rounds of negotiation")
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="round_number"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(closed_at=None), name="one_open_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} #{self.number}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Proposal(models.Model):
    """Another figure for a target, beside the one that the draft has."""

    class Answer(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="proposals")
    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    target = models.ForeignKey(Target, models.CASCADE, related_name="proposals")
    side = models.CharField(max_length=8, choices=Round.Side.choices)
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    is_internal = models.BooleanField(default=False)
    threshold_ppm = models.PositiveIntegerField(null=True, blank=True)
    limit = models.PositiveBigIntegerField(null=True, blank=True)
    comment = models.TextField(_("why"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("proposed"))
    answer = models.CharField(
        _("answer"), max_length=8, choices=Answer.choices, default=Answer.OPEN
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["version", "made_at", "id"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold_ppm__isnull=False, limit=None)
                | Q(threshold_ppm=None, limit__isnull=False),
                name="proposal_has_one_figure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.answer}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Comment(models.Model):
    """A remark on a section, on a target or on the whole; open until somebody resolves it.

    `party` is whose conversation it belongs to; none means every party. What is internal is never
    shown to a customer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="comments")
    section = models.SlugField(_("section"), max_length=40, blank=True)
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    side = models.CharField(max_length=8, choices=Round.Side.choices)
    party = models.ForeignKey(Party, models.CASCADE, null=True, blank=True, related_name="+")
    is_internal = models.BooleanField(_("only for ourselves"), default=False)
    text = models.TextField(_("comment"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["version", "written_at", "id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(section="") | Q(target=None), name="comment_on_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(side="provider") | Q(is_internal=False),
                name="customers_write_nothing_internal",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
