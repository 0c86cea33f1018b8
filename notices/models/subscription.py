"""Who wants to be told of what, and how."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .delivery import Channel


class Subscription(models.Model):
    """A person's wish about one kind of notice on one channel; without one the default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    wanted = models.BooleanField(_("wanted"), default=True)
    muted_until_at = models.DateTimeField(_("muted until"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} ({self.channel})"

    def is_muted(self, at: dt.datetime) -> bool:
        """Whether nothing is told at `at`; from the end of the mute on it is again."""
        return self.muted_until_at is not None and at < self.muted_until_at
