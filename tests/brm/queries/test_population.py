"""Whom a sample leaves out is named (R7)."""

import pytest

from brm.models import Customer
from brm.queries.population import gaps_of_plan, gaps_of_sample, plan_sample
from tests.brm.factories import make_customer
from tests.brm.surveys import contact, opened, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def test_gaps_name_decision_makers_and_units_before_and_after_opening(rangga, customer_a):
    empty, cards = make_customer("EMPTY", customer_a), make_customer("CARDS", customer_a)
    contact(customer_a, "Dewi", "decision_maker")
    contact(customer_a, "Umar", "user")
    contact(cards, "Rina", "user", "decision_maker")
    campaign = survey(rangga, customer_a, sample={"parts": ["user"]})

    planned = gaps_of_plan(campaign, plan_sample(campaign, on=NOW.date()))
    campaign = opened(campaign)
    drawn = gaps_of_sample(list(Customer.objects.order_by("name")), campaign.invitees.all())

    assert planned == drawn
    assert [(row.name, row.unit, row.in_population) for row in drawn.decision_makers] == [
        ("Dewi", "Dinas Contoh", False)
    ]
    assert drawn.units == (empty,)


def test_sample_of_everybody_has_no_gap(rangga, customer_a):
    contact(customer_a, "Dewi", "decision_maker")
    campaign = survey(rangga, customer_a)

    assert not gaps_of_plan(campaign, plan_sample(campaign, on=NOW.date()))
