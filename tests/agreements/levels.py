"""Scenes of agreements on three levels: corporate, a customer's, a service's."""

import datetime as dt

from agreements.models import Version
from agreements.operations.activate import activate
from tests.agreements.scenes import draft, indicator, write
from tests.cast import NOW

TEXTS = {"support": {"en": "Office hours", "id": "Jam kantor"}, "scope": {"en": "All of it"}}


def holding(sari, *customers, code, level, sections=None, of=None, parent=None, **terms):
    """An SLA of a level in force since 1 October with this text and a target."""
    agreement = draft(sari, *customers, code=code, level=level, parent=parent)
    values = {"starts_on": dt.date(2026, 10, 1), "ends_on": None} | terms
    version = write(agreement, [indicator()] if of is None else of, sari, **values)
    Version.objects.filter(pk=version.pk).update(sections=sections or {})
    version.refresh_from_db()
    activate(version=version, actor=sari, at=NOW)
    return agreement


def three_levels(sari, customer_a, customer_b):
    """A corporate, a customer's and a service agreement of Dinas Contoh; one of Kantor Misal."""
    corporate = holding(
        sari, customer_a, code="SLA-C", level="corporate", sections=TEXTS, threshold_ppm=990_000
    )
    mine = holding(
        sari,
        customer_a,
        code="SLA-K",
        level="customer",
        parent=corporate,
        sections={"support": {"en": "Until eight"}},
        of=[indicator("MAIL", "Mail")],
    )
    holding(
        sari,
        customer_a,
        code="SLA-S",
        level="service",
        parent=mine,
        sections={"support": {"en": "Day and night"}},
        threshold_ppm=999_500,
    )
    holding(sari, customer_b, code="SLA-X", level="service", threshold_ppm=900_000)
