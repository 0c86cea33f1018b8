"""Figures beside the navigation: only what asks for somebody."""

from django.http import HttpRequest

from common.db.counting import count_all
from slm.models import Fact, Source


def open_outages(request: HttpRequest) -> int | None:
    """How many outages go on; None for none, so that nothing is drawn."""
    return _asking(request).get("outages") or None


def silent_sources(request: HttpRequest) -> int | None:
    """How many sources are silent; None for none."""
    return _asking(request).get("sources") or None


def _asking(request: HttpRequest) -> dict[str, int]:
    """Both counts in one query, remembered for the request."""
    known = getattr(request, "_asking_levels", None)
    if known is None:
        known = count_all(
            outages=Fact.objects.standing().filter(kind=Fact.Kind.OUTAGE, end_at=None),
            sources=Source.objects.exclude(silent_since_at=None),
        )
        request._asking_levels = known  # type: ignore[attr-defined]
    return known
