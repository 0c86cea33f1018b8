"""What was arranged about talking with a customer."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .customer import Customer


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def visible_to(self, user: Any) -> "PlanItemQuerySet":
        """What was arranged with the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PlanItem(models.Model):
    """A line of a customer's communication plan: by which way, with whom, how often (R3)."""

    class Channel(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        REPORT = "report", _("Report")
        NEWS = "news", _("News")
        SURVEY = "survey", _("Survey")
        OTHER = "other", _("Another way")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="plan", verbose_name=_("customer")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    audience = models.CharField(_("audience"), max_length=160)
    cadence_days = models.PositiveSmallIntegerField(
        _("every"), validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "cadence_days", "channel", "id"]
        verbose_name = _("line of the communication plan")
        verbose_name_plural = _("lines of the communication plan")

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.audience}"
