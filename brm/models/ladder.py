"""Who is told, and when, where a complaint is not resolved in the normal way (R10)."""

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

from .customer import Customer
from .feedback import Feedback


class LadderQuerySet(models.QuerySet["EscalationLadder"]):
    def visible_to(self, user: Any) -> "LadderQuerySet":
        """Ladders of visible customers; the installation's own for whoever sees any customer."""
        seen = Customer.objects.visible_to(user)
        return self.filter(Q(customer__in=seen) | Q(customer=None, pk__in=self._own(seen)))

    def _own(self, seen: Any) -> Any:
        model = self.model._default_manager
        return model.filter(customer=None).values("pk") if seen.exists() else model.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EscalationLadder(models.Model):
    """The levels through which unresolved complaints climb.

    One is the installation's, without a customer; a customer may have its own, which then holds
    for everything below it too. `hours` is the code of the service hours in which the time of its
    levels runs; empty, it runs round the clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.OneToOneField(
        Customer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="ladder",
        verbose_name=_("customer"),
    )
    hours = models.CharField(_("time counts in"), max_length=32, blank=True)

    objects = LadderQuerySet.as_manager()

    class Meta:
        ordering = ["customer__name", "id"]
        verbose_name = _("escalation ladder")
        verbose_name_plural = _("escalation ladders")
        constraints = [
            # The installation's own, without a customer, is one too.
            models.UniqueConstraint(
                fields=["customer"], nulls_distinct=False, name="one_ladder_each"
            )
        ]

    def __str__(self) -> str:
        return str(self.customer or _("Everybody"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EscalationLevel(models.Model):
    """One level: after how long, who is told, what stops it."""

    class Whom(models.TextChoices):
        MANAGER = "manager", _("Relationship manager")
        DEPUTY = "deputy", _("Manager's deputy")
        PERSON = "person", _("Named person")
        ROLE = "role", _("Everybody with a role")

    class Stop(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        RESOLVED = "resolved", _("resolved")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ladder = models.ForeignKey(EscalationLadder, models.CASCADE, related_name="levels")
    number = models.PositiveIntegerField(_("level"), validators=[MinValueValidator(1)])
    after_seconds = models.PositiveBigIntegerField(_("after"))
    whom = models.CharField(_("who is told"), max_length=8, choices=Whom.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    role = models.CharField(
        _("role"),
        max_length=32,
        blank=True,
        choices=[(role.value, role.label) for role in Role if role != Role.CUSTOMER],
    )
    stop = models.CharField(_("until"), max_length=12, choices=Stop.choices, default=Stop.RESOLVED)

    class Meta:
        ordering = ["ladder", "number"]
        verbose_name = _("level of a ladder")
        verbose_name_plural = _("levels of ladders")
        constraints = [
            models.UniqueConstraint(fields=["ladder", "number"], name="level_of_ladder_once"),
            models.CheckConstraint(
                condition=Q(whom="person", person__isnull=False)
                | (~Q(whom="person") & Q(person__isnull=True)),
                name="level_names_its_person",
            ),
            models.CheckConstraint(
                condition=(Q(whom="role") & ~Q(role="")) | (~Q(whom="role") & Q(role="")),
                name="level_names_its_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ladder_id}: {self.number}"

    @property
    def whom_words(self) -> Any:
        """Who is told, in words."""
        if self.whom == self.Whom.PERSON:
            return str(self.person)
        return self.get_role_display() if self.whom == self.Whom.ROLE else self.get_whom_display()


class Escalation(models.Model):
    """A complaint that reached a level: once in each episode, whoever writes it. Append-only.

    The worker writes it when the level is due; by hand it has an actor and a reason. `told` names
    who was told, as they were called then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="escalations")
    episode = models.PositiveIntegerField()
    level = models.PositiveIntegerField(_("level"))
    whom = models.CharField(max_length=160)
    told = models.JSONField(default=list)
    due_at = models.DateTimeField(_("due"), null=True)
    escalated_at = models.DateTimeField(_("escalated"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["feedback", "episode", "level"]
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "episode", "level"], name="escalation_once_per_level"
            ),
            models.CheckConstraint(
                condition=Q(actor=None) | ~Q(reason=""), name="escalation_by_hand_has_reason"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.level}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Deputy(models.Model):
    """Who stands in for a relationship manager."""

    manager = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("manager")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("deputy")
    )

    class Meta:
        ordering = ["manager__person__name", "id"]
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            models.CheckConstraint(
                condition=~Q(manager=models.F("deputy")), name="deputy_is_somebody_else"
            )
        ]

    def __str__(self) -> str:
        return f"{self.manager_id}: {self.deputy_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DueTime(models.Model):
    """By when feedback of a severity is to be acknowledged and resolved.

    `hours` is the code of service hours, or empty for round the clock.
    """

    severity = models.CharField(
        _("severity"), max_length=10, choices=Feedback.Severity.choices, unique=True
    )
    acknowledge_seconds = models.PositiveBigIntegerField(_("to acknowledge"))
    resolve_seconds = models.PositiveBigIntegerField(_("to resolve"))
    hours = models.CharField(_("time counts in"), max_length=32, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("due time")
        verbose_name_plural = _("due times")

    def __str__(self) -> str:
        return self.severity
