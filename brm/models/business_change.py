"""What changes in a customer's business and touches how it uses services."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES
from slm.models.service import Service

from .customer import Customer


class BusinessChangeQuerySet(models.QuerySet["BusinessChange"]):
    def visible_to(self, user: Any) -> "BusinessChangeQuerySet":
        """Changes of customers that `user` sees as somebody of the provider (decision 31)."""
        customers = Customer.objects.visible_to(user, roles=tuple(sorted(PROVIDER_ROLES)))
        return self.filter(customer__in=customers)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BusinessChange(models.Model):
    """A merger, a new branch, a law: what happens, when, to which services, and our answer (R49).

    `users_delta` is how many users come (or go, below zero) with it; None where nobody knows.
    """

    class Disposition(models.TextChoices):
        OPEN = "open", _("To be looked at")
        NOTHING = "nothing", _("Nothing to do")
        DEMAND = "demand", _("Became demand")
        DONE = "done", _("Dealt with")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="business_changes", verbose_name=_("customer")
    )
    happens_on = models.DateField(_("happens"))
    title = models.CharField(_("what changes"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("services it touches")
    )
    users_delta = models.IntegerField(_("users more or fewer"), null=True, blank=True)
    disposition = models.CharField(
        _("our answer"), max_length=7, choices=Disposition.choices, default=Disposition.OPEN
    )
    disposition_note = models.TextField(_("what was done"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    objects = BusinessChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-happens_on", "title", "id"]
        verbose_name = _("change of a business")
        verbose_name_plural = _("changes of businesses")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("brm:business-change", args=[self.pk])
