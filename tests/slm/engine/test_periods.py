from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slm.engine.periods import (
    Cadence,
    PeriodKind,
    add_months,
    clip_period,
    next_period,
    period_at,
    period_of,
    periods_between,
)
from slm.engine.zones import DAY_SECONDS, zone
from tests.slm.engine.strategies import ODD_DATES

cadences = st.one_of(
    st.sampled_from([k for k in PeriodKind if k not in ("contract_year", "rolling")]).flatmap(
        lambda kind: st.builds(
            Cadence,
            kind=st.just(kind),
            first_weekday=st.integers(0, 6),
            first_month=st.integers(1, 12),
        )
    ),
    st.builds(
        Cadence,
        kind=st.just(PeriodKind.CONTRACT_YEAR),
        anchor_on=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    ),
)
dates = st.dates(date(2005, 1, 1), date(2035, 12, 31))
zones = st.sampled_from(["UTC", "Europe/Berlin", *sorted(ODD_DATES)]).map(zone)


@given(cadences, dates, zones)
def test_periods_of_a_cadence_follow_each_other_without_gap(cadence, on, where):
    period = period_of(cadence, on, where)
    following = next_period(period, where)
    assert period.begins_on <= on < period.ends_before == following.begins_on
    assert period.end == following.start
    assert period_of(cadence, period.ends_before - timedelta(days=1), where) == period
    if period.end > period.start:
        assert period_at(cadence, period.start, where) == period
        assert period_at(cadence, period.end - 1, where) == period


@given(cadences, dates, st.integers(1, 900), zones)
def test_periods_between_two_instants_cover_them_once(cadence, on, days, where):
    start = where.first_instant(on) + 3_600
    end = start + days * DAY_SECONDS
    found = list(periods_between(cadence, start, end, where))
    clipped = [clip_period(period, start, end) for period in found]
    assert sum(period.end - period.start for period in clipped) == end - start
    assert len({period.key for period in found}) == len(found)


def test_a_skipped_date_is_no_period():
    where = zone("Pacific/Apia")
    days = periods_between(
        Cadence(PeriodKind.DAY),
        where.first_instant(date(2011, 12, 29)),
        where.first_instant(date(2012, 1, 1)),
        where,
    )
    assert [day.begins_on.day for day in days] == [29, 31]


def test_rolling_periods_are_judged_at_each_midnight_within():
    where, cadence = zone("Europe/Berlin"), Cadence(PeriodKind.ROLLING, rolling_days=7)
    start, end = where.first_instant(date(2026, 3, 28)), where.first_instant(date(2026, 3, 31))
    found = list(periods_between(cadence, start, end, where))
    assert [(p.begins_on, p.ends_before) for p in found] == [
        (date(2026, 3, 22), date(2026, 3, 29)),
        (date(2026, 3, 23), date(2026, 3, 30)),
        (date(2026, 3, 24), date(2026, 3, 31)),
    ]


@pytest.mark.parametrize(
    ("cadence", "on", "key", "label"),
    [
        (
            Cadence(PeriodKind.DAY),
            date(2026, 3, 5),
            "day:2026-03-05",
            {"year": 2026, "month": 3, "day": 5},
        ),
        (Cadence(PeriodKind.WEEK), date(2026, 1, 1), "week:2025-12-29", {"year": 2026, "week": 1}),
        (
            Cadence(PeriodKind.MONTH),
            date(2026, 3, 5),
            "month:2026-03-01",
            {"year": 2026, "month": 3},
        ),
        (
            Cadence(PeriodKind.QUARTER),
            date(2026, 5, 5),
            "quarter:2026-04-01",
            {"year": 2026, "quarter": 2},
        ),
        (
            Cadence(PeriodKind.HALF_YEAR),
            date(2026, 8, 5),
            "half_year:2026-07-01",
            {"year": 2026, "half": 2},
        ),
        (Cadence(PeriodKind.YEAR), date(2026, 8, 5), "year:2026-01-01", {"year": 2026}),
        (
            Cadence(PeriodKind.FISCAL_YEAR, first_month=4),
            date(2026, 2, 1),
            "fiscal_year:2025-04-01",
            {"year": 2026},
        ),
        (
            Cadence(PeriodKind.CONTRACT_YEAR, anchor_on=date(2024, 8, 28)),
            date(2026, 8, 27),
            "contract_year:2025-08-28",
            {"number": 2},
        ),
        (
            Cadence(PeriodKind.ROLLING, rolling_days=30),
            date(2026, 1, 30),
            "rolling:2026-01-01",
            {"days": 30},
        ),
    ],
)
def test_key_and_label_name_a_period(cadence, on, key, label):
    period = period_of(cadence, on, zone("UTC"))
    assert (period.key, period.label) == (key, label)


def test_clipping_says_whether_anything_was_cut():
    month = period_of(Cadence(PeriodKind.MONTH), date(2026, 6, 1), zone("UTC"))
    inside = clip_period(month, month.start + 5, None)
    beyond = clip_period(month, month.end + 5, None)
    assert clip_period(month, month.start, None) == month
    assert (inside.start, inside.end, inside.clipped) == (month.start + 5, month.end, True)
    assert (beyond.end - beyond.start, beyond.clipped) == (0, True)


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2024, 8, 1), -3, date(2024, 5, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_counted_from_the_original_day(on, months, expected):
    assert add_months(on, months) == expected


@pytest.mark.parametrize(
    "given_values",
    [
        {"kind": PeriodKind.CONTRACT_YEAR},
        {"kind": PeriodKind.ROLLING},
        {"kind": PeriodKind.ROLLING, "rolling_days": 0},
        {"kind": PeriodKind.WEEK, "first_weekday": 7},
        {"kind": PeriodKind.FISCAL_YEAR, "first_month": 0},
    ],
)
def test_a_cadence_without_what_it_needs_is_refused(given_values):
    with pytest.raises(ValueError, match=r"needs|Weekdays are"):
        Cadence(**given_values)
