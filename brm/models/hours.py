"""The time that the relationship takes (R98, R99)."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .customer import Customer
from .interaction import Interaction
from .sides import PROVIDER_SIDE


class HoursQuerySet(models.QuerySet["HoursEntry"]):
    def visible_to(self, user: Any) -> "HoursQuerySet":
        """Hours for the customers that `user` sees as somebody of the provider (decision 31)."""
        return self.filter(customer__in=Customer.objects.visible_to(user, roles=PROVIDER_SIDE))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HoursEntry(models.Model):
    """So many minutes of one of ours for one customer, by discipline and by focus."""

    class Discipline(models.TextChoices):
        """The core disciplines of relationship management (R98)."""

        SHAPING = "shaping", _("Demand shaping")
        EXPLORING = "exploring", _("Exploring")
        SERVICING = "servicing", _("Servicing")
        HARVESTING = "harvesting", _("Value harvesting")

    class Focus(models.TextChoices):
        """Whether the time went to people or to procedures (R99)."""

        RELATIONSHIP = "relationship", _("Relationship-centric")
        PROCESS = "process", _("Process-centric")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="hours", verbose_name=_("customer")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    interaction = models.ForeignKey(
        Interaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
        verbose_name=_("meeting"),
    )
    spent_on = models.DateField(_("day"))
    spent_minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    discipline = models.CharField(_("discipline"), max_length=10, choices=Discipline.choices)
    focus = models.CharField(_("focus"), max_length=12, choices=Focus.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    external_id = models.CharField(
        _("reference elsewhere"), max_length=80, unique=True, null=True, blank=True
    )
    created_at = models.DateTimeField(_("written"))

    objects = HoursQuerySet.as_manager()

    class Meta:
        ordering = ["-spent_on", "id"]
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spent_minutes__range=(1, 1440)), name="hours_within_a_day"
            ),
            models.UniqueConstraint(
                fields=["interaction", "user", "customer"], name="hours_of_a_meeting_once"
            ),
        ]
        indexes = [models.Index(fields=["customer", "spent_on"], name="hours_by_customer")]

    def __str__(self) -> str:
        return f"{self.user} {self.spent_on}"
