"""Who answered for a relationship, from when until when."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .customer import Customer


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ManagerTerm(models.Model):
    """A term of a customer's relationship manager (R2); `ended_on` is exclusive (decision 24).

    The days are days in the customer's zone. The open term is that of `Customer.manager`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="manager_terms")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("relationship manager"),
    )
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["customer", "-began_on", F("ended_on").desc(nulls_first=True), "id"]
        verbose_name = _("term of a relationship manager")
        verbose_name_plural = _("terms of relationship managers")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(began_on__lt=F("ended_on")),
                name="manager_term_start_before_end",
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_on=None), name="manager_term_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manager_id} @ {self.customer_id}"
