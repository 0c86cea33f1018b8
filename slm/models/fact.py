"""Facts: what happened, by whom it was said, and every version of it (decision 7)."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Value
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.instants import to_seconds
from slm.engine.layers import Layer as engine

from .service import Service, Slice
from .source import Source
from .visible import ProviderQuerySet


class Layer(models.IntegerChoices):
    """What an instant counts as, the most protected first; the codes are the level engine's."""

    EXCLUDED = engine.EXCLUDED, _("Excluded")
    PLANNED = engine.PLANNED, _("Planned maintenance")
    DOWN = engine.DOWN, _("Down")
    PARTIAL = engine.PARTIAL, _("Partly down")
    DEGRADED = engine.DEGRADED, _("Degraded")
    UNKNOWN = engine.UNKNOWN, _("Unknown")
    GOOD = engine.GOOD, _("Good")


class FactQuerySet(ProviderQuerySet):
    def standing(self) -> "FactQuerySet":
        """Facts that have not been withdrawn."""
        return self.filter(is_void=False)

    def touching(self, start_at: Any, end_at: Any) -> "FactQuerySet":
        """Facts whose current span overlaps `[start_at, end_at)`; an open one has no end yet."""
        return self.filter(
            models.Q(end_at=None) | models.Q(end_at__gt=start_at), start_at__lt=end_at
        )


# Whoever asks what reaches into a stretch of time looks this far back in the index of starts;
# the few facts that are longer, or have no end, have small indexes of their own.
LONG = dt.timedelta(days=5)


class Fact(models.Model):
    """The key of a fact, and its current version.

    Unique by source and external id, and by the start where a tool uses its id again for the next
    outage (`reused_start_at`). A fact without slice counts for every slice of its service.
    `start_at`, `end_at` and `layer` repeat the current version, for one-table reading.
    """

    class Kind(models.TextChoices):
        OUTAGE = "outage", _("Outage")
        MAINTENANCE = "maintenance", _("Planned maintenance")
        EXCLUSION = "exclusion", _("Exclusion")

    source = models.ForeignKey(Source, models.PROTECT, related_name="facts", db_index=False)
    external_id = models.CharField(_("reference"), max_length=120)
    reused_start_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="facts", db_index=False)
    slice = models.ForeignKey(Slice, models.PROTECT, null=True, blank=True, related_name="facts")
    version_number = models.PositiveIntegerField(default=1)
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_void = models.BooleanField(_("withdrawn"), default=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-start_at", "id"]
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id", "reused_start_at"],
                name="fact_key",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(end_at=None) | models.Q(end_at__gte=models.F("start_at")),
                name="fact_start_before_end",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "start_at"], name="fact_by_service"),
            models.Index(fields=["start_at"], name="fact_by_time"),
            models.Index(fields=["service"], condition=models.Q(end_at=None), name="fact_open"),
            models.Index(
                fields=["service", "end_at"],
                condition=models.Q(GreaterThan(F("end_at") - F("start_at"), Value(LONG))),
                name="fact_long",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.MAINTENANCE:
            return self.maintenance_part.maintenance.get_absolute_url()
        if self.kind == self.Kind.EXCLUSION:
            return self.exclusion.get_absolute_url()
        return reverse("slm:outage", args=[self.source.code, self.began, self.external_id])

    @property
    def began(self) -> int:
        """The third part of the key in an address: the start in UTC seconds, 0 for a first use."""
        return to_seconds(self.reused_start_at) if self.reused_start_at else 0

    @property
    def is_open(self) -> bool:
        """Whether the fact goes on."""
        return self.end_at is None and not self.is_void


class FactVersion(models.Model):
    """What was known of a fact from `received_at` on. Never changed, never deleted."""

    partition_by: ClassVar[str] = "start_at"

    pk = models.CompositePrimaryKey("fact_id", "number", "start_at")
    start_at = models.DateTimeField(_("from"))
    fact = models.ForeignKey(
        Fact, models.DO_NOTHING, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    end_at = models.DateTimeField(_("until"), null=True, blank=True)
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    is_void = models.BooleanField(_("withdrawn"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    change_reason = models.TextField(_("reason of the change"), blank=True)
    received_at = models.DateTimeField(_("received"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("version of a fact")
        verbose_name_plural = _("versions of facts")
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} v{self.number}"
