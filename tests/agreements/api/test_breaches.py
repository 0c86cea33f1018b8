"""`/api/v1/breaches/`: read and acknowledged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from agreements.models import Breach
from tests.agreements.scenes import missed, token_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/breaches/"
ONE = f"{URL}SLA-0042-B1/"


@pytest.fixture
def breach(sari, customer_a):
    return missed(sari, customer_a)


@pytest.mark.parametrize(
    ("name", "count", "status"),
    [("sari", 1, 200), ("tirta", 1, 200), ("alia", 1, 200), ("bram", 0, 404), ("zaki", 0, 404)],
)
def test_breaches_are_shown_to_whoever_may_see_them(name, count, status, request, breach, sign_in):
    browser = sign_in(request.getfixturevalue(name))
    assert len(browser.get(URL).json()["results"]) == count
    assert browser.get(ONE).status_code == status


def test_breach_tells_the_exact_instant(breach, sari, sign_in):
    row = sign_in(sari).get(ONE).json()
    assert (row["code"], row["threshold_percent"], row["step"]) == ("SLA-0042-B1", "99.9", "open")
    assert row["breached_at"] == "2026-11-20T03:43:13Z"
    assert row["period"]["label"] == "2026-11"


def test_customer_reads_an_allow_list(breach, alia, sign_in):
    assert set(sign_in(alia).get(ONE).json()) == {
        "code",
        "agreement",
        "service",
        "target",
        "promise",
        "threshold_percent",
        "period",
        "kind",
        "step",
        "breached_at",
        "withdrawn_at",
        "closed_at",
    }


def test_acknowledging_twice_is_one(breach, sari, ayu, sign_in):
    first = sign_in(sari).post(f"{ONE}acknowledge/")
    again = sign_in(ayu).post(f"{ONE}acknowledge/")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (again.json()["step"], again.json()["acknowledged_by"]) == (
        "acknowledged",
        "Sari Tingkat",
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [("tirta", 403), ("rangga", 403), ("alia", 403), ("bram", 404), ("zaki", 404)],
)
def test_breach_is_acknowledged_by_its_managers_only(name, status, request, breach, sign_in):
    browser = sign_in(request.getfixturevalue(name))
    assert browser.post(f"{ONE}acknowledge/").status_code == status
    assert Breach.objects.get().step == "open"


def test_token_needs_the_scope_to_acknowledge(breach, sari, client):
    reading = token_of(sari, Scope.STATUS_READ)
    assert client.get(URL, headers=reading).status_code == 200
    assert client.post(f"{ONE}acknowledge/", headers=reading).status_code == 403
    writing = token_of(sari, Scope.RECORDS_WRITE)
    assert client.post(f"{ONE}acknowledge/", headers=writing).status_code == 200


@pytest.mark.parametrize("code", ["SLA-0042-B2", "SLA-0042", "B1", "SLA-0042-B", "SLA-0042-Bx"])
def test_unknown_breach_is_not_found(code, breach, sari, sign_in):
    assert sign_in(sari).get(f"{URL}{code}/").status_code == 404


def test_withdrawn_breach_refuses(breach, sari, sign_in):
    Breach.objects.update(step="withdrawn")
    refused = sign_in(sari).post(f"{ONE}acknowledge/")
    assert (refused.status_code, refused.json()["code"]) == (422, "breach_refused")


def test_list_costs_the_same_for_one_and_for_three(breach, sari, customer_a, sign_in):
    browser = sign_in(sari)
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    for number in (1, 2):
        missed(sari, customer_a, code=f"SLA-{number}")
    with CaptureQueriesContext(connection) as three:
        assert len(browser.get(URL).json()["results"]) == 3
    assert len(three) == len(one)
