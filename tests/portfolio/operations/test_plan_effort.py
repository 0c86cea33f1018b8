"""Tiers and hours are planned for every organisation and fitted to the team."""

import datetime as dt

import pytest

from brm.models import Escalation
from portfolio.models import EffortPlan, EffortSettings
from portfolio.operations.plan_effort import (
    CapacityRefused,
    plan_due_effort,
    plan_effort,
    save_capacity,
)
from portfolio.queries.effort_rows import tier_reasons
from tests.brm.factories import make_customer
from tests.brm.feedback import tell
from tests.cast import NOW
from tests.portfolio.health import valued
from tests.portfolio.money import make_service

pytestmark = pytest.mark.django_db


def plan_of(customer) -> EffortPlan:
    return EffortPlan.objects.get(customer=customer)


def test_value_makes_the_tier_and_what_goes_on_the_hours(rangga, customer_a, customer_b):
    service = make_service()
    valued((customer_a, service, "9000"), (customer_b, service, "1000"))
    tell(customer_b, rangga)
    plan_effort(actor=rangga, at=NOW)
    first, second = plan_of(customer_a), plan_of(customer_b)
    assert (first.tier, first.review_hours, first.hours_a_year) == ("A", 80, 80)
    assert (second.tier, second.complaint_hours, second.hours_a_year) == ("C", 6, 10)
    assert tier_reasons(first) == ["value 1.0000"]


def test_strategic_weight_lifts_the_tier_and_says_so(customer_a):
    customer_a.strategic_weight = 5
    customer_a.save()
    plan_effort(actor=None, at=NOW)
    row = plan_of(customer_a)
    assert row.tier == "B"
    assert tier_reasons(row) == ["no value known", "strategic weight 5: one tier up"]


def test_a_complaint_with_the_executives_lifts_the_tier(rangga, customer_a):
    complaint = tell(make_customer("UNIT", customer_a), rangga)
    Escalation.objects.create(
        feedback=complaint,
        episode=complaint.episode,
        level=3,
        whom="Director",
        due_at=NOW,
        escalated_at=NOW,
    )
    plan_effort(actor=None, at=NOW)
    row = plan_of(customer_a)
    assert (row.tier, row.complaint_hours) == ("B", 6)
    assert tier_reasons(row)[-1] == "open complaint with the executives: one tier up"


def test_hours_that_do_not_fit_lower_reviews_and_name_what_lacks(customer_a):
    customer_a.strategic_weight = 5
    customer_a.save()
    save_capacity(
        settings=EffortSettings(full_time_managers="0.01", hours_a_year=100), actor=None, at=NOW
    )
    team = plan_effort(actor=None, at=NOW)
    row = plan_of(customer_a)
    assert (row.full_review_hours, row.review_hours) == (24, 12)
    assert (team.plan.needed, team.plan.capacity, team.plan.lacking) == (12, 1, 11)


def test_capacity_below_zero_is_refused():
    with pytest.raises(CapacityRefused):
        save_capacity(settings=EffortSettings(full_time_managers=-1), actor=None, at=NOW)
    assert not EffortSettings.objects.exists()


def test_by_itself_it_is_planned_once_a_month(customer_a):
    assert plan_due_effort(at=NOW) is not None
    assert plan_due_effort(at=NOW) is None
    assert plan_due_effort(at=NOW + dt.timedelta(days=10)) is not None
    assert EffortPlan.objects.count() == 2
