"""Periods of every cadence: which are judged, what they are called, and what rolls."""

import datetime as dt

import pytest

from agreements.models import Breach, State, Verdict
from agreements.operations.tick import tick
from agreements.queries.periods import plain_label, write_period
from slm.operations.record_outage import withdraw_outage
from tests.agreements.scenes import WIB, in_force, indicator, november, outage
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def labels(commitment):
    return [plain_label(row.period_label) for row in commitment.verdicts.order_by("period_end_at")]


def spans(commitment):
    return [
        (row.period_start_at.astimezone(WIB).date(), row.period_end_at.astimezone(WIB).date())
        for row in commitment.verdicts.order_by("period_end_at")
    ]


@pytest.mark.parametrize(
    ("terms", "label", "words", "span"),
    [
        (
            {"period": "fiscal_year", "first_month": 4},
            "FY2027",
            "fiscal year 2027",
            (dt.date(2026, 4, 1), dt.date(2027, 4, 1)),
        ),
        (
            {"period": "contract_year"},
            "2026-03-15",
            "contract year to 14 Mar 2027",
            (dt.date(2026, 3, 15), dt.date(2027, 3, 15)),
        ),
        (
            {"period": "quarter"},
            "2026-Q4",
            "Q4 2026",
            (dt.date(2026, 10, 1), dt.date(2027, 1, 1)),
        ),
        (
            {"period": "half_year"},
            "2026-H2",
            "half 2 of 2026",
            (dt.date(2026, 7, 1), dt.date(2027, 1, 1)),
        ),
    ],
)
def test_the_running_period_has_its_name_and_span(sari, customer_a, terms, label, words, span):
    commitment = in_force(
        sari, customer_a, starts_on=dt.date(2026, 3, 15), ends_on=dt.date(2027, 6, 30), **terms
    )
    verdict = commitment.verdicts.latest("period_start_at")
    assert (plain_label(verdict.period_label), write_period(verdict.period_label)) == (
        label,
        words.replace(" Mar ", "\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}"),
    )
    first, last = span
    assert spans(commitment)[-1] == (max(first, dt.date(2026, 3, 15)), last)


def test_a_contract_year_goes_on_from_the_first_day_of_the_agreement(sari, customer_a):
    commitment = in_force(
        sari, customer_a, starts_on=dt.date(2024, 2, 29), ends_on=None, period="contract_year"
    )
    assert spans(commitment) == [
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2025, 2, 28), dt.date(2026, 2, 28)),
        (dt.date(2026, 2, 28), dt.date(2027, 2, 28)),
    ]


def test_a_service_that_begins_inside_a_period_is_counted_from_its_start(sari, customer_a):
    commitment = in_force(sari, customer_a, starts_on=dt.date(2026, 9, 16))
    assert labels(commitment) == ["2026-09", "2026-10", "2026-11"]
    assert [row.is_clipped for row in commitment.verdicts.order_by("period_end_at")] == [
        True,
        False,
        False,
    ]


def test_or_from_the_first_whole_period_where_the_promise_says_so(sari, customer_a):
    commitment = in_force(
        sari, customer_a, starts_on=dt.date(2026, 9, 16), new_service="whole_period"
    )
    assert labels(commitment) == ["2026-10", "2026-11"]


def test_nothing_is_judged_before_the_first_whole_period(sari, customer_a):
    commitment = in_force(
        sari, customer_a, starts_on=dt.date(2026, 11, 16), new_service="whole_period"
    )
    tick(at=NOW)
    assert not commitment.verdicts.exists()
    tick(at=november(30) + DAY)
    assert labels(commitment) == ["2026-12"]


# Rolling days


def rolling(sari, customer_a, **terms):
    values = {"period": "rolling", "rolling_days": 7, "starts_on": dt.date(2026, 11, 10)} | terms
    return in_force(sari, customer_a, **values)


def state_of(commitment, day):
    """The verdict on the rolling days that end with this day of November."""
    return commitment.verdicts.get(period_end_at=november(day) + DAY).state


def test_rolling_days_end_with_each_local_day_and_the_running_one(sari, customer_a):
    commitment = rolling(sari, customer_a)
    found = spans(commitment)
    assert found[0] == (dt.date(2026, 11, 10), dt.date(2026, 11, 11))
    assert found[8] == (dt.date(2026, 11, 12), dt.date(2026, 11, 19))
    assert found[-1] == (dt.date(2026, 11, 19), dt.date(2026, 11, 26))
    assert len(found) == 16
    assert labels(commitment)[-1] == "2026-11-25"
    assert write_period(commitment.verdicts.latest("period_end_at").period_label) == (
        "7 days to 25\N{NO-BREAK SPACE}Nov\N{NO-BREAK SPACE}2026"
    )
    tick(at=NOW + DAY)
    assert len(spans(commitment)) == 17


def test_rolling_days_that_miss_one_after_the_other_are_one_breach(sari, customer_a):
    # Seven days allow 604.8 s at 99.9 %: an hour on the 12th is missed until the 18th.
    outage(indicator(), "O-1", november(12, 10), 3_600)
    commitment = rolling(sari, customer_a)
    tick(at=NOW)
    missed = [day for day in range(10, 26) if state_of(commitment, day) == State.MISSED]
    assert missed == [12, 13, 14, 15, 16, 17, 18]
    breach = Breach.objects.get()
    assert breach.verdict.period_end_at == november(12) + DAY
    # From the 10th on three days allow 259.2 s.
    assert breach.breached_at == november(12, 10) + dt.timedelta(seconds=260)


def test_a_further_episode_is_a_further_breach(sari, customer_a):
    outage(indicator(), "O-1", november(12, 10), 3_600)
    outage(indicator(), "O-2", november(22, 10), 3_600)
    rolling(sari, customer_a)
    tick(at=NOW)
    days = [row.verdict.period_end_at for row in Breach.objects.order_by("breached_at")]
    assert days == [november(12) + DAY, november(22) + DAY]


def test_an_episode_that_began_by_mistake_begins_a_day_later(sari, customer_a):
    first = outage(indicator(), "O-1", november(12, 10), 3_600)
    outage(indicator(), "O-2", november(14, 10), 3_600)
    commitment = rolling(sari, customer_a)
    tick(at=NOW)
    assert Breach.objects.get().verdict.period_end_at == november(12) + DAY
    withdraw_outage(fact=first, change_reason="Another service", actor=sari, at=NOW)
    tick(at=NOW)
    tick(at=NOW)
    assert state_of(commitment, 13) == State.MET
    standing = Breach.objects.exclude(step=Breach.Step.WITHDRAWN).get()
    assert standing.verdict.period_end_at == november(14) + DAY


def test_of_rolling_days_the_last_of_a_month_has_a_result(sari, customer_a):
    commitment = rolling(sari, customer_a, starts_on=dt.date(2026, 10, 25))
    tick(at=NOW)
    closing = commitment.verdicts.exclude(closes_at=None)
    assert [row.period_end_at.astimezone(WIB).date() for row in closing] == [dt.date(2026, 11, 1)]
    # Bound late, it has its grace from then on.
    tick(at=NOW + 4 * DAY)
    assert Verdict.objects.exclude(closed_at=None).get() == closing.get()
