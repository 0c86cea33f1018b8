"""The register of agreements."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.agreements.scenes import draft, in_force, indicator, judged

pytestmark = pytest.mark.django_db
URL = "/agreements/"


def codes(response):
    return [row.code for row in response.context["page"]]


@pytest.mark.parametrize("name", ["sari", "rangga", "oka", "tirta", "ayu"])
def test_register_is_open_to_whoever_works_for_the_provider(
    name, request, sari, customer_a, sign_in
):
    judged(sari, customer_a)
    response = sign_in(request.getfixturevalue(name)).get(URL)
    assert (response.status_code, codes(response)) == (200, ["SLA-0042"])


@pytest.mark.parametrize("name", ["alia", "zaki"])
def test_register_is_closed_to_customers_and_strangers(name, request, sign_in):
    assert sign_in(request.getfixturevalue(name)).get(URL).status_code == 403


def test_register_asks_a_guest_to_sign_in(client):
    response = client.get(URL)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_register_filters_by_state_from_spans_and_clock(sari, customer_a, sign_in):
    spans = {
        "SLA-1": (dt.date(2026, 11, 1), None),
        "SLA-2": (dt.date(2026, 12, 1), None),
        "SLA-3": (dt.date(2026, 1, 1), dt.date(2026, 11, 24)),
        "SLA-4": (dt.date(2026, 1, 1), dt.date(2026, 11, 25)),
    }
    for code, (starts_on, ends_on) in spans.items():
        in_force(sari, customer_a, code=code, starts_on=starts_on, ends_on=ends_on)
    draft(sari, customer_a, code="SLA-5")
    browser = sign_in(sari)
    found = {
        state: codes(browser.get(URL, {"state": state}))
        for state in ("in_force", "pending", "expired", "terminated", "draft")
    }
    assert found == {
        "in_force": ["SLA-1", "SLA-4"],
        "pending": ["SLA-2"],
        "expired": ["SLA-3"],
        "terminated": [],
        "draft": ["SLA-5"],
    }


def test_register_filters_by_kind_customer_service_and_text(sari, customer_a, customer_b, sign_in):
    in_force(sari, customer_a, code="SLA-1", title="Payments", of=[indicator("A", "One")])
    in_force(sari, customer_b, code="SLA-2", title="Archive", of=[indicator("B", "Two")])
    draft(sari, code="OLA-1", kind="ola", title="Platform")
    browser = sign_in(sari)
    for query, expected in [
        ({"kind": "ola"}, ["OLA-1"]),
        ({"customer": "DINAS"}, ["SLA-1"]),
        ({"service": "B"}, ["SLA-2"]),
        ({"q": "archi"}, ["SLA-2"]),
        ({"q": "kantor"}, ["SLA-2"]),
        ({"q": "nothing like it"}, []),
        ({"sort": "-agreement"}, ["SLA-2", "SLA-1", "OLA-1"]),
    ]:
        assert codes(browser.get(URL, query)) == expected


def test_register_says_how_the_targets_stand_and_what_is_promised_to_nobody(
    sari, customer_a, sign_in
):
    judged(sari, customer_a)
    indicator("MAP", "Maps")
    response = sign_in(sari).get(URL)
    assert response.context["summaries"] == {response.context["page"][0].pk: ("met", 1, 1)}
    coverage = response.context["coverage"]
    assert (coverage.services, coverage.promised) == (2, 1)
    assert [service.code for service in coverage.bare] == ["MAP"]
    assert "1 met so far" in response.content.decode()


def test_register_exports_what_the_filter_shows(sari, customer_a, sign_in):
    in_force(sari, customer_a, code="SLA-1", title="=Payments")
    draft(sari, customer_a, code="SLA-2")
    response = sign_in(sari).get(URL, {"format": "csv", "state": "in_force"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("SLA-1,'=Payments,Service level agreement (SLA),Customer,")
    assert "2026-11-01,2026-12-31" in lines[1]
    sheet = sign_in(sari).get(URL, {"format": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    sheet.close()


def test_register_costs_the_same_for_one_and_for_three(sari, customer_a, customer_b, sign_in):
    browser = sign_in(sari)
    in_force(sari, customer_a, code="SLA-1")
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    in_force(sari, customer_a, customer_b, code="SLA-2")
    in_force(sari, customer_b, code="SLA-3")
    with CaptureQueriesContext(connection) as three:
        browser.get(URL)
    assert len(three) == len(one)
