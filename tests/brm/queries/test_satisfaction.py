"""What other apps read: latest outcome index, trend, perceived ratings, years of surveys."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brm.operations.run_survey import end_survey
from brm.queries.questions import Given
from brm.queries.satisfaction import (
    outcome_satisfaction,
    perceived_ratings,
    satisfaction_trend,
    surveys_by_year,
)
from slm.models import Service
from tests.brm.factories import make_customer
from tests.brm.surveys import DAY, answer, contact, opened, outcome, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(customer_a):
    contact(customer_a, "Dewi", "decision_maker")
    unit = make_customer("LOKET", customer_a)
    contact(unit, "Umar", "user")
    contact(unit, "Siti", "user")
    return unit


def ask(owner, customer, *said, ended_at=NOW, **fields):
    """A survey about one outcome in which these people were so satisfied; it ended then."""
    campaign = survey(owner, customer, blocks=("outcomes", "csat"), **fields)
    row = outcome(campaign, customer, "Paid")
    campaign = opened(campaign)
    for name, satisfaction in said:
        answer(
            campaign, name, Given("outcomes", statement=row.pk, importance=8, value=satisfaction)
        )
    return end_survey(campaign=campaign, actor=owner, at=ended_at)


def test_latest_index_of_a_customer_and_of_its_unit(rangga, customer_a, customer_b, unit):
    ask(rangga, customer_a, ("Dewi", 9))
    ask(rangga, customer_a, ("Dewi", 2), ("Umar", 6), ended_at=NOW + 2 * DAY)
    ids = [customer_a.pk, unit.pk, customer_b.pk]

    found = outcome_satisfaction(ids, as_of=NOW + 3 * DAY)

    assert {pk: (row.score, row.n, row.survey) for pk, row in found.items()} == {
        customer_a.pk: (40, 2, "SRV-0002"),
        unit.pk: (60, 1, "SRV-0002"),
    }
    assert found[customer_a.pk].weighted_score == Fraction(2 * 3 + 6, 4) * 10
    assert found[customer_a.pk].ended_at == NOW + 2 * DAY


def test_index_is_what_was_known_then(rangga, customer_a, unit):
    ask(rangga, customer_a, ("Dewi", 9))
    ask(rangga, customer_a, ("Dewi", 2), ended_at=NOW + 2 * DAY)

    assert outcome_satisfaction([customer_a.pk], as_of=NOW + DAY)[customer_a.pk].score == 90
    assert outcome_satisfaction([customer_a.pk], as_of=NOW - DAY) == {}


def test_running_survey_says_nothing_yet(rangga, customer_a, unit):
    campaign = opened(survey(rangga, customer_a))
    answer(campaign, "Dewi")

    assert satisfaction_trend(customer_a, as_of=NOW + DAY) == []


def test_nameless_answers_of_few_are_left_out(rangga, customer_a, unit):
    ask(rangga, customer_a, ("Dewi", 9), ("Umar", 9), is_anonymous=True)

    assert outcome_satisfaction([customer_a.pk], as_of=NOW) == {}
    assert satisfaction_trend(customer_a, as_of=NOW) == []


def test_index_of_many_customers_costs_as_many_queries_as_of_one(rangga, customer_a, unit):
    ask(rangga, customer_a, ("Dewi", 9), ("Umar", 3))
    with CaptureQueriesContext(connection) as one:
        outcome_satisfaction([customer_a.pk], as_of=NOW)
    with CaptureQueriesContext(connection) as many:
        outcome_satisfaction([customer_a.pk, unit.pk], as_of=NOW)

    assert len(many) == len(one) == 3


def test_trend_is_the_oldest_first_with_return_rates(rangga, customer_a, unit):
    ask(rangga, customer_a, ("Dewi", 9))
    ask(rangga, customer_a, ("Dewi", 5), ("Umar", 5), ended_at=NOW + DAY)

    points = satisfaction_trend(customer_a, as_of=NOW + DAY)

    assert [
        (point.survey.code, point.scores.outcomes.score, point.returned.answered)
        for point in points
    ] == [("SRV-0001", 90, 1), ("SRV-0002", 50, 2)]
    assert [point.returned.invited for point in points] == [3, 3]


def test_perceived_rating_is_the_latest_by_service(rangga, customer_a, unit):
    services = [Service.objects.create(code=code, name=code) for code in ("PAY", "ERP")]
    for day, rated in ((0, {0: 5, 1: 4}), (1, {0: 2})):
        campaign = opened(survey(rangga, customer_a, blocks=("services",), services=services))
        given = [
            Given("services", service=services[place].pk, value=value)
            for place, value in rated.items()
        ]
        answer(campaign, "Umar", *given)
        end_survey(campaign=campaign, actor=rangga, at=NOW + day * DAY)

    found = perceived_ratings([customer_a.pk], as_of=NOW + DAY)

    assert {key: row.rating.mean for key, row in found.items()} == {
        (customer_a.pk, services[0].pk): 2,
        (customer_a.pk, services[1].pk): 4,
    }


def test_surveys_are_counted_by_year_with_their_return_rate(rangga, zaki, customer_a, unit):
    ask(rangga, customer_a, ("Dewi", 9), ended_at=NOW.replace(year=2025))
    ask(rangga, customer_a, ("Dewi", 9), ("Umar", 4))

    assert [
        (row.year, row.surveys, row.returned.rate) for row in surveys_by_year(rangga, as_of=NOW)
    ] == [(2026, 1, Fraction(2, 3)), (2025, 1, Fraction(1, 3))]
    assert surveys_by_year(zaki, as_of=NOW) == []
