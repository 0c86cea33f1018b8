"""Use that is counted by a measured counter, and what is done where it leaves its forecast."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from slm.models import Indicator, Service

from .facts import OfCustomerQuerySet, is_first_day


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UsageCounter(models.Model):
    """Says that a measured counter counts one customer unit's use of a service, in `unit`.

    Each month's events become a UsageFact of the counter's service (decision 30).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    indicator = models.OneToOneField(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("counter")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    unit = models.CharField(_("counted in"), max_length=40)

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "indicator"]
        verbose_name = _("counter of use")
        verbose_name_plural = _("counters of use")

    def __str__(self) -> str:
        return f"{self.indicator}: {self.customer}, {self.unit}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GapAnswer(models.Model):
    """What is done about use that went far from its forecast in a month (R32)."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    month = models.DateField(_("month"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    unit = models.CharField(_("counted in"), max_length=40)
    words = models.TextField(_("what is done about it"), max_length=2_000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer"]
        verbose_name = _("answer to a gap")
        verbose_name_plural = _("answers to gaps")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "service", "unit", "month"], name="gap_answered_once"
            ),
            is_first_day("gap_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.service}, {self.month:%Y-%m}"
