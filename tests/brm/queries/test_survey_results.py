"""Results are of what the reader sees, totals too, and give nobody away."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from brm.operations.run_survey import end_survey
from brm.queries.questions import Given
from brm.queries.survey_answers import exported_answers
from brm.queries.survey_results import results_of
from slm.models import Service
from tests.brm.factories import grant, make_customer
from tests.brm.surveys import answer, contact, opened, outcome, survey
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def csat(value):
    return Given("csat", value=value)


@pytest.fixture
def units(customer_a):
    """Four in the head office, three in the cards unit, one at the counter."""
    cards, counter = make_customer("CARDS", customer_a), make_customer("COUNTER", customer_a)
    for name in ("A1", "A2", "A3", "A4"):
        contact(customer_a, name, "user")
    for name in ("B1", "B2", "B3"):
        contact(cards, name, "sponsor")
    contact(counter, "C1", "decision_maker")
    return customer_a, cards, counter


def test_results_by_unit_and_role_with_return_rates(rangga, units):
    campaign = opened(survey(rangga, units[0]))
    for name, value in (("A1", 5), ("A2", 2), ("B1", 4), ("C1", 1)):
        answer(campaign, name, csat(value))

    found = results_of(campaign, user=rangga)

    assert (found.population, found.returned.invited, found.returned.answered) == (8, 8, 4)
    assert found.returned.rate == Fraction(1, 2)
    assert (found.whole.csat.share, found.is_partial) == (Fraction(1, 2), False)
    # Decision makers and sponsors weigh three times.
    assert found.whole.csat.weighted_share == Fraction(1 + 3, 1 + 1 + 3 + 3)
    assert {
        row.label: (row.returned.answered, row.scores.csat.satisfied) for row in found.by_unit
    } == {"Dinas Contoh": (2, 1), "Cards": (1, 1), "Counter": (1, 0)}
    assert {row.key: row.scores.n for row in found.by_role} == {
        "user": 2,
        "sponsor": 1,
        "decision_maker": 1,
    }


def test_no_answer_is_no_figure(rangga, units):
    found = results_of(opened(survey(rangga, units[0])), user=rangga)

    assert (found.whole, found.returned.rate) == (None, 0)
    assert {row.scores for row in found.by_unit} == {None}


def test_manager_of_a_subtree_sees_its_units_only_and_their_totals(rangga, zaki, units):
    _root, cards, _counter = units
    grant(zaki, cards, Role.RELATIONSHIP_MANAGER)
    campaign = opened(survey(rangga, units[0]))
    for name, value in (("A1", 5), ("B1", 1), ("B2", 2)):
        answer(campaign, name, csat(value))

    found = results_of(campaign, user=zaki)

    assert (found.population, found.returned.invited, found.returned.answered) == (3, 3, 2)
    assert (found.whole.csat.n, found.whole.csat.satisfied) == (2, 0)
    assert [row.label for row in found.by_unit] == ["Cards"]
    assert [row.key for row in found.by_role] == ["sponsor"]
    assert found.gaps.units == ()
    assert found.is_partial


def test_nameless_results_wait_for_the_end(rangga, units):
    campaign = opened(survey(rangga, units[0], is_anonymous=True))
    for name in ("A1", "A2", "A3", "A4", "B1", "B2", "B3"):
        answer(campaign, name, csat(4), Given("comment", text="Slow"))

    running = results_of(campaign, user=rangga)
    assert (running.is_withheld, running.whole, running.comments) == (True, None, [])
    assert running.returned.answered == 7
    campaign = end_survey(campaign=campaign, actor=rangga, at=NOW)

    ended = results_of(campaign, user=rangga)
    assert (ended.is_withheld, ended.whole.csat.n) == (False, 7)
    assert {(row.who, row.unit) for row in ended.comments} == {("", "")}


def test_nameless_results_hide_a_small_group_and_what_would_give_it_away(rangga, units):
    campaign = opened(survey(rangga, units[0], is_anonymous=True))
    for name in ("A1", "A2", "A3", "B1"):
        answer(campaign, name, csat(4))
    campaign = end_survey(campaign=campaign, actor=rangga, at=NOW)

    found = results_of(campaign, user=rangga)

    # One answer of the cards unit could be had by subtracting the other unit from the whole.
    assert {row.label: (row.is_hidden, row.scores) for row in found.by_unit} == {
        "Dinas Contoh": (True, None),
        "Cards": (True, None),
    }
    assert {row.label: row.returned.answered for row in found.by_unit} == {
        "Dinas Contoh": 3,
        "Cards": 1,
    }


def test_nameless_results_of_too_few_are_withheld(rangga, units):
    campaign = opened(survey(rangga, units[0], is_anonymous=True))
    answer(campaign, "A1", csat(1))
    campaign = end_survey(campaign=campaign, actor=rangga, at=NOW)

    found = results_of(campaign, user=rangga)
    assert (found.is_withheld, found.whole) == (True, None)


def test_named_results_show_small_groups_to_staff(rangga, units):
    campaign = opened(survey(rangga, units[0]))
    answer(campaign, "C1", csat(1), Given("comment", text="Too slow"))

    found = results_of(campaign, user=rangga)
    assert [row.scores.n for row in found.by_unit if row.label == "Counter"] == [1]
    assert [(row.text, row.who, row.unit) for row in found.comments] == [
        ("Too slow", "C1", "Counter")
    ]


def test_outcomes_and_services_have_their_figures(rangga, units):
    service = Service.objects.create(code="PAY", name="Payments")
    campaign = survey(rangga, units[0], blocks=("outcomes", "services"), services=[service])
    paid = outcome(campaign, units[0], "Paid", service=service, dependency=5)
    known = outcome(campaign, units[0], "Known", dependency=1)
    campaign = opened(campaign)
    answer(
        campaign,
        "A1",
        Given("outcomes", statement=paid.pk, importance=9, value=5),
        Given("outcomes", statement=known.pk, importance=5, value=8),
        Given("services", service=service.pk, value=2),
    )

    found = results_of(campaign, user=rangga)

    assert found.whole.outcomes.score == Fraction(9 * 5 * 5 + 5 * 1 * 8, 9 * 5 + 5) * 10
    assert [(row.statement.text, row.line.gap, row.line.opportunity) for row in found.outcomes] == [
        ("Paid", 4, 13),
        ("Known", -3, 5),
    ]
    assert [(row.service, row.rating.mean) for row in found.services] == [(service, 2)]


def test_results_cost_the_same_for_one_and_for_many(rangga, units):
    campaign = opened(survey(rangga, units[0]))
    answer(campaign, "A1", csat(4))
    results_of(campaign, user=rangga)  # what is remembered of the user costs once
    with CaptureQueriesContext(connection) as one:
        results_of(campaign, user=rangga)
    for name in ("A2", "B1", "C1"):
        answer(campaign, name, csat(4))
    with CaptureQueriesContext(connection) as many:
        results_of(campaign, user=rangga)

    assert len(many) == len(one)


def test_export_of_a_nameless_survey_names_no_small_unit(rangga, units):
    campaign = opened(survey(rangga, units[0], is_anonymous=True))
    for name in ("A1", "A2", "A3", "B1", "B2", "B3"):
        answer(campaign, name, csat(4))
    campaign = end_survey(campaign=campaign, actor=rangga, at=NOW)

    rows = list(exported_answers(campaign, user=rangga))

    assert {(row.who, row.sent_at) for row in rows} == {("", None)}
    assert sorted(row.unit for row in rows) == ["Cards"] * 3 + ["Dinas Contoh"] * 3
