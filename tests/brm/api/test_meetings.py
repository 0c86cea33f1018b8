"""Meetings, actions and hours by API: who sees what, retries, refusals."""

import pytest

from brm.models import Action, HoursEntry, Interaction
from tests.brm.api.test_customers import call
from tests.brm.meetings import (
    action_for,
    contact_of,
    held,
    limited_manager,
    make_contact,
    planned,
    released,
)

pytestmark = pytest.mark.django_db
MEETINGS, ACTIONS, HOURS = "/api/v1/meetings/", "/api/v1/actions/", "/api/v1/relationship-hours/"
INTERNAL = {
    "due_on",
    "chair",
    "outcome_rating",
    "internal_note",
    "external_id",
    "released_at",
}
CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]


@pytest.fixture
def people(request, db):
    return {name: request.getfixturevalue(name) for name in CAST}


def codes(response) -> list[str]:
    assert response.status_code == 200
    return [row["code"] for row in response.json()["results"]]


def wish(**fields):
    return {
        "external_id": "CRM-1",
        "kind": "call",
        "customers": ["DINAS"],
        "planned_at": "2026-11-20T09:00:00+07:00",
        "held_at": "2026-11-20T09:05:00+07:00",
        "minutes": "He is content.",
    } | fields


def test_each_reads_their_own(people, rangga, customer_a, customer_b):
    shown = released(rangga, customer_a)
    planned(rangga, customer_b)
    answers = {who: len(codes(call(user, url=MEETINGS))) for who, user in people.items()}
    one = {
        who: call(user, url=f"{MEETINGS}{shown.code}/").status_code for who, user in people.items()
    }

    provider = dict.fromkeys(["ayu", "sari", "rangga", "oka", "tirta"], 2)
    assert answers == provider | {"alia": 1, "bram": 0, "zaki": 0}
    assert one == dict.fromkeys(provider, 200) | {"alia": 200, "bram": 404, "zaki": 404}


def test_a_customer_reads_an_allow_list(rangga, alia, customer_a, customer_b):
    released(rangga, customer_a, customer_b, internal_note="SECRET")
    (row,) = call(alia, url=MEETINGS).json()["results"]
    (whole,) = call(rangga, url=MEETINGS).json()["results"]

    assert set(whole) - set(row) == INTERNAL
    assert row["customers"] == ["DINAS"]
    for word in ("SECRET", "Kantor Misal", "Only for us"):
        assert word not in str(row)


def test_a_limited_token_reads_within_its_limit(rangga, customer_a, customer_b):
    mine = planned(rangga, customer_a)
    planned(rangga, customer_b)
    planned(rangga, customer_a, customer_b)
    assert codes(call(rangga, url=MEETINGS, customers=[customer_a])) == [mine.code]


def test_a_meeting_is_written_down_once(people, rangga, customer_a):
    contact = make_contact(customer_a, "Rina")
    body = wish(contacts=[str(contact.pk)])
    first, second = (call(rangga, "post", MEETINGS, body) for _ in range(2))

    assert [first.status_code, second.status_code] == [201, 200]
    assert first.json() == second.json()
    assert (first.json()["state"], first.json()["points"][-1]["minutes"]) == (
        "held",
        "He is content.",
    )
    assert Interaction.objects.count() == 1
    others = {who: call(people[who], "post", MEETINGS, body).status_code for who in CAST}
    expected = dict.fromkeys(["ayu", "sari", "rangga"], 200)
    assert others == dict.fromkeys(CAST, 403) | expected


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"customers": ["KANTOR"]}, 400, "customers.0"),
        ({"kind": "service_review"}, 422, "review_type"),
        ({"held_at": "2126-11-20T09:05:00+07:00"}, 422, "held_at"),
        ({"zone": "Mars"}, 400, "zone"),
    ],
)
def test_a_wrong_meeting_is_refused_whole(customer_a, customer_b, fields, status, field):
    response = call(limited_manager(customer_a), "post", MEETINGS, wish(**fields))

    assert response.status_code == status
    assert response.json()["errors"][0]["field"].split(".")[0] == field.split(".")[0]
    assert Interaction.objects.count() == 0


def test_actions_are_read_written_and_closed(rangga, alia, bram, customer_a):
    meeting = released(rangga, customer_a)
    body = {
        "external_id": "T-7",
        "customer": "DINAS",
        "meeting": meeting.code,
        "what": "Send the forecast",
        "contact": str(contact_of(alia, customer_a).pk),
        "due_on": "2026-12-01",
    }
    action_for(rangga, customer_a, interaction=meeting, is_internal=True)
    first, second = (call(rangga, "post", ACTIONS, body) for _ in range(2))
    code = first.json()["code"]

    assert [first.status_code, second.status_code] == [201, 200]
    assert codes(call(alia, url=ACTIONS)) == [code]
    assert codes(call(bram, url=ACTIONS)) == []
    assert call(alia, "post", ACTIONS, body).status_code == 403
    address = f"{ACTIONS}{code}/"
    assert call(bram, "patch", address, {"state": "done"}).status_code == 404
    assert call(alia, "patch", address, {"state": "done"}).json()["state"] == "done"
    assert call(alia, "patch", address, {"state": "done"}).status_code == 200
    assert call(rangga, "patch", address, {"state": "dropped"}).status_code == 422
    assert Action.objects.filter(state="done").count() == 1


def test_hours_are_logged_once_and_hidden_from_customers(people, oka, customer_a):
    body = {
        "external_id": "TS-1",
        "customer": "DINAS",
        "spent_on": "2026-11-20",
        "spent_minutes": 45,
        "discipline": "servicing",
        "focus": "process",
    }
    first, second = (call(oka, "post", HOURS, body) for _ in range(2))

    assert [first.status_code, second.status_code] == [201, 200]
    assert first.json()["user"] == str(oka.public_id)
    assert HoursEntry.objects.count() == 1
    counts = {who: len(call(user, url=HOURS).json()["results"]) for who, user in people.items()}
    provider = dict.fromkeys(["ayu", "sari", "rangga", "oka", "tirta"], 1)
    assert counts == dict.fromkeys(CAST, 0) | provider
    assert call(people["tirta"], "post", HOURS, body).status_code == 403
    assert call(people["alia"], "post", HOURS, body).status_code == 403


def test_an_unreleased_meeting_is_not_there_for_its_customer(rangga, alia, customer_a):
    meeting = held(rangga, customer_a)
    assert call(alia, url=f"{MEETINGS}{meeting.code}/").status_code == 404


@pytest.mark.parametrize("address", [MEETINGS, ACTIONS, HOURS])
def test_a_reference_that_no_database_can_hold_is_refused_at_its_field(address, rangga, customer_a):
    answer = call(rangga, "post", address, {"external_id": "a\x00b"})
    assert answer.status_code == 400
    assert "external_id" in [row["field"] for row in answer.json()["errors"]]
