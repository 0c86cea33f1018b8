"""Work items: tickets and requests, with their pauses and every version of what was said."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .indicator import Indicator
from .source import Source
from .visible import ProviderQuerySet


class WorkItemQuerySet(ProviderQuerySet):
    def standing(self) -> "WorkItemQuerySet":
        """Items that have not been withdrawn."""
        return self.filter(is_void=False)

    def open(self) -> "WorkItemQuerySet":
        """Items that stand and are not resolved."""
        return self.filter(is_void=False, resolved_at=None)


class Said(models.Model):
    """What can be said of a work item; an item repeats its current version.

    `pauses` are pairs of UTC seconds in order, the end None while a pause lasts. Where a tool tells
    only how long an item was paused in all, and not when, it is `paused_seconds`, in service time.
    `told_at` is the tool's own instant of its latest change.
    """

    priority = models.CharField(_("priority"), max_length=24, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    responded_at = models.DateTimeField(_("responded"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    pauses = models.JSONField(_("pauses"), default=list, blank=True)
    paused_seconds = models.PositiveIntegerField(_("paused in all (s)"), default=0)
    told_at = models.DateTimeField(_("changed in the tool"), null=True, blank=True)
    is_void = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        abstract = True


class WorkItem(Said):
    """The key of a work item, by source and the source's own name for it, and what is now known.

    The indicator says what it is of: a service, or one kind of work of it. `claim` is a hash of
    what the source said last: said again it is nothing new, whatever a person corrected since.
    `priority_since_at` is when the priority became this one, None where it always was.
    """

    source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="work_items",
        db_index=False,
        verbose_name=_("source"),
    )
    external_id = models.CharField(_("reference"), max_length=120)
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        related_name="work_items",
        db_index=False,
        verbose_name=_("indicator"),
    )
    priority_since_at = models.DateTimeField(null=True, blank=True)
    version_number = models.PositiveIntegerField(default=1)
    claim = models.CharField(max_length=64, blank=True)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="workitem_key"),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("opened_at")),
                name="workitem_opened_before_resolved",
            ),
            models.CheckConstraint(
                condition=Q(responded_at=None) | Q(responded_at__gte=F("opened_at")),
                name="workitem_opened_before_responded",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator", "opened_at"], name="workitem_by_opening"),
            models.Index(fields=["indicator", "resolved_at"], name="workitem_by_resolution"),
            models.Index(
                fields=["indicator"],
                condition=Q(resolved_at=None, is_void=False),
                name="workitem_open",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    def get_absolute_url(self) -> str:
        return reverse("slm:work-item", args=[self.source.code, self.external_id])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to resolve it."""
        return self.resolved_at is None and not self.is_void

    @property
    def is_paused(self) -> bool:
        """Whether a pause lasts and the clock stands still."""
        return self.is_open and any(end is None for _start, end in self.pauses)


class WorkItemVersion(Said):
    """What was known of a work item from `received_at` on. Never changed, never deleted."""

    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    change_reason = models.TextField(_("reason of the change"), blank=True)
    received_at = models.DateTimeField(_("received"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["item", "-number"]
        verbose_name = _("version of a work item")
        verbose_name_plural = _("versions of work items")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="workitemversion_key")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


# The columns that an item and its versions share.
SAID = (
    "priority",
    "title",
    "opened_at",
    "responded_at",
    "resolved_at",
    "pauses",
    "paused_seconds",
    "told_at",
    "is_void",
)


def said_of(row: Any) -> dict[str, Any]:
    """What an item or a version says, by column."""
    return {name: getattr(row, name) for name in SAID}
