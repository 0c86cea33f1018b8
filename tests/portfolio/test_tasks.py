"""The month's work: health before values, values before effort, each once a month."""

import pytest
import time_machine

from portfolio.models import CustomerValue, EffortPlan, HealthSnapshot
from portfolio.tasks import run_close_month
from tests.cast import NOW
from tests.portfolio.health import asked
from tests.portfolio.money import live, make_service

pytestmark = pytest.mark.django_db


def test_the_month_begins_with_health_then_values_then_effort(rangga, customer_a):
    asked(rangga, customer_a, 10)
    live(customer_a, make_service())
    with time_machine.travel(NOW, tick=False):
        assert run_close_month() == 1
        assert run_close_month() == 0
    health, value, effort = (
        model.objects.get() for model in (HealthSnapshot, CustomerValue, EffortPlan)
    )
    assert health.band == "good"
    assert value.inputs["future"]["band"] == "green"
    assert effort.inputs["value"] == "0.5000"  # alone, in the middle of one
    assert (health.taken_by, effort.planned_by) == (None, None)
