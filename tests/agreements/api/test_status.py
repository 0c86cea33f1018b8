"""`GET /api/v1/sla-status/`."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, Scope
from agreements.models import Verdict
from agreements.operations.tick import tick
from brm.models import Customer, Grant, TokenScope
from slm.models import Cycle, Fact
from slm.operations.record_outage import correct_outage
from tests.agreements.closing import closed_june, correct, day
from tests.agreements.scenes import (
    draft,
    in_force,
    indicator,
    judged,
    november,
    outage,
    three_outages,
    token_of,
)
from tests.cast import NOW, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/sla-status/"


def rows(response):
    assert response.status_code == 200, response.content
    return response.json()["results"]


def pairs(response):
    return [(row["agreement"]["code"], row["customer"]["code"]) for row in rows(response)]


def test_row_has_the_exact_figures_counted_by_hand(sari, customer_a, sign_in):
    commitment = judged(sari, customer_a)
    (row,) = rows(sign_in(sari).get(URL))
    measured = indicator()
    assert row == {
        "agreement": {"code": "SLA-0042", "title": "Payment services"},
        "customer": {"code": "DINAS", "name": "Dinas Contoh"},
        "service": {"code": "PAY", "name": "Payment gateway"},
        "indicator": {
            "id": str(measured.public_id),
            "kind": "availability",
            "name": "",
            "slice": None,
        },
        "target": {
            "id": str(commitment.public_id),
            "metric": "availability",
            "unit": "ppm",
            "comparator": ">=",
            "threshold_percent": "99.9",
            "limit": None,
            "within": None,
            "priority": "",
            "hours": {"code": "ALWAYS", "name": "24×7 Asia/Jakarta"},
        },
        "period": {
            "kind": "month",
            "label": "2026-11",
            "start": "2026-10-31T17:00:00Z",
            "ends_before": "2026-11-30T17:00:00Z",
            "clipped": False,
            "zone": "Asia/Jakarta",
        },
        "state": "met",
        "known": True,
        "close": False,
        "closed": False,
        "issued": None,
        "restated": None,
        "percent": "99.9453",
        # 2 107 308 of 2 108 460 s
        "figure": {
            "value": "35121800000/35141",
            "good": None,
            "total": None,
            "incomplete": False,
        },
        "coverage_percent": "100.0000",
        "service_seconds": 2_108_460,
        "good_seconds": 2_107_308,
        "measured_seconds": 2_108_460,
        "bad_seconds": 1_152,
        "excluded_seconds": 0,
        "planned_seconds": 0,
        "unknown_seconds": 0,
        "contract_budget": {
            "allowed": 2_592,
            "left": 1_440,
            "allowed_seconds": 2_592,
            "left_seconds": 1_440,
        },
        "budget_if_measured_now": {
            "allowed": "105423/50",
            "left": "47823/50",
            "allowed_seconds": 2_108,
            "left_seconds": 956,
        },
        "forecast": {"breaches_at": None, "linear_met": True, "best_possible_met": True},
        "computed_at": "2026-11-25T02:41:00Z",
    }


def test_weights_that_cut_seconds_give_exact_fractions(sari, customer_a, sign_in):
    outage(indicator(), "O-1", november(3), 10, layer=4)
    in_force(sari, customer_a, degraded_ppm=333_333)
    tick(at=NOW)
    (row,) = rows(sign_in(sari).get(URL))
    assert row["bad_seconds"] == "333333/100000"
    assert row["good_seconds"] == "210845666667/100000"
    assert row["contract_budget"]["left_seconds"] == 2_588


def test_nothing_measured_is_null_and_no_data(sari, customer_a, sign_in):
    silent = indicator()
    silent.is_fed = True
    silent.save()
    in_force(sari, customer_a)
    tick(at=NOW)
    (row,) = rows(sign_in(sari).get(URL))
    assert (row["state"], row["percent"], row["coverage_percent"]) == ("no_data", None, "0.0000")
    assert row["unknown_seconds"] == row["service_seconds"] == 2_108_460
    assert row["forecast"]["linear_met"] is None


def test_open_outage_is_at_risk_with_the_exact_instant(sari, customer_a, sign_in):
    three_outages(indicator())
    outage(indicator(), "O-7", november(25, 9, 29), None)
    in_force(sari, customer_a)
    tick(at=NOW)
    (row,) = rows(sign_in(sari).get(URL))
    assert row["state"] == "at_risk"
    assert row["forecast"]["breaches_at"] == "2026-11-25T02:53:01Z"


# Who sees what ---------------------------------------------------------------------------------


@pytest.fixture
def shared(sari, customer_a, customer_b):
    """One agreement for both customers, one for B alone, one with a team only."""
    judged(sari, customer_a, customer_b, code="SLA-1")
    in_force(sari, customer_b, code="SLA-2", of=[indicator("B", "Two")])
    draft(sari, code="OLA-1", kind="ola")
    tick(at=NOW)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sari", [("SLA-1", "DINAS"), ("SLA-1", "KANTOR"), ("SLA-2", "KANTOR")]),
        ("tirta", [("SLA-1", "DINAS"), ("SLA-1", "KANTOR"), ("SLA-2", "KANTOR")]),
        ("alia", [("SLA-1", "DINAS")]),
        ("bram", [("SLA-1", "KANTOR"), ("SLA-2", "KANTOR")]),
        ("zaki", []),
    ],
)
def test_everybody_sees_the_same_by_session_and_by_token(
    name, expected, request, shared, sign_in, client
):
    user = request.getfixturevalue(name)
    assert pairs(sign_in(user).get(URL)) == expected
    headers = token_of(user, Scope.STATUS_READ)
    assert pairs(client.get(URL, headers=headers)) == expected


def test_other_customer_is_nowhere_in_the_answer(shared, alia, sign_in):
    assert "KANTOR" not in sign_in(alia).get(URL).content.decode()
    assert "Kantor" not in sign_in(alia).get(URL).content.decode()
    assert pairs(sign_in(alia).get(URL, {"customer": "KANTOR"})) == []
    assert pairs(sign_in(alia).get(URL, {"agreement": "SLA-2"})) == []


def test_limited_token_of_a_manager_sees_its_customers_only(shared, sari, customer_a, client):
    headers = token_of(sari, Scope.STATUS_READ, limited=True)
    assert pairs(client.get(URL, headers=headers)) == []
    TokenScope.objects.create(token=sari.api_tokens.get(), customer=customer_a)
    assert pairs(client.get(URL, headers=headers)) == [("SLA-1", "DINAS")]


def test_guest_and_wrong_scope_are_refused(shared, sari, client):
    assert client.get(URL).status_code == 401
    refused = client.get(URL, headers=token_of(sari, Scope.FACTS_WRITE))
    assert refused.status_code == 403
    assert refused.json()["detail"] == "This token lacks the scope status:read."


# Filters ---------------------------------------------------------------------------------------


def test_rows_are_filtered(shared, sari, customer_a, sign_in):
    unit = Customer.objects.create(code="UNIT", name="Unit", parent=customer_a)
    in_force(sari, unit, code="SLA-3", of=[indicator("C", "Three")], period="quarter")
    tick(at=NOW)
    browser = sign_in(sari)
    for query, expected in [
        ({"customer": "DINAS"}, [("SLA-1", "DINAS"), ("SLA-3", "UNIT")]),
        ({"customer": "unit"}, [("SLA-3", "UNIT")]),
        ({"service": "B"}, [("SLA-2", "KANTOR")]),
        ({"agreement": "sla-1"}, [("SLA-1", "DINAS"), ("SLA-1", "KANTOR")]),
        ({"period": "quarter"}, [("SLA-3", "UNIT")]),
        ({"state": "missed"}, []),
        ({"state": "met", "service": "B"}, [("SLA-2", "KANTOR")]),
        ({"customer": "NOBODY"}, []),
    ]:
        assert pairs(browser.get(URL, query)) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "fine"}, "state"),
        ({"period": "fortnight"}, "period"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-25T09:41:00"}, "at"),
        ({"at": "2027-01-01T00:00:00Z"}, "at"),
        ({"as_of": "2026-13-01T00:00:00Z"}, "as_of"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"page_size": "0"}, "page_size"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_question_that_makes_no_sense_is_refused_by_field(query, field, sari, sign_in):
    response = sign_in(sari).get(URL, query)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


# At and as of ----------------------------------------------------------------------------------


def test_at_chooses_the_period_that_contains_it(sari, customer_a, sign_in):
    outage(indicator(), "O-0", november(1) - dt.timedelta(days=11), 600)
    in_force(sari, customer_a, starts_on=dt.date(2026, 10, 16))
    tick(at=NOW)
    (row,) = rows(sign_in(sari).get(URL, {"at": "2026-10-20T00:00:00Z"}))
    assert row["period"] == {
        "kind": "month",
        "label": "2026-10",
        "start": "2026-10-15T17:00:00Z",
        "ends_before": "2026-10-31T17:00:00Z",
        "clipped": True,
        "zone": "Asia/Jakarta",
    }
    assert (row["bad_seconds"], row["service_seconds"]) == (600, 16 * 86_400)
    # Activated today: its three days of grace begin now.
    assert (row["state"], row["closed"]) == ("met", False)
    assert rows(sign_in(sari).get(URL, {"at": "2026-10-01T00:00:00Z"})) == []


def test_closed_period_tells_what_was_issued_and_the_restatement(sari, oka, customer_a, sign_in):
    closed_june(sari, customer_a)
    browser, june = sign_in(sari), {"at": "2026-06-20T00:00:00Z"}
    issued = {
        "percent": "99.8611",
        "value": "8987500/9",
        "good": 2_588_400,
        "measured": 2_592_000,
        "state": "missed",
        "issued_at": "2026-07-03T17:00:00Z",
    }
    (row,) = rows(browser.get(URL, june))
    assert (row["closed"], row["issued"], row["restated"]) == (True, issued, None)
    correct(45, oka, at=day(7, 20))
    tick(at=day(7, 20))
    (row,) = rows(browser.get(URL, june))
    assert (row["state"], row["percent"], row["issued"]) == ("met", "99.8958", issued)
    assert row["restated"] == {
        "percent": "99.8958",
        "value": "2996875/3",
        "good": 2_589_300,
        "measured": 2_592_000,
        "state": "met",
        "issued_at": "2026-07-19T17:00:00Z",
    }
    # As of an earlier instant it answers from what was known, frozen and restated then.
    for as_of, closed, percent, restated in [
        ("2026-07-02T00:00:00Z", False, "99.8611", False),
        ("2026-07-10T00:00:00Z", True, "99.8611", False),
        ("2026-07-20T00:00:00Z", True, "99.8958", True),
    ]:
        (row,) = rows(browser.get(URL, june | {"as_of": as_of}))
        assert (row["closed"], row["percent"]) == (closed, percent)
        assert (row["restated"] is not None) == restated


def test_terms_without_late_correction_answer_what_was_issued(sari, oka, customer_a, sign_in):
    commitment = closed_june(sari, customer_a).commitment
    commitment.terms["late_correction"] = "none"
    commitment.save()
    correct(45, oka, at=day(7, 20))
    tick(at=day(7, 20))
    (row,) = rows(sign_in(sari).get(URL, {"at": "2026-06-20T00:00:00Z"}))
    assert (row["state"], row["percent"], row["restated"]) == ("missed", "99.8611", None)
    assert (row["bad_seconds"], row["issued"]["good"]) == (3_600, 2_588_400)


def test_period_within_its_grace_is_not_closed_yet(sari, customer_a, sign_in):
    in_force(sari, customer_a)
    tick(at=november(3) + dt.timedelta(days=30))
    browser = sign_in(sari)
    at = {"at": "2026-11-20T00:00:00Z"}
    assert [row["closed"] for row in rows(browser.get(URL, at))] == [False]
    tick(at=november(4) + dt.timedelta(days=30))
    assert [row["closed"] for row in rows(browser.get(URL, at))] == [True]


def test_as_of_tells_what_was_known_then(sari, customer_a, sign_in):
    """O-2 was reported an hour late, and on the 20th found to have been shorter."""
    measured = indicator()
    outage(measured, "O-2", november(11, 13), 3_600, at=november(11, 15))
    in_force(sari, customer_a)
    tick(at=november(15))
    correct_outage(
        fact=Fact.objects.get(),
        start_at=november(11, 13),
        end_at=november(11, 13, 10),
        layer=2,
        reason="Certificate",
        change_reason="Log read again",
        actor=sari,
        at=november(20),
    )
    tick(at=NOW)
    browser = sign_in(sari)
    known = {
        instant: [
            (row["bad_seconds"], row["state"]) for row in rows(browser.get(URL, {"as_of": text}))
        ]
        for instant, text in [
            ("before the report", "2026-11-11T07:59:59Z"),
            ("after it", "2026-11-11T08:00:00Z"),
            ("before the correction", "2026-11-19T16:59:59Z"),
            ("after it too", "2026-11-20T00:00:00Z"),
        ]
    }
    assert known == {
        "before the report": [(0, "met")],
        "after it": [(3_600, "missed")],
        "before the correction": [(3_600, "missed")],
        "after it too": [(600, "met")],
    }


def test_what_is_rebuilt_equals_what_was_stored(sari, customer_a, sign_in):
    """The two ways to a figure meet: stored sums, and the facts as they were received."""
    three_outages(indicator())
    outage(indicator(), "O-7", november(25, 9, 29), None)
    in_force(sari, customer_a, min_break_seconds=300, degraded_ppm=500_000)
    tick(at=NOW)
    browser = sign_in(sari)
    stored = rows(browser.get(URL))
    Verdict.objects.update(computed_at=NOW + dt.timedelta(hours=1))
    rebuilt = rows(browser.get(URL))
    assert rebuilt == stored
    assert stored[0]["state"] == "at_risk"


def test_figures_are_those_of_the_last_finished_tick(sari, customer_a, sign_in):
    in_force(sari, customer_a)
    tick(at=NOW)
    outage(indicator(), "O-1", november(3), 600)
    (row,) = rows(sign_in(sari).get(URL))
    assert (row["bad_seconds"], row["computed_at"]) == (0, "2026-11-25T02:41:00Z")
    assert Cycle.objects.get().finished_at == NOW


# Pages and tags --------------------------------------------------------------------------------


def test_pages_follow_each_other_by_a_cursor_that_keeps_the_instant(sari, customer_a, sign_in):
    for number in range(5):
        in_force(sari, customer_a, code=f"SLA-{number}", of=[indicator(f"S{number}", f"S{number}")])
    tick(at=NOW)
    browser, url, found, instants = sign_in(sari), f"{URL}?page_size=2", [], set()
    while url:
        answer = browser.get(url).json()
        found += [row["agreement"]["code"] for row in answer["results"]]
        instants.add(answer["computed_at"])
        # The world goes on between two pages; the answer does not.
        later = NOW + dt.timedelta(minutes=len(found))
        outage(indicator("S4", "S4"), f"O-{len(found)}", november(3), 600, at=later)
        tick(at=later)
        assert all(row["bad_seconds"] == 0 for row in answer["results"])
        url = answer["next"] and "?".join(urlsplit(answer["next"])[2:4])
    assert found == [f"SLA-{number}" for number in range(5)]
    assert instants == {"2026-11-25T02:41:00Z"}


def test_cursor_goes_on_when_rows_before_it_are_gone(sari, customer_a, sign_in):
    commitments = [
        in_force(sari, customer_a, code=f"SLA-{n}", of=[indicator(f"S{n}", f"S{n}")])
        for n in range(3)
    ]
    tick(at=NOW)
    browser = sign_in(sari)
    following = browser.get(URL, {"page_size": 1}).json()["next"]
    commitments[0].bound.all().delete()
    answer = browser.get(following)
    assert [row["agreement"]["code"] for row in answer.json()["results"]] == ["SLA-1"]


def test_state_filter_fills_its_pages(sari, customer_a, sign_in):
    outage(indicator("BAD", "Bad"), "O-1", november(2), 9_000)
    for number in range(4):
        in_force(sari, customer_a, code=f"SLA-{number}", of=[indicator(f"S{number}", f"S{number}")])
    in_force(sari, customer_a, code="SLA-9", of=[indicator("BAD", "Bad")])
    tick(at=NOW)
    answer = sign_in(sari).get(URL, {"state": "missed", "page_size": 1}).json()
    assert [row["agreement"]["code"] for row in answer["results"]] == ["SLA-9"]
    assert answer["next"] is None


def test_unchanged_answer_is_not_sent_again(sari, tirta, customer_a, sign_in):
    judged(sari, customer_a)
    browser = sign_in(sari)
    tag = browser.get(URL)["ETag"]
    again = browser.get(URL, headers={"If-None-Match": f'W/"x", {tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    # Another question, another reader, another tick: each is another answer.
    assert browser.get(URL + "?state=met", headers={"If-None-Match": tag}).status_code == 200
    assert sign_in(tirta).get(URL, headers={"If-None-Match": tag}).status_code == 200
    tick(at=NOW + dt.timedelta(seconds=5))
    assert browser.get(URL, headers={"If-None-Match": tag}).status_code == 200


def test_tag_changes_with_what_the_caller_may_see(sari, customer_a, customer_b, sign_in):
    judged(sari, customer_a, customer_b)
    reader = make_user("Rina Pembaca")
    Grant.objects.create(user=reader, role=Role.CUSTOMER, customer=customer_a)
    browser = sign_in(reader)
    tag = browser.get(URL)["ETag"]
    Grant.objects.create(user=reader, role=Role.CUSTOMER, customer=customer_b)
    response = browser.get(URL, headers={"If-None-Match": tag})
    assert len(rows(response)) == 2


def test_status_costs_the_same_for_one_and_for_three_rows(sari, customer_a, sign_in):
    in_force(sari, customer_a, code="SLA-0", of=[indicator("S0", "S0")])
    tick(at=NOW)
    browser = sign_in(sari)
    browser.get(URL)
    with CaptureQueriesContext(connection) as one:
        browser.get(URL)
    in_force(sari, customer_a, code="SLA-1", of=[indicator("S1", "S1"), indicator("S2", "S2")])
    tick(at=NOW)
    with CaptureQueriesContext(connection) as three:
        assert len(rows(browser.get(URL))) == 3
    assert len(three) == len(one)
    assert len(one) <= 10
