"""Satisfaction with business outcomes."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from brm.engine.outcomes import OutcomeAnswer, opportunity, outcome_index, outcome_lines

ANSWERS = st.lists(
    st.builds(
        OutcomeAnswer,
        outcome=st.sampled_from("abc"),
        respondent=st.sampled_from("xyz"),
        importance=st.integers(0, 10),
        satisfaction=st.integers(0, 10),
        dependency=st.integers(1, 5),
        role_weight=st.integers(1, 3),
    ),
    min_size=1,
    max_size=20,
)


def test_opportunity_of_nine_and_five_is_thirteen():
    assert opportunity(9, 5) == 13
    assert opportunity(5, 9) == 5


def test_index_weighs_by_importance_and_dependency():
    found = outcome_index(
        [
            OutcomeAnswer("paid", "x", importance=10, satisfaction=4, dependency=3),
            OutcomeAnswer("known", "x", importance=5, satisfaction=9, dependency=2),
        ]
    )

    assert found.score == Fraction(10 * 3 * 4 + 5 * 2 * 9, 10 * 3 + 5 * 2) * 10
    assert (found.n, found.margin) == (1, None)


def test_weight_of_roles_stands_beside_the_plain_index():
    found = outcome_index(
        [
            OutcomeAnswer("paid", "x", importance=10, satisfaction=2, role_weight=3),
            OutcomeAnswer("paid", "y", importance=10, satisfaction=10, role_weight=1),
        ]
    )

    assert (found.score, found.weighted_score, found.n) == (60, 40, 2)
    assert round(found.margin, 1) == Decimal("78.4")


def test_no_answer_and_nothing_that_matters_are_no_figure():
    assert outcome_index([]) is None
    assert outcome_index([OutcomeAnswer("paid", "x", importance=0, satisfaction=9)]) is None


def test_lines_say_gap_and_opportunity_the_greatest_first():
    first, second = outcome_lines(
        [
            OutcomeAnswer("known", "x", importance=8, satisfaction=9),
            OutcomeAnswer("paid", "x", importance=9, satisfaction=5),
            OutcomeAnswer("paid", "y", importance=9, satisfaction=5),
        ]
    )

    assert (first.outcome, first.n, first.gap, first.opportunity) == ("paid", 2, 4, 13)
    assert (second.outcome, second.gap, second.opportunity) == ("known", -1, 8)


@given(ANSWERS)
def test_index_stays_between_the_least_and_the_most_satisfied(rows):
    found = outcome_index(rows)
    weighty = [row.satisfaction * 10 for row in rows if row.importance]
    if not weighty:
        assert found is None
        return
    assert min(weighty) <= found.score <= max(weighty)
    assert min(weighty) <= found.weighted_score <= max(weighty)


@given(ANSWERS)
def test_doubling_every_dependency_changes_nothing(rows):
    def doubled(row):
        return OutcomeAnswer(
            row.outcome,
            row.respondent,
            row.importance,
            row.satisfaction,
            row.dependency * 2,
            row.role_weight,
        )

    once, twice = outcome_index(rows), outcome_index([doubled(row) for row in rows])
    assert (once and once.score) == (twice and twice.score)
