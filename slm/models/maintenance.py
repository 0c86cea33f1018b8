"""Planned maintenance: the log of it, once and again, and when it takes time out (case T56)."""

import datetime as dt
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .fact import Fact
from .service import Service, Slice
from .source import Source
from .visible import ProviderQuerySet

# Shorter than a fact's reference, which carries the service and the slice behind it.
MAX_REFERENCE = 50


class Decision(models.TextChoices):
    """What somebody decided of a maintenance or an exclusion."""

    NONE = "none", _("Not decided")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class Decided(models.Model):
    """A decision with who, when and why."""

    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision.choices, default=Decision.NONE
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    class Meta:
        abstract = True


class Notice(models.Model):
    """When notice was given of a span, and how long before it notice is due.

    `entered_at` is when the span was entered as it is now; `replaced_at` when the one before it
    was: an announcement made before then spoke of the earlier span.
    """

    announced_at = models.DateTimeField(_("notice given"), null=True, blank=True)
    notice_seconds = models.PositiveIntegerField(_("notice due before (s)"))
    entered_at = models.DateTimeField(_("entered"))
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def noticed_at(self) -> dt.datetime | None:
        """When notice of the present span was given; None while nobody announced it."""
        if self.announced_at is None or self.replaced_at is None:
            return self.announced_at
        return self.announced_at if self.announced_at > self.replaced_at else self.entered_at


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MaintenanceSeries(Notice):
    """Maintenance that comes again: a rule in wall times of one zone, and a length in seconds.

    `rule` is the text of RFC 5545; `exceptions` are local dates on which it is left out.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    external_id = models.CharField(_("reference"), max_length=MAX_REFERENCE)
    title = models.CharField(_("title"), max_length=120)
    reason = models.TextField(_("reason"), blank=True)
    zone = models.CharField(_("time zone"), max_length=64)
    rule = models.CharField(_("rule"), max_length=200)
    first_on = models.DateField(_("first day"))
    begins = models.TimeField(_("begins at"))
    duration_seconds = models.PositiveIntegerField(_("length (s)"))
    exceptions = ArrayField(models.DateField(), verbose_name=_("left out on"), default=list)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    expanded_to_at = models.DateTimeField()

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "id"]
        verbose_name = _("series of maintenance")
        verbose_name_plural = _("series of maintenance")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="series_key"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("slm:maintenance-series", args=[self.source.code, self.external_id])


class SeriesPart(models.Model):
    """A service, or a slice of one, that a series is about."""

    series = models.ForeignKey(MaintenanceSeries, models.CASCADE, related_name="parts")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    slice = models.ForeignKey(Slice, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("part of a series")
        verbose_name_plural = _("parts of a series")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "service", "slice"],
                name="seriespart_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.service_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Maintenance(Notice, Decided):
    """One planned span `[start_at, end_at)`; its facts say what it does to each service.

    It takes time out only while it is effective: announced and entered in time, or approved in
    spite of that; until then its facts claim nothing and it stands in the log.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    external_id = models.CharField(_("reference"), max_length=MAX_REFERENCE)
    series = models.ForeignKey(
        MaintenanceSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="occurrences",
        verbose_name=_("series"),
    )
    occurs_on = models.DateField(_("date of the series"), null=True, blank=True)
    is_detached = models.BooleanField(_("changed by itself"), default=False)
    title = models.CharField(_("title"), max_length=120)
    reason = models.TextField(_("reason"), blank=True)
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("until"))
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    is_effective = models.BooleanField(_("takes time out"), default=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["start_at", "id"]
        verbose_name = _("planned maintenance")
        verbose_name_plural = _("planned maintenance")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="maintenance_key"),
            models.UniqueConstraint(fields=["series", "occurs_on"], name="maintenance_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(end_at__gt=models.F("start_at")),
                name="maintenance_start_before_end",
            ),
        ]
        indexes = [
            models.Index(fields=["end_at"], name="maintenance_by_end"),
            # Every page counts those that wait for somebody to decide.
            models.Index(
                fields=["id"],
                condition=models.Q(decision="none", is_effective=False, is_cancelled=False),
                name="maintenance_not_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("slm:maintenance", args=[self.source.code, self.external_id])

    @property
    def is_in_time(self) -> bool:
        """Whether the notice rule is satisfied, and the span was entered before it began."""
        given = self.noticed_at
        due = dt.timedelta(seconds=self.notice_seconds)
        return given is not None and given + due <= self.start_at > self.entered_at

    def judge(self) -> bool:
        """Whether it takes time out as it now stands; keep the answer in `is_effective`."""
        if self.is_cancelled or self.decision == Decision.REFUSED:
            return False
        return self.decision == Decision.APPROVED or self.is_in_time

    def ends_before(self, at: Any) -> bool:
        return self.end_at <= at


class MaintenanceFact(models.Model):
    """Ties a maintenance to its fact of one service or slice; not current: no part of it now."""

    maintenance = models.ForeignKey(Maintenance, models.CASCADE, related_name="parts")
    fact = models.OneToOneField(Fact, models.PROTECT, related_name="maintenance_part")
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("part of a maintenance")
        verbose_name_plural = _("parts of a maintenance")

    def __str__(self) -> str:
        return f"{self.maintenance_id} {self.fact_id}"
