"""Last year's same month, times growth; commitments, demand, and how wrong it was."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portfolio.engine.forecast import (
    Backtest,
    Demand,
    Growth,
    Method,
    backtest,
    errors_of,
    growth,
    predict,
    variance,
)

NOW = 2026 * 12 + 10  # November 2026


def months(*figures: int, until: int = NOW) -> dict[int, Fraction]:
    """Figures of the months before `until`, the last one last."""
    return {until - len(figures) + place: Fraction(one) for place, one in enumerate(figures)}


YEAR_BEFORE = [100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210]
GROWN = [figure * 11 // 10 for figure in YEAR_BEFORE]


def test_growth_compares_whole_years():
    assert growth(months(*YEAR_BEFORE, *GROWN), before=NOW) == Growth(Fraction(1, 10), 12)


def test_growth_of_fourteen_months_compares_two():
    figures = months(100, 100, *[50] * 10, 120, 120)
    assert growth(figures, before=NOW) == Growth(Fraction(1, 5), 2)


def test_growth_of_one_year_is_not_known():
    assert growth(months(*YEAR_BEFORE), before=NOW) == Growth(Fraction(0), 0)


def test_wild_growth_is_held_and_says_so():
    figures = months(10, *[10] * 11, 90)
    assert growth(figures, before=NOW) == Growth(Fraction(1, 2), 1, is_held=True)


def test_next_month_is_last_years_grown():
    predicted = predict(months(*YEAR_BEFORE, *GROWN), first=NOW, months=2)
    assert [one.value for one in predicted] == [121, Fraction(1331, 10)]
    assert {one.method for one in predicted} == {Method.SEASONAL}


def test_the_year_after_grows_twice():
    figures = months(*YEAR_BEFORE, *GROWN)
    assert predict(figures, first=NOW, months=13)[12].value == 110 * Fraction(11, 10) ** 2


def test_less_than_a_year_gives_the_mean():
    (one,) = predict(months(10, 20, 60), first=NOW, months=1)
    assert (one.value, one.method) == (30, Method.MEAN)


def test_nothing_known_predicts_nothing():
    (one,) = predict({}, first=NOW, months=1)
    assert (one.value, one.method) == (None, Method.NOTHING)


def test_a_commitment_holds_what_the_past_gives_up():
    (one,) = predict(months(*[10] * 12), first=NOW, months=1, minimum=Fraction(25))
    assert (one.base, one.value) == (10, 25)


def test_a_commitment_alone_is_a_forecast():
    (one,) = predict({}, first=NOW, months=1, minimum=Fraction(25))
    assert one.value == 25


def test_dated_demand_comes_on_top_by_its_probability():
    demand = Demand(NOW + 1, NOW + 2, Fraction(40), Fraction(3, 4))
    predicted = predict(months(*[10] * 12), first=NOW, months=4, demand=[demand])
    assert [one.value for one in predicted] == [10, 40, 40, 10]


def test_demand_without_end_stays():
    demand = Demand(NOW, None, Fraction(-4), Fraction(1, 2))
    predicted = predict(months(*[10] * 12), first=NOW, months=3, demand=[demand])
    assert [one.value for one in predicted] == [8, 8, 8]


def test_backtest_predicts_known_months_from_those_before():
    figures = months(*[100] * 12, 100, 125)
    # The thirteenth was right; the fourteenth was predicted 100 and came to 125.
    assert backtest(figures, before=NOW) == Backtest(Fraction(1, 10), 2, 0)


def test_backtest_of_a_short_past_tests_the_mean():
    assert backtest(months(10, 10, 20), before=NOW) == Backtest(Fraction(1, 4), 2, 0)


def test_backtest_leaves_out_months_of_zero_and_counts_them():
    assert errors_of(months(0, 10), months(5, 5)) == Backtest(Fraction(1, 2), 1, 1)


def test_backtest_of_nothing_says_nothing():
    assert backtest({}, before=NOW) == Backtest(None, 0, 0)


def test_variance_is_a_share_of_the_forecast():
    assert variance(Fraction(75), Fraction(100)) == Fraction(-1, 4)
    assert variance(Fraction(75), None) is None
    assert variance(Fraction(75), Fraction(0)) is None


figures = st.lists(st.integers(1, 1_000), min_size=1, max_size=30)


@given(figures, st.integers(0, 500))
def test_a_forecast_is_never_below_the_commitment(known, least):
    predicted = predict(months(*known), first=NOW, months=6, minimum=Fraction(least))
    assert all(one.value is not None and one.value >= least for one in predicted)


@given(figures)
def test_later_months_do_not_change_what_was_foreseen(known):
    whole = months(*known)
    before = {at: whole[at] for at in whole if at < NOW - 1}
    assert (
        predict(whole, first=NOW - 1, months=1)[0].base
        == predict(before, first=NOW - 1, months=1)[0].base
    )


@given(st.lists(st.integers(1, 1_000), min_size=12, max_size=12))
def test_what_repeats_exactly_is_foreseen_exactly(year):
    assert backtest(months(*year, *year), before=NOW).mape == 0
