"""Figures beside the navigation: only what asks for somebody."""

from django.http import HttpRequest

from accounts.queries.roles import may_decide_exclusions
from common.db.counting import count_all
from slm.models import Decision, Exclusion, Fact, Maintenance, Source
from slm.queries.maintenance import NOT_DECIDED


def open_outages(request: HttpRequest) -> int | None:
    """How many outages go on; None for none, so that nothing is drawn."""
    return _asking(request).get("outages") or None


def silent_sources(request: HttpRequest) -> int | None:
    """How many sources are silent; None for none."""
    return _asking(request).get("sources") or None


def waiting_count(request: HttpRequest) -> int | None:
    """How many maintenances and exclusions wait for whoever looks to decide; None for none."""
    if not may_decide_exclusions(request.user):
        return None
    waiting = _asking(request)
    return waiting.get("maintenance", 0) + waiting.get("exclusions", 0) or None


def _asking(request: HttpRequest) -> dict[str, int]:
    """All counts in one query, remembered for the request."""
    known = getattr(request, "_asking_levels", None)
    if known is None:
        known = count_all(
            outages=Fact.objects.standing().filter(kind=Fact.Kind.OUTAGE, end_at=None),
            sources=Source.objects.exclude(silent_since_at=None),
            maintenance=Maintenance.objects.filter(NOT_DECIDED),
            exclusions=Exclusion.objects.filter(decision=Decision.NONE, fact__is_void=False),
        )
        request._asking_levels = known  # type: ignore[attr-defined]
    return known
