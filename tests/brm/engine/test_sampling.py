"""Samples that can be drawn again; groups that would give somebody away."""

from hypothesis import given
from hypothesis import strategies as st

from brm.engine.sampling import draw, hidden_groups, places, role_of, weight_of

KEYS = st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=20)


@given(KEYS, st.integers(0, 25), st.integers(0, 5))
def test_sample_is_drawn_again_in_any_order(keys, size, seed):
    first = draw(sorted(keys), size=size, seed=seed)

    assert draw(sorted(keys, reverse=True), size=size, seed=seed) == first
    assert len(first) == min(size, len(keys))
    assert first <= keys


def test_another_seed_draws_others():
    keys = [str(number) for number in range(50)]
    assert draw(keys, size=10, seed=1) != draw(keys, size=10, seed=2)


def test_role_is_the_weightiest_part():
    assert role_of(["user", "decision_maker"]) == "decision_maker"
    assert role_of([]) == ""
    weights = ["decision_maker", "sponsor", "user_representative", "user", ""]
    assert [weight_of(role) for role in weights] == [3, 3, 2, 1, 1]


def test_small_group_is_hidden_and_what_would_give_it_away():
    assert hidden_groups({"a": 5, "b": 4, "c": 3}, smallest=3) == frozenset()
    # One answer alone could be had by subtracting a and b from the whole.
    assert hidden_groups({"a": 9, "b": 4, "c": 1}, smallest=3) == {"c", "b"}
    # Three small ones hide each other.
    assert hidden_groups({"a": 9, "b": 1, "c": 1, "d": 1}, smallest=3) == {"b", "c", "d"}
    assert hidden_groups({"a": 9, "b": 0}, smallest=3) == frozenset()


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 9)), st.integers(2, 5)
)
def test_what_is_hidden_is_enough_or_everything(counts, smallest):
    hidden = hidden_groups(counts, smallest=smallest)
    kept_back = sum(counts[group] for group in hidden)

    assert all(counts[group] >= smallest or not counts[group] for group in counts.keys() - hidden)
    everything = {group for group, count in counts.items() if count}
    assert not hidden or kept_back >= smallest or hidden == everything


# 1 is the organisation; 2 and 3 are its units, 4 is part of 3.
PARENTS = {1: None, 2: 1, 3: 1, 4: 3}


def test_answers_stay_in_a_unit_that_hides_them():
    asked = {"a": (2, "user"), "b": (2, "user"), "c": (2, "user")}
    assert places(parents=PARENTS, asked=asked, smallest=3) == {
        "a": (2, "user"),
        "b": (2, "user"),
        "c": (2, "user"),
    }


def test_answers_of_few_move_up_until_they_are_many():
    asked = {"a": (4, "user"), "b": (3, "user"), "c": (3, "sponsor")}
    found = places(parents=PARENTS, asked=asked, smallest=3)
    assert found == {"a": (3, ""), "b": (3, ""), "c": (3, "")}


def test_answers_of_fewer_than_enough_have_no_place():
    assert places(parents=PARENTS, asked={"a": (4, "user")}, smallest=3) == {"a": (None, "")}


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=3),
        st.tuples(st.sampled_from([1, 2, 3, 4]), st.sampled_from(["user", "sponsor"])),
    ),
    st.integers(2, 4),
)
def test_nobody_stands_alone_in_a_place(asked, smallest):
    found = places(parents=PARENTS, asked=asked, smallest=smallest)
    units = [unit for unit, _ in found.values()]

    assert found.keys() == asked.keys()
    for unit, role in found.values():
        assert unit is None or units.count(unit) >= smallest
        assert not role or list(found.values()).count((unit, role)) >= smallest
