from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.engine.term import (
    Renewal,
    TermRule,
    last_day,
    term_on,
    terms,
)
from slm.engine.periods import add_months

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
RULES = st.builds(
    TermRule,
    starts_on=DAYS,
    initial_months=st.integers(1, 60),
    renewal=st.just(Renewal.TACIT),
    renewal_months=st.integers(1, 36),
    notice_months=st.integers(0, 12),
    notice_days=st.integers(0, 45),
)


def tacit(starts_on: str, initial: int, renewal: int, notice: int) -> TermRule:
    return TermRule(
        date.fromisoformat(starts_on), initial, Renewal.TACIT, renewal, notice_months=notice
    )


@pytest.mark.parametrize(
    ("rule", "today", "end", "limit"),
    [
        (tacit("2020-08-01", 36, 12, 3), "2023-10-31", "2024-08-01", "2024-05-01"),
        (tacit("2024-08-28", 12, 12, 2), "2026-02-11", "2026-08-28", "2026-06-28"),
        (tacit("2018-09-27", 36, 12, 3), "2019-06-07", "2021-09-27", "2021-06-27"),
        (tacit("2024-01-31", 1, 1, 0), "2024-02-10", "2024-02-29", "2024-02-29"),
    ],
)
def test_term_of_a_day_is_that_of_the_given_vectors(rule, today, end, limit):
    term = term_on(rule, date.fromisoformat(today))

    assert (term.ends_before, term.notice_before) == (
        date.fromisoformat(end),
        date.fromisoformat(limit),
    )
    assert term.contains(date.fromisoformat(today))


def test_term_first_end_is_the_one_before_the_renewal():
    first, second = islice(terms(tacit("2020-08-01", 36, 12, 3)), 2)

    assert first.ends_before == date(2023, 8, 1) == second.starts_on
    assert (first.is_last, second.number) == (False, 1)


def test_term_that_nobody_renewed_expressly_is_over():
    rule = TermRule(date(2024, 1, 1), 12, Renewal.EXPRESS, 12, notice_months=1)

    term = term_on(rule, date(2025, 2, 1))

    assert term.ends_before == date(2025, 1, 1)
    assert term.notice_before == date(2024, 12, 1)
    assert term.is_last
    assert not term.contains(date(2025, 2, 1))


def test_term_renewed_expressly_goes_on_once():
    rule = TermRule(date(2024, 1, 1), 12, Renewal.EXPRESS, 6)

    assert [term.ends_before for term in terms(rule, renewals=1)] == [
        date(2025, 1, 1),
        date(2025, 7, 1),
    ]


def test_term_end_is_shown_as_the_day_before():
    rule = TermRule(date(2026, 1, 1), 12, Renewal.TACIT, 12, notice_months=3)
    term = term_on(rule, date(2026, 5, 1))

    assert last_day(term.ends_before) == date(2026, 12, 31)
    assert last_day(term.notice_before) == date(2026, 9, 30)


def test_term_month_ends_come_back_to_the_original_day():
    ends = [term.ends_before for term in islice(terms(tacit("2024-01-31", 1, 1, 0)), 4)]

    assert ends == [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)]


def test_notice_on_the_last_day_ends_the_term_and_a_day_later_the_next_one():
    rule = tacit("2026-01-01", 12, 12, 3)

    in_time = list(terms(rule, noticed_on=date(2026, 9, 30)))
    too_late = list(terms(rule, noticed_on=date(2026, 10, 1)))

    assert term_on(rule, date(2026, 6, 1)).notice_before == date(2026, 10, 1)
    assert in_time[-1].ends_before == date(2027, 1, 1)
    assert too_late[-1].ends_before == date(2028, 1, 1)


def test_notice_ends_an_agreement_without_an_end_after_its_notice_period():
    rule = TermRule(date(2024, 1, 1), None, notice_months=3)

    assert term_on(rule, date(2030, 1, 1)).ends_before is None
    assert term_on(rule, date(2030, 1, 1), noticed_on=date(2026, 11, 30)).ends_before == date(
        2027, 2, 28
    )


def test_notice_before_the_beginning_never_ends_it_before_it_began():
    rule = TermRule(date(2026, 1, 1), None, notice_days=10)

    assert term_on(rule, date(2026, 1, 1), noticed_on=date(2025, 6, 1)).ends_before == date(
        2026, 1, 1
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"initial_months": 0},
        {"initial_months": None, "renewal": Renewal.TACIT, "renewal_months": 12},
        {"initial_months": 12, "renewal": Renewal.TACIT},
        {"initial_months": 12, "notice_months": -1},
        {"initial_months": 12, "notice_days": -1},
    ],
)
def test_rule_that_means_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\.$"):
        TermRule(date(2026, 1, 1), **wrong)


@given(rule=RULES)
def test_terms_follow_each_other_without_gap_or_overlap(rule):
    some = list(islice(terms(rule), 8))

    assert some[0].starts_on == rule.starts_on
    assert all(one.ends_before == other.starts_on for one, other in pairwise(some))
    assert all(term.starts_on < term.ends_before for term in some)


@given(rule=RULES, number=st.integers(0, 40))
def test_end_of_a_term_is_counted_from_the_first_day(rule, number):
    months = rule.initial_months + number * rule.renewal_months
    end = rule.ends_before(number)

    assert end == add_months(rule.starts_on, months)
    assert end.day == rule.starts_on.day or (end + timedelta(days=1)).day == 1


@given(rule=RULES, ahead=st.integers(0, 4_000))
def test_every_day_belongs_to_the_one_term_that_contains_it(rule, ahead):
    on = rule.starts_on + timedelta(days=ahead)
    term = term_on(rule, on)

    assert term.contains(on)
    before = list(islice(terms(rule), term.number))
    assert not any(other.contains(on) for other in before)


@given(rule=RULES, noticed=st.integers(0, 2_000))
def test_notice_ends_the_first_term_whose_limit_it_kept(rule, noticed):
    on = rule.starts_on + timedelta(days=noticed)
    *earlier, last = terms(rule, noticed_on=on)

    assert last.is_last
    assert on < last.notice_before
    assert all(on >= term.notice_before for term in earlier)
