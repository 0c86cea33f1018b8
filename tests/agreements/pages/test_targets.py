"""The list of targets in force, and what agreements draw on other pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.operations.tick import tick
from tests.agreements.scenes import draft, in_force, indicator, judged, november, outage
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/targets/"


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 200), ("tirta", 200), ("alia", 403), ("zaki", 403)]
)
def test_targets_are_for_whoever_works_for_the_provider(name, status, request, sign_in):
    assert sign_in(request.getfixturevalue(name)).get(URL).status_code == status


def test_targets_are_filtered_by_state_customer_and_service(sari, customer_a, customer_b, sign_in):
    outage(indicator("B", "Two"), "O-1", november(3), 9_000)
    in_force(sari, customer_a, code="SLA-1", of=[indicator("A", "One")])
    in_force(sari, customer_b, code="SLA-2", of=[indicator("B", "Two")])
    tick(at=NOW)
    browser = sign_in(sari)
    for query, expected in [
        ({}, ["SLA-1", "SLA-2"]),
        ({"state": "missed"}, ["SLA-2"]),
        ({"customer": "DINAS"}, ["SLA-1"]),
        ({"service": "B"}, ["SLA-2"]),
        ({"q": "one"}, ["SLA-1"]),
        ({"sort": "-agreement"}, ["SLA-2", "SLA-1"]),
    ]:
        page = browser.get(URL, query).context["page"]
        assert [row.commitment.agreement.code for row in page] == expected


def test_targets_cost_the_same_for_one_and_for_three(sari, customer_a, sign_in):
    browser = sign_in(sari)
    in_force(sari, customer_a, code="SLA-1", of=[indicator("A", "One")])
    tick(at=NOW)
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    in_force(sari, customer_a, code="SLA-2", of=[indicator("B", "Two"), indicator("C", "Three")])
    tick(at=NOW)
    with CaptureQueriesContext(connection) as three:
        assert browser.get(URL).context["page"].paginator.count == 3
    assert len(three) == len(one)


def test_service_shows_what_is_promised_of_it(sari, customer_a, sign_in):
    judged(sari, customer_a)
    text = sign_in(sari).get("/services/PAY/").content.decode()
    assert "What is promised of it" in text
    assert "/agreements/SLA-0042/targets/" in text


def test_customer_shows_its_agreement_portfolio(sari, rangga, customer_a, customer_b, sign_in):
    judged(sari, customer_a)
    draft(sari, customer_b, code="SLA-2")
    text = sign_in(rangga).get("/customers/DINAS/agreements/").content.decode()
    assert "Agreement portfolio" in text
    assert "SLA-0042" in text
    assert "SLA-2" not in text


def test_search_finds_agreements_by_code_and_title(sari, customer_a, sign_in):
    draft(sari, customer_a, title="Mail for offices")
    browser = sign_in(sari)
    for words in ("sla-0042", "offices"):
        text = browser.get("/search/", {"q": words}).content.decode()
        assert 'href="/agreements/SLA-0042/"' in text
