"""Figures beside the navigation: only what asks for somebody."""

from django.http import HttpRequest

from slm.models import Fact, Source


def open_outages(request: HttpRequest) -> int | None:
    """How many outages go on; None for none, so that nothing is drawn."""
    rows = Fact.objects.standing().filter(kind=Fact.Kind.OUTAGE, end_at=None)
    return rows.count() or None


def silent_sources(request: HttpRequest) -> int | None:
    """How many sources are silent; None for none."""
    return Source.objects.exclude(silent_since_at=None).count() or None
