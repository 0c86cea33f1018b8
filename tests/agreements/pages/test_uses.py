"""The pages of uses, and their panels on the pages of service and customer."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import OutcomeDependency, Requirement, ServiceUse
from brm.operations.decide_demand import decide_demand
from tests.agreements.uses import use
from tests.brm.business import TODAY, demand, outcome, service
from tests.brm.factories import grant, make_customer

pytestmark = pytest.mark.django_db
CAST = ["ayu", "sari", "rangga", "oka", "tirta", "alia", "bram", "zaki"]
PROVIDER = {"ayu", "sari", "rangga", "oka", "tirta"}
WRITERS = {"ayu", "sari", "rangga"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("use-list", PROVIDER),
        ("use", PROVIDER),
        ("use-create", WRITERS),
        ("use-import", WRITERS),
        ("use-edit", WRITERS),
        ("use-outcomes", WRITERS),
    ],
)
def test_page_opens_for_these_people_only(name, allowed, request, rangga, customer_a, sign_in):
    record = use(rangga, customer_a)
    arguments = [record.pk] if name in ("use", "use-edit", "use-outcomes") else []
    url = reverse(f"agreements:{name}", args=arguments)
    opened = {
        who for who in CAST if sign_in(request.getfixturevalue(who)).get(url).status_code == 200
    }
    assert opened == allowed
    assert Client().get(url).status_code == 302


def test_use_of_another_customer_is_not_found(rangga, zaki, customer_a, customer_b, sign_in):
    grant(zaki, customer_b, "relationship_manager")
    record = use(rangga, customer_a)
    for name in ("use", "use-edit", "use-outcomes"):
        url = reverse(f"agreements:{name}", args=[record.pk])
        assert sign_in(zaki).get(url).status_code == 404


def test_use_is_written_and_refused_with_what_was_typed(rangga, customer_a, sign_in):
    service()
    browser, url = sign_in(rangga), reverse("agreements:use-create")
    typed = {"customer": "DINAS", "service": "PAY", "currency": "IDR", "users": "40"}
    answer = browser.post(url, typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["users_on"]
    assert 'value="40"' in answer.content.decode()
    answer = browser.post(url, typed | {"users_on": "2026-11-01", "last_day": "2026-12-31"})
    record = ServiceUse.objects.get()
    assert answer.url == record.get_absolute_url()
    assert str(record.ends_before) == "2027-01-01"


def test_outcomes_are_weighed(rangga, customer_a, sign_in):
    goal = outcome(rangga, customer_a)
    record = use(rangga, customer_a)
    url = reverse("agreements:use-outcomes", args=[record.pk])
    assert sign_in(rangga).post(url, {f"outcome-{goal.pk}": "11"}).status_code == 422
    sign_in(rangga).post(url, {f"outcome-{goal.pk}": "9"})
    assert OutcomeDependency.objects.get().weight == 9


def test_pages_of_service_and_customer_say_what_rests_on_it(rangga, customer_a, sign_in):
    goal = outcome(rangga, customer_a)
    use(rangga, customer_a, weights={goal: 9})
    for url in (service().get_absolute_url(), f"/customers/{customer_a.code}/outcomes/"):
        shown = sign_in(rangga).get(url).content.decode()
        assert goal.statement in shown
        assert "rests 9 of 10, importance 8" in shown


@pytest.mark.parametrize("target", ["list", "service", "customer"])
def test_page_costs_the_same_for_one_and_for_three(target, rangga, customer_a, sign_in):
    goal = outcome(rangga, customer_a)
    url = {
        "list": reverse("agreements:use-list"),
        "service": service().get_absolute_url(),
        "customer": f"/customers/{customer_a.code}/outcomes/",
    }[target]
    browser = sign_in(rangga)
    units = [make_customer(f"UNIT-{number}", customer_a) for number in range(3)]
    use(rangga, units[0], weights={goal: 3})
    one = cost(browser, url)
    for unit in units[1:]:
        use(rangga, unit, weights={goal: 3})
    assert cost(browser, url) == one


def cost(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_gaps_are_for_whoever_sees_everybody(rangga, zaki, customer_b, sign_in):
    service()
    grant(zaki, customer_b, "relationship_manager")
    url = reverse("agreements:use-list")
    assert [row.code for row in sign_in(rangga).get(url).context["gaps"].without_customer] == [
        "PAY"
    ]
    assert sign_in(zaki).get(url).context["gaps"] is None


def test_accepted_demand_becomes_a_requirement(rangga, customer_a, sign_in):
    wish = demand(rangga, customer_a, description="They ask for it in each village.")
    browser = sign_in(rangga)
    assert "Write a requirement" not in browser.get(wish.get_absolute_url()).content.decode()
    decide_demand(demand=wish, state="accepted", reason="It pays", actor=rangga, on=TODAY)
    url = reverse("agreements:requirement-create") + f"?demand={wish.code}"
    assert url in browser.get(wish.get_absolute_url()).content.decode()
    form = browser.get(url).context["form"]
    assert (form["title"].value(), form["customer"].value()) == (wish.title, "DINAS")
    browser.post(
        url,
        {
            "customer": "DINAS",
            "title": wish.title,
            "statement": wish.description,
            "demand": wish.code,
            "currency": "IDR",
        },
    )
    made = Requirement.objects.get()
    assert made.demand == wish
    assert made.code in browser.get(wish.get_absolute_url()).content.decode()
