"""Ratings stand beside each other; a step is taken once."""

import datetime as dt

import pytest

from brm.models import MaturityRating, MaturityStep
from brm.operations.rate_maturity import MaturityRefused, rate_maturity, take_step, undo_step
from brm.queries.maturity import latest_ratings, maturity_of
from tests.cast import NOW

TODAY = dt.date(2026, 11, 25)


def rate(customer, actor, **values):
    return rate_maturity(
        customer=customer,
        actor=actor,
        at=NOW,
        **{
            "side": "provider",
            "level": 3,
            "evidence": "Reviews are kept",
            "rated_by": "Rangga",
            "rated_on": TODAY,
        }
        | values,
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"level": 0}, "level"),
        ({"level": 6}, "level"),
        ({"evidence": " "}, "evidence"),
        ({"rated_by": ""}, "rated_by"),
        ({"rated_on": TODAY + dt.timedelta(days=2)}, "rated_on"),
    ],
)
def test_rating_is_refused_at_its_field(customer_a, rangga, values, field):
    with pytest.raises(MaturityRefused) as refusal:
        rate(customer_a, rangga, **values)
    assert refusal.value.field == field
    assert not MaturityRating.objects.exists()


def test_newest_of_each_side_counts_and_the_others_stay(customer_a, customer_b, rangga):
    rate(customer_a, rangga, level=2, rated_on=TODAY - dt.timedelta(days=90))
    rate(customer_a, rangga, level=4)
    rate(customer_a, rangga, level=3, side="customer", rated_by="Alia")
    rate(customer_b, rangga, level=1)
    standing, ratings = maturity_of(customer_a)
    assert (standing.provider, standing.customer, standing.gap) == (4, 3, 1)
    assert ratings["customer"].rated_by == "Alia"
    assert MaturityRating.objects.filter(customer=customer_a).count() == 3


def test_ratings_of_many_are_one_query(customer_a, customer_b, rangga, django_assert_num_queries):
    rate(customer_a, rangga)
    rate(customer_b, rangga, level=5)
    with django_assert_num_queries(1):
        found = latest_ratings([customer_a, customer_b])
    assert {pk: sides["provider"].level for pk, sides in found.items()} == {
        customer_a.pk: 3,
        customer_b.pk: 5,
    }


def test_step_is_taken_once_and_can_be_undone(customer_a, rangga):
    for note in ("first", "again"):
        take_step(customer=customer_a, key="agree_levels", note=note, on=TODAY, actor=rangga)
    assert MaturityStep.objects.values_list("note", flat=True).get() == "first"
    undo_step(customer=customer_a, key="agree_levels", actor=rangga)
    assert not MaturityStep.objects.exists()


def test_unknown_step_is_refused(customer_a, rangga):
    with pytest.raises(MaturityRefused):
        take_step(customer=customer_a, key="wish", note="", on=TODAY, actor=rangga)
