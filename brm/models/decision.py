"""What was decided with a customer (R88)."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.db.codes import CodeField

from .customer import Customer
from .interaction import Interaction
from .sides import CUSTOMER_SIDE, PROVIDER_SIDE


def shared(user: Any) -> Q:
    """The condition under which a customer's own people see what came of a meeting.

    The meeting's minutes are released, it is about their customer, and it is not internal.
    """
    own = Customer.objects.visible_to(user, roles=CUSTOMER_SIDE).order_by().values("pk")
    return Q(is_internal=False, interaction__released_at__isnull=False, customer__in=own)


class OutcomeQuerySet(models.QuerySet):
    """Decisions or actions: what came of a conversation."""

    def visible_to(self, user: Any) -> "OutcomeQuerySet":
        """Those of customers that `user` sees from within, and those shared with them."""
        seen = Customer.objects.visible_to(user, roles=PROVIDER_SIDE).order_by().values("pk")
        return self.filter(Q(customer__in=seen) | shared(user))

    def seen_from_within(
        self, user: Any, *, roles: tuple[Any, ...] = PROVIDER_SIDE
    ) -> "OutcomeQuerySet":
        """Those of customers that `user` sees in one of `roles`."""
        return self.filter(customer__in=Customer.objects.visible_to(user, roles=roles))

    def shared_with(self, user: Any) -> "OutcomeQuerySet":
        """Those of released meetings with the customers of `user`, internal ones left out."""
        return self.filter(shared(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(models.Model):
    """A key decision of the relationship, in the customer's log of decisions (R88)."""

    code = CodeField(unique=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="decisions", verbose_name=_("customer")
    )
    interaction = models.ForeignKey(
        Interaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("meeting"),
    )
    what = models.TextField(_("what was decided"), max_length=2000)
    decided_by = models.CharField(_("decided by"), max_length=160)
    decided_on = models.DateField(_("decided on"))
    is_internal = models.BooleanField(
        _("internal"), default=False, help_text=_("The customer never sees it.")
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
        ordering = ["-decided_on", "-id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.code} {self.what}"
