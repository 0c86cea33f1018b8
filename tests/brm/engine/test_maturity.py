"""Both views of a relationship, the gap and the steps that come next."""

from brm.engine.maturity import KEYS, STEPS, read_maturity
from brm.queries.maturity import STEP_WORDS


def test_every_step_has_words():
    assert set(STEP_WORDS) == KEYS
    assert list(STEP_WORDS) == [step.key for step in STEPS]


def test_every_level_but_the_last_has_steps_for_both_sides():
    assert {(step.level, step.side) for step in STEPS} == {
        (level, side) for level in range(1, 5) for side in ("provider", "customer")
    }


def test_gap_is_ours_less_theirs_and_needs_both():
    assert read_maturity(provider=4, customer=2).gap == 2
    assert read_maturity(provider=4, customer=None).gap is None


def test_next_steps_lead_away_from_the_lower_view():
    found = read_maturity(provider=3, customer=2, taken=["name_a_manager", "agree_levels"])
    assert [step.key for step in found.next_steps] == [
        "write_catalogue",
        "name_who_decides",
        "ask_one_door",
        "report_levels",
        "state_outcomes",
        "meet_in_reviews",
    ]


def test_nothing_comes_next_where_nobody_rated():
    found = read_maturity(provider=None, customer=None)
    assert (found.agreed, found.next_steps) == (None, ())


def test_a_step_that_no_longer_exists_counts_for_nothing():
    assert read_maturity(provider=1, customer=1, taken=["retired"]).taken == frozenset()
