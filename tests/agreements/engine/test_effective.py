"""Merging what several levels of agreements say."""

from hypothesis import given
from hypothesis import strategies as st

from agreements.engine.binding import Rank
from agreements.engine.effective import Effective, Kind, Origin, Provision, merge

provisions = st.lists(
    st.builds(
        Provision,
        kind=st.sampled_from(Kind),
        key=st.sampled_from(["a", "b", ("c", 1)]),
        value=st.integers(0, 2),
        origin=st.builds(Origin, st.sampled_from(["SLA-1", "SLA-2", "SLA-3"]), st.integers(1, 2)),
        rank=st.sampled_from(Rank),
        steps=st.integers(0, 2),
        depth=st.integers(0, 2),
    ),
    max_size=12,
)


def said(rank, value, origin="SLA-1", **fields):
    return Provision(Kind.SECTION, "support", value, Origin(origin, 1), rank, **fields)


CORPORATE = said(Rank.CORPORATE, "office hours", "SLA-C")
CUSTOMER = said(Rank.CUSTOMER, "until eight", "SLA-K")
SERVICE = said(Rank.SERVICE, "day and night", "SLA-S")


def test_the_service_stands_before_the_customer_and_that_before_the_corporation():
    (found,) = merge([CORPORATE, SERVICE, CUSTOMER])
    assert found == Effective(Kind.SECTION, "support", (SERVICE,), (CUSTOMER, CORPORATE))
    assert (found.value, found.is_conflict) == ("day and night", False)


def test_of_equal_levels_the_nearer_unit_wins():
    far = said(Rank.CUSTOMER, "organisation", "SLA-A", steps=1)
    near = said(Rank.CUSTOMER, "unit", "SLA-B")
    (found,) = merge([far, near])
    assert (found.holds, found.overridden) == ((near,), (far,))


def test_level_goes_before_nearness():
    far = said(Rank.SERVICE, "organisation", "SLA-A", steps=2)
    (found,) = merge([far, CUSTOMER])
    assert found.value == "organisation"


def test_what_stands_under_another_refines_it():
    under = said(Rank.CUSTOMER, "refined", "SLA-A", depth=1)
    (found,) = merge([CUSTOMER, under])
    assert (found.value, found.overridden) == ("refined", (CUSTOMER,))


def test_equals_that_differ_are_a_conflict():
    other = said(Rank.SERVICE, "never", "SLA-T")
    (found,) = merge([SERVICE, other, CORPORATE])
    assert (found.is_conflict, found.value) == (True, None)
    assert found.holds == (SERVICE, other)
    assert found.overridden == (CORPORATE,)


def test_equals_that_agree_hold_together():
    other = said(Rank.SERVICE, "day and night", "SLA-T")
    (found,) = merge([SERVICE, other])
    assert (found.is_conflict, found.value, len(found.holds)) == (False, "day and night", 2)


def test_nothing_said_is_nothing():
    assert merge([]) == ()


@given(provisions, st.randoms())
def test_order_does_not_matter(rows, dice):
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert merge(shuffled) == merge(rows)


@given(provisions)
def test_everything_said_is_somewhere_once(rows):
    found = [row for part in merge(rows) for row in (*part.holds, *part.overridden)]
    assert len(found) == len(set(found))
    assert set(found) == set(rows)


@given(provisions)
def test_what_holds_is_more_specific_than_what_it_overrides(rows):
    for part in merge(rows):
        assert part.holds
        assert {row.specificity for row in part.holds} == {part.holds[0].specificity}
        assert all(row.specificity < part.holds[0].specificity for row in part.overridden)
        assert {(row.kind, row.key) for row in (*part.holds, *part.overridden)} == {
            (part.kind, part.key)
        }


@given(provisions)
def test_one_answer_for_each_thing(rows):
    answers = [(part.kind, part.key) for part in merge(rows)]
    assert len(answers) == len(set(answers))
    assert set(answers) == {(row.kind, row.key) for row in rows}


@given(provisions)
def test_what_is_overridden_may_go_without_changing_what_holds(rows):
    merged = merge(rows)
    kept = [row for part in merged for row in part.holds]
    assert [part.holds for part in merge(kept)] == [part.holds for part in merged]
