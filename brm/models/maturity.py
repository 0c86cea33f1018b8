"""How mature a relationship is, in the eyes of both sides (R95, R96)."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .customer import Customer
from .side import Side


class RatingQuerySet(models.QuerySet["MaturityRating"]):
    def visible_to(self, user: Any) -> "RatingQuerySet":
        """Ratings of the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent())
class MaturityRating(models.Model):
    """One side's rating on a day; a later one stands beside it, none is changed.

    The evidence of a side is its own: the customer never reads ours.
    """

    class Level(models.IntegerChoices):
        AD_HOC = 1, _("Ad hoc")
        ORDER_TAKER = 2, _("Order taker")
        SERVICE_PROVIDER = 3, _("Service provider")
        TRUSTED_ADVISOR = 4, _("Trusted advisor")
        STRATEGIC_PARTNER = 5, _("Strategic partner")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="maturity_ratings")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    evidence = models.TextField(_("what shows it"), max_length=2000)
    rated_by = models.CharField(
        _("who rated"), max_length=160, help_text=_("The person whose view it is.")
    )
    rated_on = models.DateField(_("rated on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["-rated_on", "-recorded_at", "-id"]
        verbose_name = _("maturity rating")
        verbose_name_plural = _("maturity ratings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 5)), name="maturity_level_is_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.side} {self.level}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class MaturityStep(models.Model):
    """A step towards the next level that a side has taken; which there are says the engine."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="maturity_steps")
    key = models.CharField(max_length=40)
    note = models.CharField(_("note"), max_length=240, blank=True)
    taken_on = models.DateField(_("taken on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["key"]
        verbose_name = _("maturity step")
        verbose_name_plural = _("maturity steps")
        constraints = [
            models.UniqueConstraint(fields=["customer", "key"], name="maturity_step_once")
        ]

    def __str__(self) -> str:
        return self.key
