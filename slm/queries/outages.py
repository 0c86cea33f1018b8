"""Outages as they are now known."""

import datetime as dt

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from slm.models import Fact, FactVersion


def outages() -> QuerySet[Fact]:
    """Outages with the `reason` of their current version, and `is_going_on` (1 or 0) to sort by."""
    current = FactVersion.objects.filter(
        start_at=OuterRef("start_at"), fact=OuterRef("pk"), number=OuterRef("version_number")
    )
    return (
        Fact.objects.filter(kind=Fact.Kind.OUTAGE)
        .select_related("service", "slice", "source")
        .annotate(
            reason=Subquery(current.values("reason")[:1]),
            is_going_on=Case(
                When(end_at=None, is_void=False, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
        )
    )


def open_first(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    """Those that go on first, then the latest."""
    return rows.order_by(F("is_going_on").desc(), "-start_at", "-pk")


def going_on() -> QuerySet[Fact]:
    """Outages that go on, the latest first."""
    rows = Fact.objects.standing().filter(kind=Fact.Kind.OUTAGE, end_at=None)
    return rows.select_related("service", "slice", "source").order_by("-start_at", "-pk")


def length_seconds(fact: Fact, at: dt.datetime) -> int:
    """How long an outage lasted, or has lasted at `at`."""
    end = fact.end_at or max(at, fact.start_at)
    return int((end - fact.start_at).total_seconds())


def state_of_outage(fact: Fact) -> str:
    """The key under which common.ui.states words an outage."""
    if fact.is_void:
        return "withdrawn"
    return "open" if fact.end_at is None else "done"
