"""`/api/v1/agreements/`: read, begin, activate."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from agreements.models import Agreement, Target, Version
from tests.agreements.scenes import draft, in_force, indicator, judged, round_the_clock, token_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/agreements/"


def body(**changes):
    """A whole agreement as a client sends it."""
    return {
        "code": "SLA-0042",
        "title": "Payment services",
        "zone": "Asia/Jakarta",
        "customers": ["DINAS"],
        "starts_on": "2026-11-01",
        "last_day": "2026-12-31",
        "evidence": "Minutes",
        "targets": [
            {
                "indicator": str(indicator().public_id),
                "hours": round_the_clock().code,
                "threshold_percent": "99.95",
            }
        ],
    } | changes


def post(browser, url, data=None):
    return browser.post(url, data or {}, content_type="application/json")


def codes(response):
    return [row["code"] for row in response.json()["results"]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sari", ["SLA-1", "SLA-2", "SLA-3"]),
        ("tirta", ["SLA-1", "SLA-2", "SLA-3"]),
        ("alia", ["SLA-1"]),
        ("bram", ["SLA-1", "SLA-2"]),
        ("zaki", []),
    ],
)
def test_agreements_are_listed_to_whoever_may_see_them(
    name, expected, request, sari, customer_a, customer_b, sign_in
):
    judged(sari, customer_a, customer_b, code="SLA-1")
    in_force(sari, customer_b, code="SLA-2", of=[indicator("B", "Two")])
    draft(sari, customer_a, code="SLA-3")
    browser = sign_in(request.getfixturevalue(name))
    assert sorted(codes(browser.get(URL))) == expected
    status = 200 if "SLA-2" in expected else 404
    assert browser.get(f"{URL}SLA-2/").status_code == status


def test_customer_learns_of_no_other_party(sari, alia, customer_a, customer_b, sign_in):
    judged(sari, customer_a, customer_b)
    row = sign_in(alia).get(f"{URL}SLA-0042/").json()
    assert row["customers"] == [{"code": "DINAS", "name": "Dinas Contoh"}]
    assert len(sign_in(sari).get(f"{URL}SLA-0042/").json()["customers"]) == 2


def test_agreement_shows_its_term_both_ways(sari, customer_a, sign_in):
    in_force(sari, customer_a)
    (version,) = sign_in(sari).get(f"{URL}sla-0042/").json()["versions"]
    assert (version["start"], version["ends_before"]) == (
        "2026-10-31T17:00:00Z",
        "2026-12-31T17:00:00Z",
    )
    assert (version["starts_on"], version["last_day"]) == ("2026-11-01", "2026-12-31")
    assert [target["threshold_percent"] for target in version["targets"]] == ["99.9"]


def test_agreement_is_begun_and_activated(sari, customer_a, sign_in):
    browser = sign_in(sari)
    made = post(browser, URL, body())
    assert made.status_code == 201, made.content
    assert (made.json()["state"], Target.objects.get().threshold_ppm) == ("draft", 999_500)
    active = post(browser, f"{URL}SLA-0042/activate/")
    assert (active.status_code, active.json()["state"]) == (200, "in_force")
    again = post(browser, f"{URL}SLA-0042/activate/")
    assert again.json() == active.json()
    assert Version.objects.count() == 1


def test_what_is_missing_is_listed(sari, customer_a, sign_in):
    browser = sign_in(sari)
    post(browser, URL, body(targets=[], evidence="", starts_on=None, last_day=None))
    refused = post(browser, f"{URL}SLA-0042/activate/")
    assert refused.status_code == 422
    assert {error["code"] for error in refused.json()["errors"]} == {
        "no_target",
        "no_start",
        "no_evidence",
    }


@pytest.mark.parametrize(
    ("percent", "message"),
    [
        ("99.99999", "A percentage has at most four decimals."),
        (99.9, 'Send a percentage as text, such as "99.5".'),
        ("101", "A percentage lies between 0 and 100."),
        (True, 'Send a percentage as text, such as "99.5".'),
    ],
)
def test_percentage_is_exact_or_refused(percent, message, sari, customer_a, sign_in):
    given = body()
    given["targets"][0]["threshold_percent"] = percent
    refused = post(sign_in(sari), URL, given)
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert (error["field"], error["message"], error["row"]) == (
        "targets.threshold_percent",
        message,
        0,
    )
    assert not Agreement.objects.exists()


def test_refused_target_leaves_nothing_behind(sari, customer_a, sign_in):
    given = body()
    given["targets"] *= 2
    refused = post(sign_in(sari), URL, given)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["row"], error["field"]) == (1, "targets.indicators")
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customers": ["NOBODY"]}, "customers"),
        ({"zone": "Asia/Nowhere"}, "zone"),
        ({"title": ""}, "title"),
        ({"kind": "mou"}, "kind"),
    ],
)
def test_bad_cover_is_refused_by_field(changes, field, sari, customer_a, sign_in):
    refused = post(sign_in(sari), URL, body(**changes))
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"].startswith(field)


@pytest.mark.parametrize("name", ["rangga", "tirta", "alia", "zaki"])
def test_agreements_are_written_by_managers_only(name, request, sari, customer_a, sign_in):
    browser = sign_in(request.getfixturevalue(name))
    assert post(browser, URL, body()).status_code == 403
    draft(sari, customer_a)
    status = 404 if name == "zaki" else 403
    assert post(browser, f"{URL}SLA-0042/activate/").status_code == status


def test_token_needs_the_scope_to_write(sari, customer_a, client):
    given = body()
    reading = token_of(sari, Scope.RECORDS_READ)
    assert client.get(URL, headers=reading).status_code == 200
    refused = client.post(URL, given, content_type="application/json", headers=reading)
    assert refused.status_code == 403
    writing = token_of(sari, Scope.RECORDS_WRITE)
    assert client.get(URL, headers=writing).status_code == 403
    made = client.post(URL, given, content_type="application/json", headers=writing)
    assert made.status_code == 201
    assert client.get(URL).status_code == 401


def test_list_costs_the_same_for_one_and_for_three(sari, customer_a, sign_in):
    browser = sign_in(sari)
    in_force(sari, customer_a, code="SLA-0")
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    in_force(sari, customer_a, code="SLA-1", of=[indicator("B", "Two")])
    in_force(sari, customer_a, code="SLA-2", of=[indicator("C", "Three")])
    with CaptureQueriesContext(connection) as three:
        assert len(codes(browser.get(URL))) == 3
    assert len(three) == len(one)


def test_term_is_written_and_read(sari, customer_a, sign_in):
    given = body(
        starts_on="2026-03-01",
        initial_months=12,
        renewal="tacit",
        renewal_months=12,
        notice_months=3,
        is_contractual=True,
        is_standard=True,
        next_review_on="2027-01-15",
    )
    del given["last_day"]
    browser = sign_in(sari)
    assert post(browser, URL, given).status_code == 201
    assert post(browser, f"{URL}SLA-0042/activate/").status_code == 200
    row = browser.get(f"{URL}SLA-0042/").json()
    assert (row["is_contractual"], row["is_standard"]) == (True, True)
    assert row["next_review_on"] == "2027-01-15"
    assert row["term"] == {
        "starts_on": "2026-03-01",
        "last_day": "2027-02-28",
        "ends_before": "2027-03-01",
        "renews_by_itself": True,
        "last_notice_day": "2026-11-30",
        "last_day_by_notice": "2027-02-28",
        "notice_received_on": None,
    }
    (version,) = row["versions"]
    assert (version["renewal"], version["initial_months"], version["last_day"]) == (
        "tacit",
        12,
        None,
    )


def test_last_day_that_contradicts_the_months_is_refused(sari, customer_a, sign_in):
    given = body(initial_months=12, renewal="none")
    response = post(sign_in(sari), URL, given)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "ends_on"
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [("contractual=true", []), ("due=review", []), ("standard=false", ["SLA-1"])],
)
def test_register_is_narrowed_by_nature_and_dates(query, found, sari, customer_a, sign_in):
    judged(sari, customer_a, code="SLA-1")
    assert codes(sign_in(sari).get(f"{URL}?{query}")) == found
