"""That it arrived."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .notice import Notice


class Channel(models.TextChoices):
    """How a person is told. The bell is always there; others are added by subscription."""

    BELL = "bell", _("In the application")
    EMAIL = "email", _("E-mail")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: Any) -> "DeliveryQuerySet":
        """Messages that must go out at `at`, oldest first."""
        return self.filter(state=Delivery.State.WAITING, due_at__lte=at).order_by("due_at", "id")


class Delivery(models.Model):
    """One notice to one person by one channel, until it arrived or was given up.

    The bell's arrives as it is written. *Skipped* is what must not be told any more: the person may
    no longer sign in, or no longer sees whom it is about.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        SKIPPED = "skipped", _("Not sent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    # English, marked by `gettext_noop`: it is read in the language of whoever reads it.
    why = models.CharField(_("why you"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(_("error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "user", "channel"], name="delivery_once_per_channel"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="delivery_due"
            ),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at=None, channel="bell"),
                name="delivery_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.user_id} ({self.channel})"
