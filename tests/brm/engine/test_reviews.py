"""Due days of reviews: counted from the first day, passed over and caught up with."""

import datetime as dt

import pytest

from brm.engine.reviews import Cadence, days_to_plan, next_due

MONTHLY = Cadence(dt.date(2026, 1, 31), 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days(*texts: str) -> set[dt.date]:
    return {day(text) for text in texts}


@pytest.mark.parametrize(
    ("first", "every", "number", "expected"),
    [
        ("2026-01-31", 1, 0, "2026-01-31"),
        ("2026-01-31", 1, 1, "2026-02-28"),
        ("2026-01-31", 1, 2, "2026-03-31"),
        ("2024-01-31", 1, 1, "2024-02-29"),
        ("2026-11-30", 3, 1, "2027-02-28"),
        ("2024-02-29", 12, 1, "2025-02-28"),
        ("2024-02-29", 12, 4, "2028-02-29"),
    ],
)
def test_days_are_counted_from_the_first_and_clamped(first, every, number, expected):
    assert Cadence(day(first), every).day(number) == day(expected)


def test_a_review_comes_back_after_a_month_at_the_soonest():
    with pytest.raises(ValueError, match="a month"):
        Cadence(day("2026-01-31"), 0)


@pytest.mark.parametrize(
    ("held", "skipped", "expected"),
    [
        ((), (), "2026-01-31"),
        (("2026-01-31",), (), "2026-02-28"),
        # A later one that was held covers those that were missed before it.
        (("2026-03-31",), (), "2026-04-30"),
        # One that was called off is passed over alone.
        ((), ("2026-01-31",), "2026-02-28"),
        (("2026-02-28",), ("2026-03-31", "2026-04-30"), "2026-05-31"),
        ((), ("2026-02-28",), "2026-01-31"),
    ],
)
def test_next_due(held, skipped, expected):
    assert next_due(MONTHLY, held=days(*held), skipped=days(*skipped)) == day(expected)


def plan(*, held=(), skipped=(), planned=(), after="2026-03-01", until="2026-05-31"):
    return days_to_plan(
        MONTHLY,
        held=days(*held),
        skipped=days(*skipped),
        planned=days(*planned),
        after=day(after),
        until=day(until),
    )


def test_days_ahead_are_planned_once():
    assert plan() == [day("2026-03-31"), day("2026-04-30"), day("2026-05-31")]
    assert plan(planned=("2026-03-31", "2026-04-30", "2026-05-31")) == []


def test_what_is_past_or_held_or_called_off_is_not_planned():
    assert plan(held=("2026-03-31",), skipped=("2026-05-31",)) == [day("2026-04-30")]
    assert plan(held=("2026-04-30",)) == [day("2026-05-31")]
