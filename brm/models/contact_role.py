"""Which part somebody plays, for which services, from when until when."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from slm.models.service import Service

from .contact import Contact
from .customer import Customer


class ContactRoleQuerySet(models.QuerySet["ContactRole"]):
    def visible_to(self, user: Any) -> "ContactRoleQuerySet":
        """Roles at the customers that `user` may see."""
        return self.filter(contact__customer__in=Customer.objects.visible_to(user))

    def holding(self, *, on: dt.date) -> "ContactRoleQuerySet":
        """Those that hold on that day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )

    def unended(self, *, on: dt.date) -> "ContactRoleQuerySet":
        """Those that hold on that day or begin later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ContactRole(models.Model):
    """A part that a contact plays in their unit (R38), for all services or for one.

    Without `valid_from` it holds since before it was written down; `valid_to` is exclusive
    (decision 24).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="roles", verbose_name=_("contact")
    )
    part = models.CharField(_("part"), max_length=24, choices=Contact.Part.choices)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this service"),
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = ContactRoleQuerySet.as_manager()

    class Meta:
        ordering = ["part", F("service__name").asc(nulls_first=True), "valid_from", "id"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_from__lt=F("valid_to")),
                name="contact_role_start_before_end",
            ),
            models.UniqueConstraint(
                fields=["contact", "part", "service"],
                condition=Q(valid_to=None),
                name="contact_role_open_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_part_display())
