"""Who may see which customers (decision 2)."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, Role

from .customer import Customer


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Grant(models.Model):
    """A role that a user has for one customer and everything below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="grants", verbose_name=_("customer")
    )

    class Meta:
        ordering = ["user", "customer", "role"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "customer"], name="grant_once"),
            models.CheckConstraint(
                condition=~models.Q(role=Role.ADMINISTRATOR), name="administrator_is_unlimited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role} @ {self.customer_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class TokenScope(models.Model):
    """A customer, with everything below it, that a limited token may see."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="customer_limits")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("customer of a token")
        verbose_name_plural = _("customers of a token")
        constraints = [
            models.UniqueConstraint(fields=["token", "customer"], name="token_scope_once")
        ]

    def __str__(self) -> str:
        return f"{self.token_id} @ {self.customer_id}"
