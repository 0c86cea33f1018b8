"""What a period has reached of a promise, in the promise's own unit, and how it compares.

Every metric has one of three forms (`slm.engine.metrics`): a share, an amount that only rises, or a
mean. Whatever is compared is a whole number or an exact fraction.
"""

from dataclasses import dataclass
from fractions import Fraction

from agreements.engine.budgets import Budget, allowance, budget_if_measured_now
from agreements.engine.burn import MINIMUM_EVENTS
from agreements.engine.terms import Comparator, Terms
from agreements.engine.verdicts import Alerts, Risk, Verdict, Word
from slm.engine.breaks import Reliability
from slm.engine.layers import Parts
from slm.engine.level import PPM, Level, read_bad, read_level
from slm.engine.metrics import Form, Metric

# A straight line through the first tenth of a period foretells nothing.
LINE_FROM = 10


@dataclass(frozen=True, slots=True)
class Tally:
    """Good out of total as it was counted; for means a sum in thousandths over values."""

    good: int
    total: int
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """The figure of a period in the unit of its metric (shares in ppm), exact.

    ``value`` is None where nothing was measured (``is_measured`` is False then) and where a mean
    has nothing to be the mean of: no break in the period is kept, and neither infinity nor 0.
    ``budget`` is what a share or a limit allows and how much of it is used; None for means and
    where more is better. ``level`` is the pair behind a share, ``total`` of how many values or
    breaks the figure was made.
    """

    value: Fraction | None
    is_measured: bool
    budget: Budget | None = None
    level: Level | None = None
    total: int | None = None
    is_incomplete: bool = False

    @property
    def is_unbroken(self) -> bool:
        """Whether a mean of breaks has none to be made of."""
        return self.is_measured and self.value is None


def reach(
    terms: Terms, *, parts: Parts, breaks: Reliability | None = None, tally: Tally | None = None
) -> Reached:
    """Read the promise's figure from the parts, the breaks or the counts of a period."""
    if terms.meaning.counted:
        assert tally is not None
        return _counted(terms, tally)
    level = read_level(parts, terms.reading)
    match terms.metric:
        case Metric.AVAILABILITY:
            return Reached(
                value=None if level.share is None else level.share * PPM,
                is_measured=level.measured > 0,
                budget=budget_if_measured_now(
                    so_far=parts, reading=terms.reading, target_ppm=terms.target_ppm
                ),
                level=level,
            )
        case Metric.DOWNTIME:
            return _amount(terms, read_bad(parts, terms.reading), is_measured=level.measured > 0)
    assert breaks is not None
    value = {
        Metric.BREAKS: Fraction(breaks.breaks),
        Metric.LONGEST_BREAK: Fraction(breaks.longest),
        Metric.MTBF: breaks.mtbf,
        Metric.MTRS: breaks.mtrs,
        Metric.MTBSI: breaks.mtbsi,
    }[terms.metric]
    # What an agreement reads out of its denominator may still have been broken.
    is_measured = level.measured > 0 or breaks.breaks > 0
    if terms.form is Form.AMOUNT:
        return _amount(terms, value, is_measured=is_measured, total=breaks.breaks)
    return Reached(value if is_measured else None, is_measured, total=breaks.breaks)


def holds(value: Fraction | int, comparator: Comparator, promised: int) -> bool:
    """Whether a figure stands to what was promised as it must."""
    match comparator:
        case Comparator.AT_LEAST:
            return value >= promised
        case Comparator.ABOVE:
            return value > promised
        case Comparator.AT_MOST:
            return value <= promised
        case Comparator.BELOW:
            return value < promised


def keeps(terms: Terms, reached: Reached) -> bool | None:
    """Whether the figure keeps the promise as it stands; None where nothing was measured."""
    if not reached.is_measured:
        return None
    if reached.level is not None:
        # As whole numbers: a share is not divided before it is compared.
        good, measured = reached.level.good * PPM, reached.level.measured
        return holds(good, terms.comparator, measured * terms.target_ppm)
    return reached.value is None or holds(reached.value, terms.comparator, terms.promised)


def judge_reached_running(
    *,
    terms: Terms,
    reached: Reached,
    alerts: Alerts,
    line_met: bool | None = None,
    breach_expected: bool = False,
) -> Verdict:
    """The verdict of a running period for a promise that is no share of time.

    Missed is said only of an amount that must not be exceeded and was: it never falls again. A
    counted share and a mean can recover until the end, so they are at risk when they would miss
    now. ``line_met``: whether a straight line reaches what must be reached (`straight_line_met`);
    ``breach_expected``: an open outage will exceed the limit before the period ends.
    """
    kept = keeps(terms, reached)
    if kept is None:
        return Verdict(Word.NO_DATA)
    rises = terms.form is Form.AMOUNT
    if rises and terms.comparator.wants_more:
        # What was reached stays reached; until then only the pace tells.
        late = not kept and line_met is False
        return Verdict(Word.AT_RISK, risks=(Risk.FORECAST,)) if late else Verdict(Word.MET)
    if rises and not kept:
        return Verdict(Word.MISSED)
    warned = _warned(terms, reached, alerts)
    risks = [
        risk
        for risk, given in (
            (Risk.WARNING, bool(warned)),
            (Risk.FORECAST, not kept),
            (Risk.OPEN_OUTAGE, breach_expected),
        )
        if given
    ]
    return Verdict(
        Word.AT_RISK if risks else Word.MET,
        close=is_close(reached, alerts),
        risks=tuple(risks),
        warning_ppm=max(warned, default=None),
    )


def judge_reached_closed(*, terms: Terms, reached: Reached, alerts: Alerts) -> Verdict:
    """The verdict of a period that is over, for any metric."""
    kept = keeps(terms, reached)
    if kept is None:
        return Verdict(Word.NO_DATA)
    return Verdict(Word.MET, close=is_close(reached, alerts)) if kept else Verdict(Word.MISSED)


def is_close(reached: Reached, alerts: Alerts) -> bool:
    """Whether little of what is allowed is left; never of a promise that allows nothing."""
    budget = reached.budget
    return (
        budget is not None
        and budget.allowed > 0
        and 0 <= budget.remaining <= budget.allowed * Fraction(alerts.close_ppm, PPM)
    )


def straight_line_met(terms: Terms, reached: Reached, *, passed: int, whole: int) -> bool | None:
    """Whether an amount reaches its limit by the end if it goes on as until now.

    ``passed`` and ``whole`` are service time; None before a tenth of it has passed.
    """
    if not passed or passed * LINE_FROM < whole or reached.value is None:
        return None
    return holds(reached.value * whole / passed, terms.comparator, terms.promised)


def passed_where_line_turns(terms: Terms, reached: Reached, *, whole: int) -> int | None:
    """How much service time has passed when the line first fails if nothing more is counted.

    None where the line can not fail, because the limit was reached.
    """
    value = reached.value
    if value is None or keeps(terms, reached) or not terms.promised:
        return None
    exact = value * whole / terms.promised
    # At the exact instant the line still reaches `at least`, but no longer `more than`.
    turns = -(-exact // 1) if terms.strict else exact // 1 + 1
    return max(int(turns), -(-whole // LINE_FROM))


def _counted(terms: Terms, tally: Tally) -> Reached:
    some = tally.total > 0
    if terms.form is Form.SHARE:
        level = Level(tally.good, tally.total)
        return Reached(
            value=None if level.share is None else level.share * PPM,
            is_measured=some,
            budget=Budget(allowance(level.measured, terms.target_ppm), Fraction(level.bad)),
            level=level,
            total=tally.total,
            is_incomplete=tally.is_incomplete,
        )
    if terms.form is Form.AMOUNT:
        return _amount(
            terms,
            Fraction(tally.total),
            is_measured=some,
            total=tally.total,
            is_incomplete=tally.is_incomplete,
        )
    mean = Fraction(tally.good, tally.total) if some else None
    return Reached(mean, some, total=tally.total, is_incomplete=tally.is_incomplete)


def _amount(
    terms: Terms,
    value: Fraction | None,
    *,
    is_measured: bool,
    total: int | None = None,
    is_incomplete: bool = False,
) -> Reached:
    if not is_measured or value is None:
        return Reached(None, is_measured=False, total=total, is_incomplete=is_incomplete)
    budget = None
    if not terms.comparator.wants_more:
        budget = Budget(Fraction(terms.promised), value)
    return Reached(value, is_measured=True, budget=budget, total=total, is_incomplete=is_incomplete)


def _warned(terms: Terms, reached: Reached, alerts: Alerts) -> list[int]:
    """The warning levels that are reached; of few events a share says little (R77)."""
    budget = reached.budget
    if budget is None or not budget.allowed:
        return []
    if terms.form is Form.SHARE and (reached.total or 0) < MINIMUM_EVENTS:
        return []
    return [
        share for share in alerts.warning_ppm if budget.bad >= budget.allowed * Fraction(share, PPM)
    ]
