"""Who may open which page of outcomes, demand, changes and checks; what they cost and say."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from brm.models import CheckAnswer
from tests.brm.business import business_change, check, demand, outcome
from tests.brm.factories import grant, make_customer

pytestmark = pytest.mark.django_db
CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
WRITERS = {"ayu", "sari", "rangga"}
PROVIDER = {"ayu", "sari", "rangga", "oka", "tirta"}
PAGES = [
    ("outcome-list", PROVIDER),
    ("outcome", PROVIDER),
    ("outcome-create", WRITERS),
    ("outcome-edit", WRITERS),
    ("outcome-measure", WRITERS),
    ("outcome-import", WRITERS),
    ("demand-list", PROVIDER),
    ("demand", PROVIDER),
    ("demand-create", WRITERS),
    ("demand-edit", WRITERS),
    ("demand-decide", WRITERS),
    ("business-change-list", PROVIDER),
    ("business-change", PROVIDER),
    ("business-change-create", WRITERS),
    ("business-change-edit", WRITERS),
    ("check-list", PROVIDER),
    ("check", PROVIDER),
    ("check-create", WRITERS),
    ("check-record", WRITERS),
]
LISTS = ["outcome-list", "demand-list", "business-change-list", "check-list"]


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in CAST}


@pytest.fixture
def addresses(customer_a, rangga):
    return addresses_of(customer_a, rangga)


def addresses_of(customer, actor):
    goal = outcome(actor, customer)
    wish = demand(actor, customer, outcome=goal)
    moved = business_change(actor, customer)
    asked = check(actor, customer)
    answer = CheckAnswer.objects.get(check_asked=asked)
    arguments = {
        "outcome": [goal.pk],
        "outcome-edit": [goal.pk],
        "outcome-measure": [goal.pk],
        "demand": [wish.code],
        "demand-edit": [wish.code],
        "demand-decide": [wish.code, "declined"],
        "business-change": [moved.pk],
        "business-change-edit": [moved.pk],
        "check": [asked.pk],
        "check-record": [asked.pk, answer.pk],
    }
    return {name: reverse(f"brm:{name}", args=arguments.get(name, [])) for name, _who in PAGES}


@pytest.mark.parametrize(("name", "allowed"), PAGES, ids=[name for name, _ in PAGES])
def test_page_opens_for_these_people_only(name, allowed, people, addresses, sign_in):
    opened = {
        who for who, user in people.items() if sign_in(user).get(addresses[name]).status_code == 200
    }
    assert opened == allowed


@pytest.mark.parametrize("name", [name for name, _who in PAGES])
def test_guest_is_asked_to_sign_in(name, addresses):
    assert Client().get(addresses[name]).status_code == 302


@pytest.mark.parametrize("name", [name for name, who in PAGES if name not in LISTS])
def test_limited_manager_finds_nothing_of_another_customer(
    name, customer_a, customer_b, zaki, rangga, sign_in
):
    grant(zaki, customer_b, Role.RELATIONSHIP_MANAGER)
    addresses = addresses_of(customer_a, rangga)
    if name.endswith(("-create", "-import")):
        shown = sign_in(zaki).get(addresses[name]).content.decode()
        assert "KANTOR" in shown or name == "outcome-import"
        assert "DINAS" not in shown
        return
    assert sign_in(zaki).get(addresses[name]).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_list_shows_a_limited_manager_their_subtree_alone(
    name, customer_a, customer_b, zaki, rangga, sign_in
):
    unit = make_customer("LOKET", customer_b, name="Loket")
    grant(zaki, customer_b, Role.RELATIONSHIP_MANAGER)
    addresses_of(customer_a, rangga)
    addresses_of(unit, rangga)

    rows = sign_in(zaki).get(reverse(f"brm:{name}")).context["page"]

    assert len(rows) == 1


@pytest.mark.parametrize("name", LISTS)
def test_list_costs_the_same_for_one_and_for_three(name, customer_a, rangga, sign_in):
    browser, url = sign_in(rangga), reverse(f"brm:{name}")
    addresses_of(customer_a, rangga)
    one = cost(browser, url)
    for number in range(2):
        addresses_of(make_customer(f"UNIT-{number}", customer_a), rangga)
    assert cost(browser, url) == one < 25


def cost(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", LISTS)
def test_list_exports(name, customer_a, rangga, sign_in):
    addresses_of(customer_a, rangga)
    answer = sign_in(rangga).get(reverse(f"brm:{name}") + "?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
