"""`/api/v1/outcomes/`, `/demand/`, `/uses/`: kept in step by machines that say things twice."""

import pytest

from agreements.models import ServiceUse
from brm.models import BusinessOutcome, Demand
from tests.brm.business import demand, outcome, service

pytestmark = pytest.mark.django_db
OUTCOME = "/api/v1/customers/DINAS/outcomes/O-1/"
USE = "/api/v1/customers/DINAS/uses/PAY/"
GOAL = {"statement": "Nobody waits", "unit": "%", "baseline": "10", "target": "95.5"}


def put(browser, url, body):
    return browser.put(url, body, content_type="application/json")


def test_outcome_said_twice_is_one(rangga, customer_a, sign_in):
    browser = sign_in(rangga)
    assert [put(browser, OUTCOME, GOAL).status_code for _again in range(2)] == [201, 200]
    assert BusinessOutcome.objects.get().reference == "O-1"
    answer = browser.post(
        OUTCOME + "measurements/",
        {"measured_on": "2026-10-01", "realised": "20"},
        content_type="application/json",
    ).json()
    assert (answer["actual"], answer["actual_on"], answer["importance"]) == (
        "20.0000",
        "2026-10-01",
        5,
    )


def test_customer_reads_its_outcome_without_what_is_ours(rangga, alia, bram, customer_a, sign_in):
    outcome(rangga, customer_a, reference="O-1")
    found = sign_in(alia).get(OUTCOME).json()
    assert not {"importance", "measurements"} & set(found)
    assert (found["statement"], found["target"]) == (
        "Nobody is turned away at the counter",
        "2.0000",
    )
    assert sign_in(bram).get(OUTCOME).status_code == 404
    assert len(sign_in(alia).get("/api/v1/outcomes/").json()["results"]) == 1
    assert put(sign_in(alia), OUTCOME, GOAL).status_code in (403, 404)


def test_auditor_writes_nothing(tirta, customer_a, sign_in):
    service()
    browser = sign_in(tirta)
    assert put(browser, OUTCOME, GOAL).status_code == 403
    assert put(browser, USE, {}).status_code == 403
    wish = {"customer": "DINAS", "title": "More"}
    assert put(browser, "/api/v1/demand/DM-7/", wish).status_code == 403


def test_demand_said_twice_is_one(rangga, customer_a, sign_in):
    service()
    browser, url = sign_in(rangga), "/api/v1/demand/DM-7/"
    wish = {
        "customer": "DINAS",
        "title": "More counters",
        "services": ["PAY"],
        "expected_on": "2027-03-15",
        "value": "5000000.00",
    }
    assert [put(browser, url, wish).status_code for _again in range(2)] == [201, 200]
    found = browser.get(url).json()
    assert (found["expected_on"], found["services"], found["score"], found["state"]) == (
        "2027-03-01",
        ["PAY"],
        "2.5000",
        "new",
    )
    assert put(browser, url, {"volume": 4}).status_code == 422
    assert Demand.objects.count() == 1


@pytest.mark.parametrize("name", ["alia", "bram", "zaki"])
def test_demand_is_not_for_customers(name, request, rangga, customer_a, sign_in):
    record = demand(rangga, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get("/api/v1/demand/").json()["results"] == []
    assert browser.get(f"/api/v1/demand/{record.code}/").status_code == 404
    assert browser.get("/api/v1/uses/").json()["results"] == []
    assert browser.get("/api/v1/services/PAY/rests/").status_code == 403


def test_use_is_kept_with_its_outcomes_and_summed_up(rangga, customer_a, sign_in):
    service()
    goal = outcome(rangga, customer_a)
    browser = sign_in(rangga)
    said = {
        "users": 40,
        "users_on": "2026-11-01",
        "criticality": "vital",
        "criticality_basis": "The law",
        "hour_cost": "1500000.00",
        "hour_cost_basis": "Overtime",
        "hour_cost_on": "2026-11-01",
        "outcomes": [{"outcome": str(goal.pk), "weight": 8}],
    }
    assert [put(browser, USE, said).status_code for _again in range(2)] == [201, 200]
    assert put(browser, USE, {"users": 41}).json()["outcomes"] == said["outcomes"]
    assert ServiceUse.objects.get().users == 41
    rests = browser.get("/api/v1/services/PAY/rests/").json()
    assert (rests["units"], rests["users"], rests["hour_costs"], rests["outcomes"]) == (
        ["DINAS"],
        41,
        {"IDR": "1500000.00"},
        said["outcomes"],
    )
    refused = put(browser, USE, {"month_value": "5"})
    assert refused.status_code == 422
