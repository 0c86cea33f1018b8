"""Predicts months from the months before: last year's same month, times growth (formulas 2).

`Uhat = max(committed minimum, seasonal naive × (1 + g)) + dated demand × probability`. Exact
fractions all the way. A month without a figure is a gap and never zero.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portfolio.engine.months import Month

YEAR = 12
# Growth read from few months is wild; beyond this it is held, and said to be.
MOST_GROWTH = Fraction(1, 2)
# So many of the latest months are predicted again from what lay before them.
TESTED = 12

Figures = Mapping[Month, Fraction]


class Method(StrEnum):
    """How a month was predicted."""

    SEASONAL = "seasonal"
    MEAN = "mean"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Growth:
    """`rate` is by year; from `compared` months with their namesakes a year before.

    None compared: no growth is assumed. `is_held` says that the figures gave more.
    """

    rate: Fraction
    compared: int
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """A quantity more (or less) in each month from `first` to `last`, as likely as `probability`.

    `last` None: it stays.
    """

    first: Month
    last: Month | None
    quantity: Fraction
    probability: Fraction

    def expected(self, month: Month) -> Fraction:
        """Quantity × probability in the months that it touches."""
        touches = self.first <= month and (self.last is None or month <= self.last)
        return self.quantity * self.probability if touches else Fraction(0)


@dataclass(frozen=True, slots=True)
class Predicted:
    """One month ahead: the figure, the parts it is made of, and by which method.

    `base` is None where there was nothing to go by and no minimum either: then `value` is None.
    """

    month: Month
    value: Fraction | None
    base: Fraction | None
    minimum: Fraction
    demand: Fraction
    method: Method


@dataclass(frozen=True, slots=True)
class Backtest:
    """How wrong the method was on months that are known: the mean absolute error in percent.

    `mape` is a share and None where no month could be tested; `skipped` had an actual of zero, of
    which no percentage can be taken.
    """

    mape: Fraction | None
    tested: int
    skipped: int

    @property
    def shown(self) -> Fraction | None:
        """The error to a tenth of a percent, rounded up so that it never flatters."""
        return None if self.mape is None else Fraction(math.ceil(self.mape * 1_000), 1_000)


def growth(figures: Figures, *, before: Month) -> Growth:
    """Growth over a year: the latest months of at most a year against their namesakes before.

    Only months before `before` are looked at, and only pairs of which both are known.
    """
    pairs = [
        (figures[month], figures[month - YEAR])
        for month in range(before - YEAR, before)
        if month in figures and month - YEAR in figures
    ]
    earlier = sum((one[1] for one in pairs), Fraction(0))
    if earlier <= 0:
        return Growth(Fraction(0), 0)
    rate = sum((one[0] for one in pairs), Fraction(0)) / earlier - 1
    held = max(-MOST_GROWTH, min(MOST_GROWTH, rate))
    return Growth(held, len(pairs), is_held=held != rate)


def base_of(month: Month, figures: Figures, *, before: Month, by: Growth) -> Fraction | None:
    """Last year's same month grown, else the mean of the last twelve known; None for neither.

    Further ahead than a year the growth applies once for each year that is stepped over.
    """
    years = 1
    while month - YEAR * years >= before:
        years += 1
    same = figures.get(month - YEAR * years)
    if same is not None:
        return same * (1 + by.rate) ** years
    latest = [figures[known] for known in sorted(figures) if known < before][-YEAR:]
    return sum(latest, Fraction(0)) / len(latest) if latest else None


def predict(
    figures: Figures,
    *,
    first: Month,
    months: int,
    minimum: Mapping[Month, Fraction] | Fraction = Fraction(0),
    demand: Sequence[Demand] = (),
) -> list[Predicted]:
    """The `months` from `first` on, by what is known of the months before `first`.

    `minimum` is what was committed to by month; it holds what the past gives up, and dated demand
    comes on top of either.
    """
    by = growth(figures, before=first)
    found = []
    for month in range(first, first + months):
        base = base_of(month, figures, before=first, by=by)
        is_seasonal = base is not None and _is_seasonal(month, figures, first)
        least = minimum if isinstance(minimum, Fraction) else minimum.get(month, Fraction(0))
        extra = sum((one.expected(month) for one in demand), Fraction(0))
        method = Method.SEASONAL if is_seasonal else Method.MEAN if base is not None else None
        value = None if base is None and not least and not extra else max(least, base or 0) + extra
        found.append(
            Predicted(
                month,
                None if value is None else Fraction(value),
                base,
                least,
                extra,
                method or Method.NOTHING,
            )
        )
    return found


def _is_seasonal(month: Month, figures: Figures, before: Month) -> bool:
    while month >= before:
        month -= YEAR
    return month in figures


def predicted_before(figures: Figures, month: Month) -> Predicted:
    """What would have been predicted for `month` on the day before it began."""
    return predict(figures, first=month, months=1)[0]


def errors_of(actuals: Figures, guesses: Figures) -> Backtest:
    """How far the guesses were from what came, over the months that have both."""
    both = [month for month in actuals if month in guesses]
    tested = [month for month in both if actuals[month]]
    shares = [abs(actuals[month] - guesses[month]) / abs(actuals[month]) for month in tested]
    mape = sum(shares, Fraction(0)) / len(shares) if shares else None
    return Backtest(mape, len(tested), len(both) - len(tested))


def guesses_before(figures: Figures, *, before: Month, months: Sequence[Month]) -> Figures:
    """Predict each of `months` anew from the months before it.

    Only those that the method of today would have predicted: a year that begins cannot speak for
    last year's same month.
    """
    method = predict(figures, first=before, months=1)[0].method
    found = {}
    for month in months:
        guess = predicted_before({at: figures[at] for at in figures if at < month}, month)
        if guess.value is not None and guess.method is method:
            found[month] = guess.value
    return found


def backtest(figures: Figures, *, before: Month) -> Backtest:
    """Predict each of the last twelve known months anew, and say how wrong that was."""
    known = [month for month in sorted(figures) if month < before][-TESTED:]
    actuals = {month: figures[month] for month in known}
    return errors_of(actuals, guesses_before(figures, before=before, months=known))


def variance(actual: Fraction, forecast: Fraction | None) -> Fraction | None:
    """By which share the actual figure lies above (or below) the forecast; None without one."""
    return (actual - forecast) / forecast if forecast else None
