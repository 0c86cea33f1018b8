"""The service catalogue."""

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.codes import CodeField

from .provider import Provider
from .visible import ProviderQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Service(models.Model):
    """What is provided: to customers (business) or to other services (supporting) (R29, R31)."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("Business service")
        SUPPORTING = "supporting", _("Supporting service")

    class Portfolio(models.TextChoices):
        PIPELINE = "pipeline", _("Pipeline")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    code = CodeField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.BUSINESS)
    portfolio_state = models.CharField(
        _("portfolio state"), max_length=8, choices=Portfolio.choices, default=Portfolio.LIVE
    )
    description = models.TextField(_("description"), blank=True)
    outcome = models.TextField(
        _("intended outcome"), blank=True, help_text=_("What the customer's business gets from it.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service owner"),
    )
    provider = models.ForeignKey(
        Provider,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("provider"),
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("slm:service", args=[self.code])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Slice(models.Model):
    """A part of a service measured by itself: a site, a kind of access, a share (decision 8)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="slices")
    code = CodeField()
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["service", "code"]
        verbose_name = _("slice")
        verbose_name_plural = _("slices")
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="slice_once_per_service")
        ]

    def __str__(self) -> str:
        return self.name
