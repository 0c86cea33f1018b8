"""What somebody promised to do (R71)."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.codes import CodeField

from .contact import Contact
from .customer import Customer
from .decision import OutcomeQuerySet
from .interaction import Interaction


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Action(models.Model):
    """An action with an owner and a day, open until it is done or dropped with a reason (R71).

    Whoever owns it is of our staff or a contact of the customer. An open action is on the agenda
    of every further meeting with its customer; each meeting that was held meanwhile is kept as a
    `Carried`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    code = CodeField(unique=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="actions", verbose_name=_("customer")
    )
    interaction = models.ForeignKey(
        Interaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("meeting"),
    )
    what = models.CharField(_("action"), max_length=300)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of ours"),
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("owner of the customer"),
    )
    due_on = models.DateField(_("due on"))
    is_internal = models.BooleanField(
        _("internal"), default=False, help_text=_("The customer never sees it.")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("outcome or reason"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    external_id = models.CharField(
        _("reference elsewhere"), max_length=80, unique=True, null=True, blank=True
    )
    created_at = models.DateTimeField(_("written"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None, staff__isnull=False)
                | Q(contact__isnull=False, staff=None),
                name="action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(contact=None) | Q(is_internal=False),
                name="action_of_a_contact_is_shared",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="closed_action_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(outcome=""),
                name="action_dropped_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="action_by_due")]

    def __str__(self) -> str:
        return f"{self.code} {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("brm:action", args=[self.code])

    @property
    def owner_name(self) -> str:
        """Whoever is to do it."""
        return str(self.contact or self.staff)


class CarriedQuerySet(models.QuerySet["Carried"]):
    def visible_to(self, user: Any) -> "CarriedQuerySet":
        """Those of the actions that `user` sees as somebody of the provider."""
        return self.filter(action__in=Action.objects.seen_from_within(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Carried(models.Model):
    """An action that was still open when a later meeting was held."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="carried")
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="carried")

    objects = CarriedQuerySet.as_manager()

    class Meta:
        ordering = ["interaction", "action"]
        verbose_name = _("carried action")
        verbose_name_plural = _("carried actions")
        constraints = [
            models.UniqueConstraint(fields=["action", "interaction"], name="carried_once")
        ]

    def __str__(self) -> str:
        return f"{self.action_id} @ {self.interaction_id}"
