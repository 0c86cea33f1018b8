"""People, roles, moves, merges and plans through the API."""

import datetime as dt

import pytest

from accounts.models import Scope
from brm.models import Contact, ContactRole, Customer, PlanItem
from slm.models import Provider, Service
from tests.brm.calling import call
from tests.brm.factories import grant, make_contact, make_customer

P = Contact.Part


@pytest.fixture
def people(request, db):
    cast = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
    return {name: request.getfixturevalue(name) for name in cast}


@pytest.fixture
def bank(rangga):
    return make_customer("BANK", name="Bank Contoh", manager=rangga)


@pytest.fixture
def dewi(bank):
    return make_contact(bank, "Dewi", P.SIGNATORY, stance="critical")


def contact_url(contact, rest=""):
    return f"/api/v1/contacts/{contact.pk}/{rest}"


def test_list_gives_parts_and_roles(rangga, bank, dewi, oka):
    provider = Provider.objects.create(code="TEAM", name="Team", owner=oka)
    service = Service.objects.create(code="PAY", name="Pay", provider=provider, owner=oka)
    ContactRole.objects.create(contact=dewi, part=P.SPONSOR, service=service)

    (row,) = call(rangga, url="/api/v1/customers/BANK/contacts/").json()["results"]

    assert (row["name"], row["customer"], row["parts"]) == (
        "Dewi",
        "BANK",
        ["signatory", "sponsor"],
    )
    assert [(role["part"], role["service"]) for role in row["roles"]] == [
        ("signatory", None),
        ("sponsor", "PAY"),
    ]


def test_people_are_for_the_provider(people, bank, dewi):
    grant(people["alia"], bank)

    answers = {who: call(user, url=contact_url(dewi)).status_code for who, user in people.items()}

    assert answers == {
        **dict.fromkeys(["ayu", "sari", "rangga", "oka", "tirta"], 200),
        **dict.fromkeys(["alia", "bram", "zaki"], 404),
    }


@pytest.mark.parametrize(
    ("method", "rest", "data"),
    [
        ("patch", "", {"position": "Head"}),
        ("post", "roles/", {"part": "user"}),
        ("put", "analysis/", {"stance": "neutral"}),
        ("post", "leaving/", {"left_on": "2026-11-01"}),
    ],
)
def test_people_are_changed_by_managers_with_the_scope(tirta, rangga, dewi, method, rest, data):
    url = contact_url(dewi, rest)

    assert call(tirta, method, url, data).status_code == 403
    assert call(rangga, method, url, data, scopes=[Scope.RECORDS_READ]).status_code == 403
    assert call(rangga, method, url, data).status_code in {200, 201}


def test_contact_is_added_and_changed(rangga, bank):
    url = "/api/v1/customers/BANK/contacts/"
    added = call(rangga, "post", url, {"name": "Rina", "parts": ["user"]})
    assert added.status_code == 201

    changed = call(rangga, "patch", f"/api/v1/contacts/{added.json()['id']}/", {"position": "Head"})

    assert (changed.json()["position"], changed.json()["parts"]) == ("Head", ["user"])


def test_role_is_given_refused_twice_and_ended(rangga, dewi):
    wish = {"part": "sponsor", "valid_from": "2026-01-01"}
    role = call(rangga, "post", contact_url(dewi, "roles/"), wish).json()
    assert call(rangga, "post", contact_url(dewi, "roles/"), wish).status_code == 422

    ended = call(
        rangga, "patch", contact_url(dewi, f"roles/{role['id']}/"), {"ends_before": "2026-04-01"}
    )

    assert ended.json()["ends_before"] == "2026-04-01"


def test_leaving_names_the_successor(rangga, bank, dewi):
    rina = make_contact(bank, "Rina")

    answer = call(
        rangga,
        "post",
        contact_url(dewi, "leaving/"),
        {"left_on": "2026-11-01", "successor": str(rina.pk)},
    )

    assert (answer.json()["left_on"], answer.json()["successor"]) == ("2026-11-01", str(rina.pk))
    assert rina.parts == [P.SIGNATORY]


def test_move_needs_a_reason_and_the_right_to_both_places(rangga, zaki, bank):
    cards = make_customer("CARDS", bank)
    grant(zaki, bank, "relationship_manager")
    url = "/api/v1/customers/CARDS/move/"

    assert call(zaki, "post", url, {"parent": None, "reason": "Free"}).status_code == 403
    assert call(rangga, "post", url, {"parent": None}).status_code == 400
    moved = call(rangga, "post", url, {"parent": None, "reason": "Sold"})
    assert (moved.status_code, moved.json()["parent"]) == (200, None)
    assert cards.moves.get().reason == "Sold"


def test_merge_tells_first_and_then_leads_on(rangga, bank):
    twice = make_customer("BANK-2")
    make_contact(twice, "Umar")
    url, wish = "/api/v1/customers/BANK-2/merge/", {"into": "BANK", "reason": "Twice"}

    looked = call(rangga, "post", url, wish | {"dry_run": True}).json()
    assert looked == {
        "into": "BANK",
        "merged": False,
        "moves": [{"key": "contacts", "label": "Contacts", "count": 1}],
    }
    assert call(rangga, "post", url, wish).json()["merged"]
    assert call(rangga, url="/api/v1/customers/BANK-2/").json()["code"] == "BANK"
    assert call(rangga, "post", url, wish).status_code == 404


def test_contact_is_noted_once_however_often_it_is_sent(rangga, bank, dewi):
    wish = {"on": "2026-11-01", "contacts": [str(dewi.pk)]}
    for _again in range(2):
        assert call(rangga, "post", "/api/v1/customers/BANK/talked/", wish).status_code == 204

    assert Customer.objects.get().last_contact_on == dt.date(2026, 11, 1)


def test_plan_is_kept(rangga, tirta, bank):
    url = "/api/v1/customers/BANK/communication/"
    wish = {
        "channel": "call",
        "audience": "Heads",
        "cadence_days": 30,
        "purpose": "Levels",
        "owner": str(rangga.public_id),
    }
    assert call(tirta, "post", url, wish).status_code == 403
    line = call(rangga, "post", url, wish).json()
    assert [row["id"] for row in call(tirta, url=url).json()["results"]] == [line["id"]]

    changed = call(rangga, "patch", f"{url}{line['id']}/", {"cadence_days": 7})
    assert changed.json()["cadence_days"] == 7
    assert call(rangga, "delete", f"{url}{line['id']}/").status_code == 204
    assert PlanItem.objects.count() == 0


def test_customer_says_its_journey_to_the_provider_only(rangga, alia, customer_a):
    url, wish = "/api/v1/customers/DINAS/", {"journey": "onboard", "manager": str(rangga.public_id)}
    assert call(rangga, "patch", url, wish).json()["journey"] == "onboard"

    assert "journey" not in call(alia, url=url).json()


def test_weight_needs_its_basis(rangga, customer_a):
    wish = {"strategic_weight": 4, "manager": str(rangga.public_id)}
    url = "/api/v1/customers/DINAS/"

    assert call(rangga, "patch", url, wish).status_code == 422
    kept = call(rangga, "patch", url, wish | {"weight_basis": "Reach"})
    assert (kept.json()["strategic_weight"], kept.json()["weight_basis"]) == (4, "Reach")
