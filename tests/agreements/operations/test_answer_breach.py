"""Acknowledge, explain and close a breach."""

import datetime as dt

import pytest
from pghistory.core import event_models

from agreements.models import Breach
from agreements.operations.answer_breach import (
    BreachRefused,
    acknowledge_breach,
    close_breach,
    explain_breach,
)
from agreements.operations.tick import tick
from slm.models import Fact
from slm.operations.record_outage import withdraw_outage
from tests.agreements.scenes import missed
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=9)


@pytest.fixture
def breach(sari, customer_a):
    return missed(sari, customer_a)


def test_first_acknowledgement_stands(breach, sari, ayu):
    acknowledge_breach(breach=breach, actor=sari, at=NOW)
    again = acknowledge_breach(breach=breach, actor=ayu, at=LATER)
    assert (again.step, again.acknowledged_by, again.acknowledged_at) == (
        "acknowledged",
        sari,
        NOW,
    )


def test_explanation_acknowledges_what_is_open(breach, sari):
    explained = explain_breach(breach=breach, explanation=" Disk full ", actor=sari, at=LATER)
    assert (explained.step, explained.explanation) == ("acknowledged", "Disk full")
    assert (explained.explained_by, explained.explained_at) == (sari, LATER)


def test_explanation_needs_words(breach, sari):
    with pytest.raises(BreachRefused) as refused:
        explain_breach(breach=breach, explanation="  ", actor=sari, at=NOW)
    assert refused.value.field == "explanation"
    assert Breach.objects.get().step == "open"


def test_closing_needs_an_explanation_and_a_conclusion(breach, sari):
    with pytest.raises(BreachRefused) as refused:
        close_breach(breach=breach, conclusion="I-0031", actor=sari, at=NOW)
    assert refused.value.field == "explanation"
    explain_breach(breach=breach, explanation="Disk full", actor=sari, at=NOW)
    with pytest.raises(BreachRefused) as refused:
        close_breach(breach=breach, conclusion="", actor=sari, at=NOW)
    assert refused.value.field == "conclusion"


def test_closed_breach_stays_closed(breach, sari, ayu):
    explain_breach(breach=breach, explanation="Disk full", actor=sari, at=NOW)
    closed = close_breach(breach=breach, conclusion="I-0031", actor=sari, at=LATER)
    assert (closed.step, closed.closed_by, closed.closed_at) == ("closed", sari, LATER)
    again = close_breach(breach=breach, conclusion="none", actor=ayu, at=LATER)
    assert (again.conclusion, again.closed_by) == ("I-0031", sari)
    assert acknowledge_breach(breach=breach, actor=ayu, at=LATER).step == "closed"


def test_withdrawn_breach_takes_no_answer(breach, sari):
    withdraw_outage(fact=Fact.objects.get(), change_reason="Probe fault", actor=sari, at=LATER)
    tick(at=LATER)
    with pytest.raises(BreachRefused, match="withdrawn"):
        acknowledge_breach(breach=breach, actor=sari, at=LATER)
    assert Breach.objects.get().step == "withdrawn"


def test_every_answer_is_in_the_history(breach, sari):
    acknowledge_breach(breach=breach, actor=sari, at=NOW)
    explain_breach(breach=breach, explanation="Disk full", actor=sari, at=NOW)
    event = event_models(tracks_model=Breach)[0]
    steps = event.objects.filter(pgh_obj_id=breach.pk).order_by("pgh_id")
    assert list(steps.values_list("step", "explanation")) == [
        ("open", ""),
        ("acknowledged", ""),
        ("acknowledged", "Disk full"),
    ]
