"""Service hours: when a service is promised."""

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_zone
from common.db.codes import CodeField

from .visible import ProviderQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ServiceHours(models.Model):
    """A calendar with one zone for life (decision 13); what it opens stands in its versions."""

    code = CodeField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("service hours")
        verbose_name_plural = _("service hours")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("slm:hours", args=[self.code])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HoursVersion(models.Model):
    """The hours from an instant on, until the next version begins.

    `weekly`: list of `[weekday, "HH:MM", "HH:MM"]`, Monday = 0; an end at or before its start runs
    past midnight. `holidays`: `{"YYYY-MM-DD": name}`, public holidays as they were when the version
    was saved (decision 14). `closed_days`: the same for the organisation's own days.
    `special_days`: `{"YYYY-MM-DD": [["HH:MM", "HH:MM"], …]}`, hours that replace the week's.
    """

    hours = models.ForeignKey(ServiceHours, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateTimeField(_("valid from"))
    weekly = models.JSONField(_("weekly windows"))
    country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    subdivision = models.CharField(_("subdivision"), max_length=8, blank=True)
    holidays = models.JSONField(_("public holidays"), default=dict, blank=True)
    closed_days = models.JSONField(_("closed days"), default=dict, blank=True)
    special_days = models.JSONField(_("special days"), default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("saved"))

    class Meta:
        ordering = ["hours", "valid_from"]
        verbose_name = _("version of service hours")
        verbose_name_plural = _("versions of service hours")
        constraints = [
            models.UniqueConstraint(fields=["hours", "number"], name="hours_version_number"),
            models.UniqueConstraint(fields=["hours", "valid_from"], name="hours_version_start"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} v{self.number}"
