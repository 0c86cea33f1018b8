"""Who is bound by what, when several agreements promise about the same thing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agreements.engine.binding import Claim, bound_spans

MOST = 40
spans = st.tuples(st.integers(0, MOST), st.integers(1, MOST) | st.none()).map(
    lambda given: (given[0], None if given[1] is None else given[0] + given[1])
)
claims = st.lists(
    st.builds(
        lambda promise, rank, span: (promise, (rank, 0), span),
        st.sampled_from(["uptime", "answers"]),
        st.integers(1, 3),
        spans,
    ),
    max_size=7,
).map(
    lambda rows: [
        Claim(key, promise, rank, *span) for key, (promise, rank, span) in enumerate(rows)
    ]
)


def holds(span, at) -> bool:
    return span[0] <= at and (span[1] is None or at < span[1])


def test_more_specific_binds_and_the_rest_stays_with_the_level_above():
    above = Claim("above", "uptime", (1, 0), 0, None)
    below = Claim("below", "uptime", (3, 1), 10, 20)
    assert bound_spans([above, below]) == {
        "above": ((0, 10), (20, None)),
        "below": ((10, 20),),
    }


def test_other_promises_are_not_overridden():
    above = Claim("above", "answers", (1, 0), 0, None)
    below = Claim("below", "uptime", (3, 1), 0, None)
    assert bound_spans([above, below]) == {"above": ((0, None),), "below": ((0, None),)}


def test_equal_ranks_bind_together():
    one, other = Claim(1, "uptime", (2, 0), 0, 9), Claim(2, "uptime", (2, 0), 5, None)
    assert bound_spans([one, other]) == {1: ((0, 9),), 2: ((5, None),)}


@given(claims, st.randoms())
def test_order_does_not_matter(rows, dice):
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert bound_spans(shuffled) == bound_spans(rows)


@given(claims)
def test_at_every_instant_exactly_the_most_specific_bind(rows):
    found = bound_spans(rows)
    for at in range(2 * MOST + 2):
        for promise in ("uptime", "answers"):
            live = [
                row for row in rows if row.promise == promise and holds((row.start, row.end), at)
            ]
            top = max((row.rank for row in live), default=None)
            binding = {row.key for row in live if row.rank == top}
            assert binding == {
                row.key
                for row in rows
                if row.promise == promise and any(holds(span, at) for span in found[row.key])
            }


@given(claims)
def test_spans_are_in_order_and_apart(rows):
    for parts in bound_spans(rows).values():
        for (_start, end), (start, _end) in pairwise(parts):
            assert end is not None
            assert end < start
