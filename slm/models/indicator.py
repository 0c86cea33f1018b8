"""What is measured of a service."""

import uuid

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .service import Service, Slice
from .source import Source
from .visible import ProviderQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Indicator(models.Model):
    """What is measured of a service or slice; unique by service, kind, slice, name (decision 8)."""

    class Kind(models.TextChoices):
        AVAILABILITY = "availability", _("Availability")
        RESPONSE_TIME = "response_time", _("Response time")
        COUNTER = "counter", _("Good of all events")
        WORK_ITEMS = "work_items", _("Work items")
        SATISFACTION = "satisfaction", _("Satisfaction")
        ENTERED = "entered", _("Entered figure")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="indicators", verbose_name=_("service")
    )
    kind = models.CharField(
        _("kind"), max_length=24, choices=Kind.choices, default=Kind.AVAILABILITY
    )
    slice = models.ForeignKey(
        Slice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("slice"),
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("source"),
    )
    is_fed = models.BooleanField(
        _("known only where a source spoke"),
        default=True,
        help_text=_(
            "On: time without a state from the source is unknown. "
            "Off: up unless an outage is reported."
        ),
    )
    unit = models.CharField(
        _("unit"),
        max_length=24,
        blank=True,
        help_text=_("Of an entered figure: what it counts, such as days or points."),
    )
    scale_from = models.SmallIntegerField(
        _("lowest answer"),
        null=True,
        blank=True,
        help_text=_("Of satisfaction: the worst that can be answered, such as 1."),
    )
    scale_to = models.SmallIntegerField(
        _("highest answer"),
        null=True,
        blank=True,
        help_text=_("Of satisfaction: the best that can be answered, such as 5."),
    )
    max_gap_seconds = models.PositiveIntegerField(
        _("a state holds at most (s)"),
        null=True,
        blank=True,
        help_text=_("Empty for a state log, whose state holds until its next row."),
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["service", "kind", "name", "id"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "kind", "slice", "name"],
                name="indicator_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(scale_from=None, scale_to=None)
                | models.Q(
                    scale_from__isnull=False,
                    scale_to__isnull=False,
                    scale_from__lt=models.F("scale_to"),
                ),
                name="indicator_scale_rises",
            ),
        ]

    def __str__(self) -> str:
        parts = [self.service.name, self.get_kind_display()]
        if self.slice_id and self.slice:
            parts.insert(1, self.slice.name)
        return " · ".join([*parts, *([self.name] if self.name else [])])

    def get_absolute_url(self) -> str:
        return reverse("slm:indicator", args=[self.public_id])
