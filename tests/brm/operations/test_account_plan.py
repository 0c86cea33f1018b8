"""What is refused in a plan, at which field, and that nothing is kept then."""

import datetime as dt
from decimal import Decimal

import pytest

from brm.models import AccountItem, AccountPlan
from brm.operations.save_account_plan import (
    PlanRefused,
    close_account_item,
    save_account_item,
    save_account_plan,
)
from brm.queries.plans import item_lists
from tests.cast import NOW

TODAY = dt.date(2026, 11, 25)


def plan_values(**changes):
    return {
        "vision": "One bridge",
        "measures": "On time in 99 of 100 days",
        "reviewed_on": TODAY,
        "next_review_on": dt.date(2027, 5, 25),
    } | changes


@pytest.fixture
def plan(customer_a, rangga):
    return save_account_plan(customer=customer_a, values=plan_values(), actor=rangga, at=NOW)


def item(plan, **values):
    return AccountItem(plan=plan, **{"kind": "commitment", "title": "A second line"} | values)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"initiatives": "New portal", "measures": " "}, "measures"),
        ({"is_shared": True, "vision": ""}, "vision"),
        ({"next_review_on": TODAY}, "next_review_on"),
        ({"strategy": "x" * 4001}, "strategy"),
    ],
)
def test_plan_is_refused_at_its_field(customer_a, rangga, changes, field):
    with pytest.raises(PlanRefused) as refusal:
        save_account_plan(customer=customer_a, values=plan_values(**changes), actor=rangga, at=NOW)
    assert refusal.value.field == field
    assert not AccountPlan.objects.exists()


def test_second_save_changes_the_one_plan(plan, customer_a, rangga):
    save_account_plan(
        customer=customer_a, values=plan_values(vision="Two bridges"), actor=rangga, at=NOW
    )
    assert AccountPlan.objects.values_list("vision", flat=True).get() == "Two bridges"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "risk", "impact": 3}, "likelihood"),
        ({"kind": "risk", "likelihood": 3}, "impact"),
        ({"kind": "risk", "likelihood": 3, "impact": 6}, "impact"),
        ({"likelihood": 1}, "likelihood"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"title": ""}, "title"),
    ],
)
def test_item_is_refused_at_its_field(plan, rangga, values, field):
    with pytest.raises(PlanRefused) as refusal:
        save_account_item(item=item(plan, **values), actor=rangga, at=NOW)
    assert refusal.value.field == field
    assert not AccountItem.objects.exists()


def test_item_is_closed_once_with_what_became_of_it(plan, rangga):
    kept = save_account_item(item=item(plan), actor=rangga, at=NOW)
    with pytest.raises(PlanRefused) as refusal:
        close_account_item(item=kept, state="done", outcome=" ", actor=rangga, on=TODAY)
    assert refusal.value.field == "outcome"
    closed = close_account_item(
        item=kept, state="done", outcome="It stands", actor=rangga, on=TODAY
    )
    assert (closed.state, closed.closed_on) == ("done", TODAY)
    with pytest.raises(PlanRefused):
        close_account_item(item=kept, state="dropped", outcome="No", actor=rangga, on=TODAY)


def test_totals_are_of_what_is_open_and_say_what_has_no_amount(plan, rangga):
    for values in (
        {"amount": Decimal("10.50")},
        {"amount": Decimal("2"), "title": "Another"},
        {"title": "Without an amount"},
        {"kind": "risk", "likelihood": 2, "impact": 5, "amount": Decimal(100)},
        {"kind": "risk", "likelihood": 4, "impact": 4, "title": "Greater"},
    ):
        save_account_item(item=item(plan, **values), actor=rangga, at=NOW)
    done = save_account_item(item=item(plan, amount=Decimal(7), title="Old"), actor=rangga, at=NOW)
    close_account_item(item=done, state="dropped", outcome="Not needed", actor=rangga, on=TODAY)
    commitments, investments, risks = item_lists(plan)
    assert (commitments.open_count, commitments.total, commitments.unpriced) == (
        3,
        Decimal("12.50"),
        1,
    )
    assert (investments.open_count, investments.total) == (0, 0)
    assert [it.exposure for it in risks.items] == [16, 10]
