"""What people are told of a promise that is no availability, in both languages."""

import pytest
from django.utils import timezone, translation

from agreements.operations.tick import tick
from notices.models import Notice
from notices.queries.wording import word
from tests.agreements.closing import closed_june, correct, day
from tests.agreements.scenes import in_force, indicator, november, outage, three_outages
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def told(kind, language="en"):
    """Title and body of the only notice of a kind, with plain spaces."""
    notice = Notice.objects.get(kind=kind)
    with translation.override(language), timezone.override("UTC"):
        wording = word(notice)
    plain = {ord("\xa0"): " ", ord("\u202f"): " "}
    return wording.title.translate(plain), wording.body.translate(plain)


def test_an_open_outage_announces_when_the_limit_is_exceeded(sari, customer_a):
    outage(indicator(), "O-7", november(25, 9, 29), None)
    in_force(
        sari, customer_a, metric="longest_break", limit=3_600, threshold_ppm=0, comparator="<="
    )
    tick(at=NOW)
    title, body = told("agreements.at_risk")
    assert title == (
        "Payment gateway will miss Longest break ≤ 1 h 00 min if the open outage lasts"
    )
    assert "the limit is exceeded at 25 Nov 2026 10:29:01 WIB." in body
    assert "12 min 00 s in November 2026; promised: Longest break ≤ 1 h 00 min." in body
    _title, body = told("agreements.at_risk", "id")
    assert "batas terlampaui pada 25 Nov 2026 10.29.01 WIB" in body


def test_a_breach_tells_value_and_limit_in_the_reader_s_language(sari, customer_a):
    three_outages(indicator())
    in_force(sari, customer_a, metric="breaks", limit=2, threshold_ppm=0, comparator="<=")
    tick(at=NOW)
    title, body = told("agreements.breach")
    assert title == "Payment gateway missed Number of breaks ≤ 2 in November 2026"
    assert "It was broken at 17 Nov 2026 21:40:00 WIB." in body
    assert "3 in November 2026; promised: Number of breaks ≤ 2." in body
    title, _body = told("agreements.breach", "id")
    assert title == "Payment gateway tidak mencapai Jumlah gangguan ≤ 2 pada November 2026"


def test_a_restatement_tells_both_figures_in_their_unit(sari, oka, customer_a):
    closed_june(sari, customer_a, metric="downtime", limit=3_000, threshold_ppm=0, comparator="<=")
    correct(45, oka, at=day(7, 20))
    tick(at=day(7, 20))
    _title, body = told("agreements.restated")
    assert body.startswith("1 h 00 min was issued, 45 min 00 s is right.")
