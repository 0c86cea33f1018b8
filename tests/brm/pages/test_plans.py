"""Account plans: who reads and writes them, and that the customer reads the strategy alone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brm.models import AccountItem, AccountPlan
from tests.brm.factories import grant, make_customer

TODAY = dt.date(2026, 11, 25)
PLAN = "/customers/DINAS/plan/"
MARKER = "MARKER-only-for-us"


def make_plan(customer, **values):
    return AccountPlan.objects.create(
        customer=customer,
        **{
            "strategy": MARKER,
            "drivers": MARKER,
            "expectations": MARKER,
            "vision": "A bridge that holds",
            "measures": "Fewer calls",
            "reviewed_on": TODAY,
            "next_review_on": dt.date(2027, 5, 1),
        }
        | values,
    )


def form(**values):
    return {
        "strategy": "Grow in the east",
        "vision": "One bridge",
        "measures": "Fewer calls",
        "reviewed_on": "2026-11-25",
        "next_review_on": "2027-05-25",
    } | values


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("ayu", 200, 200),
        ("rangga", 200, 200),
        ("sari", 200, 403),
        ("oka", 200, 403),
        ("tirta", 200, 403),
        ("alia", 403, 403),
        ("bram", 403, 403),
        ("zaki", 403, 403),
    ],
)
def test_who_may(who, read, write, customer_a, customer_b, request, sign_in):
    make_plan(customer_a)
    client = sign_in(request.getfixturevalue(who))
    assert client.get(PLAN).status_code == read
    assert client.get(f"{PLAN}edit/").status_code == write
    assert client.get(f"{PLAN}items/new/").status_code == write
    assert client.get("/plans/").status_code == read


def test_manager_of_a_subtree_sees_theirs_alone(customer_a, customer_b, zaki, sign_in):
    make_plan(customer_a)
    make_plan(customer_b, vision="Another")
    grant(zaki, customer_b, "relationship_manager")
    client = sign_in(zaki)
    assert client.get(PLAN).status_code == 404
    assert client.get("/customers/KANTOR/plan/edit/").status_code == 200
    assert [row.vision for row in client.get("/plans/").context["page"]] == ["Another"]


def test_plan_is_written_and_read(customer_a, rangga, sign_in):
    client = sign_in(rangga)
    assert "No plan yet" in client.get(PLAN).content.decode()
    response = client.post(f"{PLAN}edit/", form(), follow=True)
    assert response.redirect_chain == [(PLAN, 302)]
    text = response.content.decode()
    assert "Grow in the east" in text
    assert "not shared with the customer" in text


def test_refused_plan_keeps_what_was_typed(customer_a, rangga, sign_in):
    response = sign_in(rangga).post(
        f"{PLAN}edit/", form(initiatives="A portal", measures="", strategy="Typed with care")
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["measures"]
    assert "Typed with care" in response.content.decode()
    assert not AccountPlan.objects.exists()


def test_items_are_added_changed_and_closed(customer_a, rangga, sign_in):
    make_plan(customer_a)
    client = sign_in(rangga)
    risk = {"kind": "risk", "title": "Their budget is cut", "likelihood": "4", "impact": "5"}
    refused = client.post(f"{PLAN}items/new/", risk | {"impact": ""})
    assert list(refused.context["form"].errors) == ["impact"]
    assert client.post(f"{PLAN}items/new/", risk).status_code == 302
    item = AccountItem.objects.get()
    assert "4 × 5 = <b>20</b>" in client.get(PLAN).content.decode()
    address = f"{PLAN}items/{item.public_id}/"
    client.post(address, risk | {"title": "Their budget is halved"})
    client.post(f"{address}close/", {"state": "dropped", "outcome": "It was raised"})
    item.refresh_from_db()
    assert (item.title, item.state) == ("Their budget is halved", "dropped")
    assert client.get(address).status_code == 404


def test_strategy_prints_the_five_parts_without_the_business(customer_a, rangga, sign_in):
    make_plan(customer_a)
    text = sign_in(rangga).get(f"{PLAN}strategy/").content.decode()
    assert "A bridge that holds" in text
    assert text.count("<li><h3>") == 5
    assert MARKER not in text


@pytest.mark.parametrize("shared", [True, False])
def test_customer_reads_a_shared_strategy_and_nothing_else(customer_a, alia, sign_in, shared):
    plan = make_plan(customer_a, is_shared=shared)
    AccountItem.objects.create(plan=plan, kind="commitment", title=MARKER)
    client = sign_in(alia)
    text = client.get("/my/relationship/").content.decode()
    assert ("A bridge that holds" in text) is shared
    assert MARKER not in text + client.get("/my/").content.decode()


def test_overdue_plans_are_found(customer_a, customer_b, rangga, sign_in):
    make_plan(customer_a)
    make_plan(customer_b, reviewed_on=dt.date(2024, 1, 1), next_review_on=dt.date(2025, 1, 1))
    page = sign_in(rangga).get("/plans/?overdue=true").context["page"]
    assert [row.customer for row in page] == [customer_b]


def test_list_takes_as_many_queries_for_three(customer_a, rangga, sign_in):
    make_plan(customer_a, owner=rangga)
    client = sign_in(rangga)
    client.get("/plans/")
    counts = []
    for code in ("ONE", "TWO", "THREE"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/plans/")
        counts.append(len(queries))
        make_plan(make_customer(code), owner=rangga)
    assert len(set(counts)) == 1
