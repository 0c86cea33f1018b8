"""Where a customer stood in the tree, and why it moved."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .customer import Customer


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CustomerMove(models.Model):
    """A move of a customer from one place of the tree to another (P1); none is the top."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="moves")
    from_parent = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", verbose_name=_("from")
    )
    to_parent = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", verbose_name=_("to")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(_("moved"))

    class Meta:
        ordering = ["-moved_at", "id"]
        verbose_name = _("move in the tree")
        verbose_name_plural = _("moves in the tree")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.from_parent_id} → {self.to_parent_id}"
