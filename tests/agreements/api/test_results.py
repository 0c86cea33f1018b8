"""`/api/v1/agreements/<code>/results/`, and a period closed by hand."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from agreements.models import Result
from agreements.operations.tick import tick
from tests.agreements.closing import closed_june, correct, day, june
from tests.agreements.scenes import indicator, token_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/agreements/SLA-0042/results/"
LATER = day(7, 20)


def close_url(commitment):
    return f"/api/v1/agreements/SLA-0042/targets/{commitment.public_id}/close/"


@pytest.fixture
def restated(sari, oka, customer_a):
    verdict = closed_june(sari, customer_a)
    correct(45, oka, at=LATER)
    tick(at=LATER)
    return verdict


def test_results_are_told_exactly_newest_first(restated, sari, sign_in):
    second, first = sign_in(sari).get(URL).json()["results"]
    result = Result.objects.get(number=2)
    assert second == {
        "id": str(result.pk),
        "agreement": "SLA-0042",
        "service": {"code": "PAY", "name": "Payment gateway"},
        "target": str(restated.commitment.public_id),
        "promise": {
            "metric": "availability",
            "unit": "ppm",
            "comparator": ">=",
            "threshold_percent": "99.875",
            "limit": None,
            "within": None,
            "priority": "",
        },
        "threshold_percent": "99.875",
        "period": {
            "kind": "month",
            "label": "2026-06",
            "start": "2026-05-31T17:00:00Z",
            "ends_before": "2026-06-30T17:00:00Z",
        },
        "number": 2,
        "state": "met",
        "percent": "99.8958",
        "figure": {"value": "2996875/3", "good": None, "total": None, "incomplete": False},
        "good_seconds": 2_589_300,
        "measured_seconds": 2_592_000,
        "parts": {
            "service": 2_592_000,
            "excluded": 0,
            "planned": 0,
            "down": 2_700,
            "partial": 0,
            "degraded": 0,
            "unknown": 0,
            "good": 2_589_300,
        },
        "cause": "corrected",
        "calendar_hash": result.calendar_hash,
        "data_revision": result.data_revision,
        "engine_version": "1",
        "issued_at": "2026-07-19T17:00:00Z",
        "fact": "O-1",
        "reason": "Ended earlier",
        "actor": "Oka Pemilik",
    }
    assert (first["number"], first["state"], first["cause"], first["actor"]) == (
        1,
        "missed",
        None,
        None,
    )


def test_customer_reads_an_allow_list(restated, sari, alia, sign_in):
    mine = sign_in(alia).get(URL).json()["results"][0]
    whole = sign_in(sari).get(URL).json()["results"][0]
    assert set(whole) - set(mine) == {"fact", "reason", "actor"}


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 200), ("tirta", 200), ("alia", 200), ("bram", 404), ("zaki", 404)]
)
def test_results_are_shown_to_whoever_may_see_them(name, status, request, restated, sign_in):
    assert sign_in(request.getfixturevalue(name)).get(URL).status_code == status


def test_results_need_their_scope(restated, sari, client):
    assert client.get(URL).status_code == 401
    assert client.get(URL, headers=token_of(sari, Scope.RECORDS_WRITE)).status_code == 403
    assert client.get(URL, headers=token_of(sari, Scope.STATUS_READ)).status_code == 200


def test_results_cost_the_same_for_one_and_for_three(sari, oka, customer_a, sign_in):
    closed_june(sari, customer_a)
    browser = sign_in(sari)
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    for on, minutes in ((20, 45), (21, 50)):
        correct(minutes, oka, at=day(7, on))
        tick(at=day(7, on))
    with CaptureQueriesContext(connection) as three:
        assert len(browser.get(URL).json()["results"]) == 3
    assert len(three) == len(one)


# Closing ---------------------------------------------------------------------------------------


def test_manager_closes_once(sari, ayu, customer_a, sign_in):
    commitment = june(sari, customer_a)
    given = {"period": "2026-06", "reason": "Both agreed"}
    with time_machine.travel(day(7, 2), tick=False):
        first = sign_in(sari).post(close_url(commitment), given, "application/json")
        again = sign_in(ayu).post(close_url(commitment), given, "application/json")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (first.json()["number"], first.json()["reason"], first.json()["actor"]) == (
        1,
        "Both agreed",
        "Sari Tingkat",
    )
    assert Result.objects.count() == 1


def test_closing_without_a_reason_or_before_the_end_is_refused(sari, customer_a, sign_in):
    commitment = june(sari, customer_a)
    browser, url = sign_in(sari), close_url(commitment)
    with time_machine.travel(day(7, 2), tick=False):
        refused = browser.post(url, {"period": "2026-06"}, "application/json")
        running = browser.post(url, {"period": "2026-07", "reason": "Now"}, "application/json")
        unknown = browser.post(url, {"period": "2020-01", "reason": "Now"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "closing_refused")
    assert running.status_code == 422
    assert unknown.status_code == 400
    assert Result.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "status"),
    [("tirta", 403), ("oka", 403), ("rangga", 403), ("alia", 404), ("bram", 404), ("zaki", 404)],
)
def test_closing_is_for_service_level_managers(name, status, request, sari, customer_a, sign_in):
    commitment = june(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    answer = browser.post(
        close_url(commitment), {"period": "2026-06", "reason": "Now"}, "application/json"
    )
    assert answer.status_code == status
    assert Result.objects.count() == 0


def test_closing_needs_its_scope(sari, customer_a, client):
    commitment = june(sari, customer_a)
    headers = token_of(sari, Scope.RECORDS_READ)
    answer = client.post(
        close_url(commitment),
        {"period": "2026-06", "reason": "Now"},
        "application/json",
        headers=headers,
    )
    assert answer.status_code == 403


def test_other_customer_sees_no_result_of_another(restated, sari, customer_b, bram, sign_in):
    closed_june(sari, customer_b, code="SLA-0050", of=indicator("B", "Two"), minutes=0)
    mine = sign_in(bram).get("/api/v1/agreements/SLA-0050/results/").json()["results"]
    assert [row["agreement"] for row in mine] == ["SLA-0050"]
    assert Result.objects.visible_to(bram).count() == 1
