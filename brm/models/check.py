"""Whether customers are content with what was changed, asked soon after it."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from slm.models.service import Service

from .customer import Customer


class CheckQuerySet(models.QuerySet["EarlyLifeCheck"]):
    def visible_to(self, user: Any) -> "CheckQuerySet":
        """Checks that ask a customer whom `user` may see."""
        asked = CheckAnswer.objects.visible_to(user).values("check_asked")
        return self.filter(pk__in=asked)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EarlyLifeCheck(models.Model):
    """A question to customers after a service was changed: does it still do what it must (R51)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    what = models.CharField(_("what changed"), max_length=200)
    changed_on = models.DateField(_("changed"))
    due_on = models.DateField(_("answer due"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_on", "what", "id"]
        verbose_name = _("early-life check")
        verbose_name_plural = _("early-life checks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("changed_on")),
                name="check_due_after_the_change",
            )
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("brm:check", args=[self.pk])


class CheckAnswerQuerySet(models.QuerySet["CheckAnswer"]):
    def visible_to(self, user: Any) -> "CheckAnswerQuerySet":
        """What customers whom `user` may see were asked."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CheckAnswer(models.Model):
    """What one customer was asked in a check, and its word.

    `said_by` names who said it where somebody of the provider wrote it down for them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for the customer")
        ACCEPTED = "accepted", _("Accepted")
        OBJECTED = "objected", _("Objected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_asked = models.ForeignKey(
        EarlyLifeCheck, models.CASCADE, related_name="answers", verbose_name=_("check")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    state = models.CharField(
        _("answer"), max_length=8, choices=State.choices, default=State.WAITING
    )
    reason = models.TextField(_("reason"), blank=True)
    said_by = models.CharField(_("said by"), max_length=120, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = CheckAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["check_asked", "customer__name", "id"]
        verbose_name = _("answer to a check")
        verbose_name_plural = _("answers to checks")
        constraints = [
            models.UniqueConstraint(fields=["check_asked", "customer"], name="check_asks_once"),
            models.CheckConstraint(
                condition=~models.Q(state="objected") | ~models.Q(reason=""),
                name="check_objection_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_asked}: {self.customer}"
