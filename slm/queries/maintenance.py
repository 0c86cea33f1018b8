"""Planned maintenance as it is now known, and why it does or does not count."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from common.ui.times import write_span
from slm.models import Decision, Exclusion, Maintenance, MaintenanceFact, MaintenanceSeries

UPCOMING, RUNNING, PAST = "upcoming", "running", "past"
WAITING, REFUSED, CANCELLED = "waiting", "refused", "cancelled"

NOT_DECIDED = Q(is_cancelled=False, decision=Decision.NONE, is_effective=False)


def maintenances() -> QuerySet[Maintenance]:
    """Maintenance with its current parts in `shown_parts`, ready for a list."""
    return Maintenance.objects.select_related(
        "source", "series__source", "decided_by__person"
    ).prefetch_related(
        Prefetch(
            "parts",
            MaintenanceFact.objects.filter(is_current=True)
            .select_related("fact__service", "fact__slice")
            .order_by("fact__service__name", "fact__slice__name", "pk"),
            to_attr="shown_parts",
        )
    )


def series_rows() -> QuerySet[MaintenanceSeries]:
    """Series with their source and parts."""
    return MaintenanceSeries.objects.select_related("source").prefetch_related(
        "parts__service", "parts__slice"
    )


def in_state(rows: QuerySet, state: str, at: Any) -> QuerySet:
    """The rows of a state that a list can be narrowed to."""
    match state:
        case "upcoming":
            return rows.filter(is_cancelled=False, start_at__gt=at)
        case "running":
            return rows.filter(is_cancelled=False, start_at__lte=at, end_at__gt=at)
        case "past":
            return rows.filter(is_cancelled=False, end_at__lte=at)
        case "waiting":
            return rows.filter(NOT_DECIDED)
        case "refused":
            return rows.filter(is_cancelled=False, decision=Decision.REFUSED)
        case _:
            return rows.filter(is_cancelled=True)


def state_of_maintenance(row: Maintenance, at: dt.datetime) -> str:
    """The key under which common.ui.states words a maintenance."""
    if row.is_cancelled:
        return "cancelled"
    if row.decision == Decision.REFUSED:
        return "refused"
    if not row.is_effective:
        return "waiting"
    if row.end_at <= at:
        return "done"
    return "running" if row.start_at <= at else "planned"


def standing_words(row: Maintenance) -> str:
    """A sentence: why it takes time out of levels, or why it does not, or not yet."""
    if row.is_cancelled:
        return _("Does not count: it was cancelled.")
    if row.decision == Decision.REFUSED:
        return _("Does not count: it was refused.")
    if row.decision == Decision.APPROVED:
        return _("Counts: it was approved.")
    if row.is_effective:
        return _("Counts: notice was given in time.")
    return _("Does not count yet, because %(why)s.") % {"why": why_waiting(row)}


def why_waiting(row: Maintenance) -> str:
    """What is wrong with its notice, as the end of a sentence."""
    given = row.noticed_at
    if row.entered_at >= row.start_at:
        return _("it was entered only after it had begun")
    if given is None:
        return _("nobody gave notice of it")
    before = row.start_at - given
    if before <= dt.timedelta(0):
        return _("notice was given only after it had begun")
    return _("notice was given %(given)s before it, and %(due)s are due") % {
        "given": write_span(int(before.total_seconds()), days=True),
        "due": write_span(row.notice_seconds, days=True),
    }


def notice_due_at(row: Maintenance | MaintenanceSeries, start_at: dt.datetime) -> dt.datetime:
    """The last instant at which notice was in time."""
    return start_at - dt.timedelta(seconds=row.notice_seconds)


def coming_to(service: Any, at: dt.datetime) -> list[Maintenance]:
    """Maintenance of a service that runs at `at` or lies ahead, the nearest first."""
    mine = MaintenanceFact.objects.filter(is_current=True, fact__service=service)
    rows = maintenances().filter(
        pk__in=mine.values("maintenance"), is_cancelled=False, end_at__gt=at
    )
    found = list(rows.order_by("start_at", "pk")[:6])
    for row in found:
        decorate(row, at)
    return found


def decorate(row: Any, at: dt.datetime) -> None:
    """Hang onto a row what a page shows of it."""
    row.state_key = state_of_maintenance(row, at)
    row.length_seconds = int((row.end_at - row.start_at).total_seconds())
    row.words = standing_words(row)


def write_parts(row: Any) -> str:
    """The services and slices of a row with `shown_parts`, in words."""
    return ", ".join(
        f"{part.fact.service.name} · {part.fact.slice.name}"
        if part.fact.slice
        else part.fact.service.name
        for part in row.shown_parts
    )


def standing_of_facts(ids: list[int]) -> dict[int, str]:
    """Why the maintenances and exclusions behind facts count or do not, by fact id."""
    parts = MaintenanceFact.objects.filter(fact__in=ids).select_related("maintenance")
    found = {part.fact_id: standing_words(part.maintenance) for part in parts}
    for row in Exclusion.objects.filter(fact__in=ids):
        found[row.fact_id] = exclusion_words(row)
    return found


def exclusion_words(row: Exclusion) -> str:
    """A sentence: why an exclusion takes time out of levels, or why not, or not yet."""
    if row.decision == Decision.APPROVED:
        return _("Counts: it was approved.")
    if row.decision == Decision.REFUSED:
        return _("Does not count: it was refused.")
    return _("Does not count yet, because nobody has decided on it.")
