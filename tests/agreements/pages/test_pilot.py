"""A pilot on the page of its agreement: begun, shown, ended, by whom and at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Pilot
from agreements.operations.pilot import end_pilot, start_pilot
from agreements.operations.tick import tick
from tests.agreements.operations.test_pilot import ola
from tests.agreements.scenes import draft, indicator, three_outages, write
from tests.cast import NOW

pytestmark = pytest.mark.django_db
PAGE = "/agreements/OLA-0042/v1/"
START, END = f"{PAGE}pilot/", f"{PAGE}pilot/end/"


@pytest.fixture
def version(sari):
    three_outages(indicator())
    return ola(sari)


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


def test_manager_begins_reads_and_ends_a_pilot(version, sari, sign_in):
    browser = sign_in(sari)
    assert "It was not tried yet" in text_of(browser.get(PAGE))
    assert browser.post(START, {"starts_on": "2026-11-26"}).status_code == 422
    assert browser.post(START, {"starts_on": "2026-11-01"})["Location"] == PAGE
    text = text_of(browser.get(PAGE))
    for words in ("99.9453 %", "Met so far", "Availability ≥ 99.90 %", "goes on"):
        assert words in text
    assert browser.post(END, {"result": "kept", "words": ""}).status_code == 422
    browser.post(END, {"result": "kept", "words": "No worry"})
    text = text_of(browser.get(PAGE))
    for words in ("It can be promised", "No worry", "Sari Tingkat", "99.9453 %"):
        assert words in text
    assert browser.get(END).status_code == 404


def test_what_keeps_it_from_signing_links_to_its_end(version, sari, sign_in):
    start_pilot(version=version, starts_on=dt.date(2026, 11, 1), actor=sari, at=NOW)
    rows = sign_in(sari).get(f"{PAGE}activate/").context["missing"]
    assert [row["url"] for row in rows] == [END]


@pytest.mark.parametrize(
    ("name", "status"),
    [("oka", 200), ("tirta", 403), ("rangga", 403), ("alia", 404), ("zaki", 404)],
)
def test_doors_are_for_whoever_manages(name, status, request, version, sari, sign_in):
    start_pilot(version=version, starts_on=dt.date(2026, 11, 1), actor=sari, at=NOW)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(START).status_code == status
    assert browser.get(END).status_code == status


def test_guest_is_asked_to_sign_in(version, client):
    assert client.get(START)["Location"].startswith("/accounts/login/")


def test_auditor_reads_the_pilot_without_its_doors(version, sari, tirta, sign_in):
    start_pilot(version=version, starts_on=dt.date(2026, 11, 1), actor=sari, at=NOW)
    text = text_of(sign_in(tirta).get(PAGE))
    assert "99.9453 %" in text
    assert END not in text


def test_agreement_with_a_customer_has_no_pilot(sari, customer_a, sign_in):
    write(draft(sari, customer_a), [indicator()], sari)
    browser = sign_in(sari)
    assert browser.get("/agreements/SLA-0042/v1/pilot/").status_code == 404
    assert "It was not tried yet" not in text_of(browser.get("/agreements/SLA-0042/v1/"))


def test_page_costs_the_same_for_one_pilot_and_for_three(version, sari, sign_in):
    browser = sign_in(sari)

    def try_once(days):
        at = NOW + dt.timedelta(days=days)
        pilot = start_pilot(version=version, starts_on=dt.date(2026, 11, 1), actor=sari, at=at)
        end_pilot(pilot=pilot, result="kept", words="Fine", actor=sari, at=at)

    try_once(0)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    try_once(1)
    try_once(40)
    tick(at=NOW)
    with CaptureQueriesContext(connection) as three:
        browser.get(PAGE)
    assert Pilot.objects.count() == 3
    assert len(three) == len(one)
