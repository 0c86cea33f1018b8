"""Every metric over the API: promised, told in its unit, and nothing that would mean nothing."""

import datetime as dt

import pytest

from agreements.models import Target, Verdict
from agreements.operations.evaluate import evaluate_due
from agreements.operations.tick import tick
from slm.models import Indicator, PeriodState, Service
from tests.agreements.api.test_agreements import URL as AGREEMENTS
from tests.agreements.api.test_agreements import body, post
from tests.agreements.scenes import in_force, indicator, november, outage, three_outages
from tests.cast import NOW

pytestmark = pytest.mark.django_db
STATUS = "/api/v1/sla-status/"


def counted(kind):
    service = Service.objects.create(code="ITEMS", name="Service desk")
    return Indicator.objects.create(service=service, kind=kind, is_fed=False)


def status_of(browser, **query):
    (row,) = browser.get(STATUS, query).json()["results"]
    return row


def count(commitment, good, total, **fields):
    verdict = commitment.verdicts.get()
    PeriodState.objects.filter(pk=verdict.period_state_id).update(
        good_count=good, total_count=total, computed_to_at=NOW, **fields
    )
    Verdict.objects.filter(pk=verdict.pk).update(next_check_at=NOW)
    evaluate_due(at=NOW)


@pytest.mark.parametrize(
    ("metric", "limit", "unit", "value", "total", "budget"),
    [
        (
            "downtime",
            2_700,
            "seconds",
            1_152,
            None,
            {"allowed": 2_700, "left": 1_548, "allowed_seconds": 2_700, "left_seconds": 1_548},
        ),
        (
            "breaks",
            5,
            "count",
            3,
            3,
            {"allowed": 5, "left": 2, "allowed_seconds": None, "left_seconds": None},
        ),
        ("mtrs", 3_600, "seconds", 384, 3, None),
    ],
)
def test_a_metric_of_time_is_told_in_its_unit(
    sari, customer_a, sign_in, metric, limit, unit, value, total, budget
):
    three_outages(indicator())
    in_force(sari, customer_a, metric=metric, limit=limit, threshold_ppm=0, comparator="<=")
    tick(at=NOW)
    row = status_of(sign_in(sari))
    target = {name: row["target"][name] for name in ("metric", "unit", "limit", "comparator")}
    assert target == {"metric": metric, "unit": unit, "limit": limit, "comparator": "<="}
    assert row["figure"] == {"value": value, "good": None, "total": total, "incomplete": False}
    assert (row["target"]["threshold_percent"], row["percent"]) == (None, None)
    assert (row["contract_budget"], row["budget_if_measured_now"]) == (budget, None)
    assert (row["bad_seconds"], row["service_seconds"]) == (1_152, 2_108_460)


def test_what_is_counted_has_no_seconds(sari, customer_a, sign_in):
    commitment = in_force(
        sari,
        customer_a,
        of=[counted("work_items")],
        metric="resolved",
        within=14_400,
        priority="P1",
        threshold_ppm=900_000,
    )
    count(commitment, 7, 8, is_incomplete=True)
    row = status_of(sign_in(sari))
    assert row["figure"] == {"value": 875_000, "good": 7, "total": 8, "incomplete": True}
    assert (row["target"]["within"], row["target"]["priority"]) == (14_400, "P1")
    assert (row["percent"], row["state"], row["coverage_percent"]) == ("87.5000", "at_risk", None)
    seconds = ("service", "good", "measured", "bad", "excluded", "planned", "unknown")
    assert {row[f"{name}_seconds"] for name in seconds} == {None}
    assert row["forecast"] == {"breaches_at": None, "linear_met": None, "best_possible_met": None}


def test_counts_of_an_earlier_instant_are_not_made_up(sari, customer_a, sign_in):
    commitment = in_force(
        sari,
        customer_a,
        of=[counted("counter")],
        metric="workload",
        limit=9,
        threshold_ppm=0,
        comparator="<=",
    )
    count(commitment, 0, 8)
    browser = sign_in(sari)
    row = status_of(browser, as_of="2026-11-20T00:00:00Z", at="2026-11-20T00:00:00Z")
    assert (row["state"], row["figure"]["value"], row["known"]) == ("no_data", None, False)
    row = status_of(browser)
    assert (row["figure"]["value"], row["known"]) == (8, True)


def test_of_rolling_days_the_one_that_ends_with_the_day_is_told(sari, customer_a, sign_in):
    outage(indicator(), "O-1", november(12, 10), 3_600)
    in_force(sari, customer_a, period="rolling", rolling_days=7)
    tick(at=NOW)
    browser, day = sign_in(sari), {"at": "2026-11-15T05:00:00Z"}
    row = status_of(browser, **day)
    assert (row["period"]["label"], row["state"]) == ("2026-11-15", "missed")
    assert row["period"]["start"] == "2026-11-08T17:00:00Z"
    assert len(browser.get(STATUS, day | {"state": "missed"}).json()["results"]) == 1
    assert browser.get(STATUS, day | {"state": "met"}).json()["results"] == []
    assert status_of(browser)["state"] == "met"


def test_before_the_first_whole_period_there_is_no_row(sari, customer_a, sign_in):
    in_force(sari, customer_a, starts_on=dt.date(2026, 10, 16), new_service="whole_period")
    tick(at=NOW)
    browser = sign_in(sari)
    assert browser.get(STATUS, {"at": "2026-10-20T00:00:00Z"}).json()["results"] == []
    assert status_of(browser)["state"] == "met"


def test_an_agreement_is_begun_with_any_metric(sari, customer_a, sign_in):
    desk = counted("work_items")
    targets = [
        {
            "indicator": str(indicator().public_id),
            "hours": "ALWAYS",
            "metric": "mtrs",
            "limit": 3_600,
            "period": "fiscal_year",
            "first_month": 4,
            "late_correction": "none",
        },
        {
            "indicator": str(desk.public_id),
            "hours": "ALWAYS",
            "metric": "responded",
            "threshold_percent": "95",
            "within": 900,
            "priority": "P1",
        },
    ]
    response = post(sign_in(sari), AGREEMENTS, body(targets=targets))
    assert response.status_code == 201
    written = response.json()["versions"][0]["targets"]
    shown = ("metric", "unit", "comparator", "limit", "threshold_percent", "within", "priority")
    assert [tuple(row[name] for name in shown) for row in written] == [
        ("mtrs", "seconds", "<=", 3_600, None, None, ""),
        ("responded", "ppm", ">=", None, "95.0", 900, "P1"),
    ]
    assert [row["first_month"] for row in written] == [4, None]
    assert Target.objects.get(metric="mtrs").late_correction == "none"


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"metric": "mtrs"}, 422, "Say how much is promised."),
        ({"metric": "resolved", "threshold_percent": "90"}, 422, "can not be read of"),
        ({"metric": "availability"}, 400, "Say which share is promised."),
        ({"metric": "mtrs", "limit": 9, "comparator": ">="}, 422, "Less is better here"),
        ({"metric": "speed"}, 400, "speed"),
    ],
)
def test_what_can_not_be_judged_is_refused(sari, customer_a, sign_in, fields, status, said):
    target = {"indicator": str(indicator().public_id), "hours": "ALWAYS"} | fields
    response = post(sign_in(sari), AGREEMENTS, body(targets=[target]))
    assert response.status_code == status
    assert said in response.content.decode()
    assert not Target.objects.exists()
