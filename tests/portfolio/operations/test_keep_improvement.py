"""What the register refuses, and each way from one state to the next."""

import datetime as dt
from decimal import Decimal

import pytest

from portfolio.models import Improvement
from portfolio.operations.keep_improvement import (
    WAYS,
    ImprovementRefused,
    add_milestone,
    move_improvement,
    reach_milestone,
    save_improvement,
)
from portfolio.queries.improvements import unanswered_misses, worth_of
from tests.agreements.scenes import missed
from tests.cast import NOW
from tests.portfolio.improvements import make_improvement

TODAY = dt.date(2026, 11, 25)
State = Improvement.State


def move(improvement, to, actor, **values):
    return move_improvement(
        improvement=improvement,
        to=to,
        actor=actor,
        on=TODAY,
        **{"reason": "Because"} | values,
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"size": "XL"}, "size"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"currency": "rupiah"}, "currency"),
        ({"description": "x" * 4001}, "description"),
        ({"start_on": TODAY, "due_on": TODAY - dt.timedelta(days=1)}, "due_on"),
    ],
)
def test_save_refuses_at_the_field(sari, values, field):
    with pytest.raises(ImprovementRefused) as refusal:
        make_improvement(sari, **values)
    assert refusal.value.field == field
    assert not Improvement.objects.exists()


def test_codes_are_numbered_and_never_change(sari):
    first, second = make_improvement(sari), make_improvement(sari)
    assert (first.code, second.code) == ("IMP-0001", "IMP-0002")
    second.code = "IMP-0009"
    with pytest.raises(ImprovementRefused):
        save_improvement(improvement=second, customers=[], services=[], actor=sari, at=NOW)


def test_worth_is_reckoned_from_the_given_figures(sari):
    worth = worth_of(make_improvement(sari, running_cost=Decimal(6_000)))
    assert (worth.failure, worth.net, worth.payback) == (36_000, 30_000, 24)
    assert worth.return_share == Decimal("0.5")
    assert round(worth.present, 2) == Decimal("14605.56")
    assert worth.is_justified


def test_what_never_pays_back_is_not_justified(sari):
    worth = worth_of(make_improvement(sari, incidents=0))
    assert (worth.payback, worth.is_justified) == (None, False)


@pytest.mark.parametrize("start", list(State))
@pytest.mark.parametrize("to", list(State))
def test_only_the_ways_of_the_table_are_open(start, to, sari):
    improvement = make_improvement(sari)
    Improvement.objects.filter(pk=improvement.pk).update(
        state=start, reason="Before", done_on=TODAY
    )
    if to in WAYS[start]:
        assert move(improvement, to, sari).state == to
        return
    with pytest.raises(ImprovementRefused):
        move(improvement, to, sari)
    assert Improvement.objects.get().state == start


@pytest.mark.parametrize("to", [State.DECLINED, State.DONE])
def test_an_end_needs_words(to, sari):
    improvement = make_improvement(sari)
    Improvement.objects.update(state=State.RUNNING)
    with pytest.raises(ImprovementRefused) as refusal:
        move(improvement, to, sari, reason=" ")
    assert refusal.value.field == "reason"


def test_done_keeps_what_came_of_it(sari):
    improvement = make_improvement(sari, measure="Minutes lost", before=Decimal(120))
    Improvement.objects.update(state=State.RUNNING)
    with pytest.raises(ImprovementRefused) as refusal:
        move(improvement, State.DONE, sari)
    assert refusal.value.field == "after"
    done = move(
        improvement,
        State.DONE,
        sari,
        after=Decimal(15),
        realised_cost=Decimal(70_000),
        realised_benefit=Decimal(30_000),
    )
    assert (done.after, done.done_on, done.realised_cost) == (15, TODAY, 70_000)


def test_milestones_are_reached_and_taken_back(sari):
    improvement = make_improvement(sari)
    step = add_milestone(improvement=improvement, title="Ordered", due_on=TODAY, actor=sari)
    assert reach_milestone(milestone=step, on=TODAY, actor=sari).reached_on == TODAY
    assert reach_milestone(milestone=step, on=None, actor=sari).reached_on is None
    move(improvement, State.DECLINED, sari)
    improvement.refresh_from_db()
    with pytest.raises(ImprovementRefused):
        add_milestone(improvement=improvement, title="Late", due_on=TODAY, actor=sari)


def test_a_miss_stays_on_the_list_until_it_is_answered(sari, customer_a):
    breach = missed(sari, customer_a)
    assert list(unanswered_misses(sari)) == [breach]
    improvement = make_improvement(sari, customer_a, breaches=[breach])
    assert not unanswered_misses(sari).exists()
    improvement.breaches.clear()
    breach.conclusion = "None, because the supplier is leaving."
    breach.save()
    assert not unanswered_misses(sari).exists()
