"""How healthy a relationship was found, month by month, and what somebody set in its place."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brm.models import Customer

from .facts import OfCustomerQuerySet, is_first_day


class HealthBand(models.TextChoices):
    """In which state a relationship is; insufficient is no state but a lack of data."""

    GOOD = "good", _("Good")
    WATCH = "watch", _("To watch")
    POOR = "poor", _("Poor")
    INSUFFICIENT = "insufficient", _("Insufficient data")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HealthSnapshot(models.Model):
    """The health of an organisation with its units as it stood when `month` was worked out.

    `components` keeps each score with its weight, day and inputs, `deductions` what each took from
    100, `gates` the critical components that held the band down, so that the figure can be
    explained later though its inputs were corrected since. A score without enough data is kept
    and its band says so.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="health", verbose_name=_("customer")
    )
    month = models.DateField(_("month"))
    score = models.DecimalField(_("health"), max_digits=5, decimal_places=2, null=True)
    confidence_ppm = models.PositiveIntegerField(_("confidence (ppm)"))
    band = models.CharField(_("band"), max_length=12, choices=HealthBand.choices)
    components = models.JSONField(_("components"))
    deductions = models.JSONField(_("deductions"))
    gates = models.JSONField(_("gates"))
    taken_at = models.DateTimeField(_("worked out"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer"]
        verbose_name = _("health of a customer")
        verbose_name_plural = _("health of customers")
        constraints = [
            models.UniqueConstraint(fields=["customer", "month"], name="health_once_a_month"),
            is_first_day("health_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.month:%Y-%m}: {self.band}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:health", args=[self.customer.code])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HealthOverride(models.Model):
    """A band that somebody set by hand, with a reason and the last day on which it holds.

    It stands beside what was worked out and never in its place; after `expires_on` it falls away
    by itself. A new one, or somebody, withdraws it earlier.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="health_overrides", verbose_name=_("customer")
    )
    band = models.CharField(
        _("band"),
        max_length=12,
        choices=[choice for choice in HealthBand.choices if choice[0] != HealthBand.INSUFFICIENT],
    )
    reason = models.CharField(_("reason"), max_length=400)
    expires_on = models.DateField(_("holds until"))
    set_at = models.DateTimeField(_("set"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-set_at", "-id"]
        verbose_name = _("band set by hand")
        verbose_name_plural = _("bands set by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(withdrawn_at=None),
                name="one_band_set_by_hand",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="band_set_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.band}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:health", args=[self.customer.code])
