"""Forms a verdict: met, at risk, missed or no data (decision 16)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from agreements.engine.budgets import Budget
from slm.engine.level import PPM, Level, met


class Word(StrEnum):
    """The four words, everywhere."""

    MET = "met"
    AT_RISK = "at_risk"
    MISSED = "missed"
    NO_DATA = "no_data"


class Risk(StrEnum):
    """Why a running period is at risk."""

    WARNING = "warning"
    BURN = "burn"
    FORECAST = "forecast"
    OPEN_OUTAGE = "open_outage"


@dataclass(frozen=True, slots=True)
class Alerts:
    """When to worry. No part of the promise: it may change without a new version.

    ``warning_ppm`` are shares of the budget used; a met period with at most ``close_ppm`` of its
    budget left is marked close.
    """

    warning_ppm: tuple[int, ...] = (750_000,)
    close_ppm: int = 250_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word, whether it was close, why it is at risk, and the highest warning level reached."""

    word: Word
    close: bool = False
    risks: tuple[Risk, ...] = ()
    warning_ppm: int | None = None


def judge_running(
    *,
    level: Level,
    budget: Budget,
    alerts: Alerts,
    strict: bool = False,
    burning: bool = False,
    linear_met: bool | None = None,
    breach_expected: bool = False,
) -> Verdict:
    """The verdict of a period that goes on, from its contract budget.

    Missed is said only when no future can meet the target any more. ``breach_expected``: an outage
    is open and would break the promise before the period ends.
    """
    if not level.measured:
        return Verdict(Word.NO_DATA)
    if budget.is_overspent(strict=strict):
        return Verdict(Word.MISSED)
    reached = [
        share
        for share in alerts.warning_ppm
        if budget.allowed and budget.bad >= budget.allowed * Fraction(share, PPM)
    ]
    risks = [
        risk
        for risk, given in (
            (Risk.WARNING, bool(reached)),
            (Risk.BURN, burning),
            (Risk.FORECAST, linear_met is False),
            (Risk.OPEN_OUTAGE, breach_expected),
        )
        if given
    ]
    return Verdict(
        Word.AT_RISK if risks else Word.MET,
        close=_is_close(budget, alerts),
        risks=tuple(risks),
        warning_ppm=max(reached, default=None),
    )


def judge_closed(
    *, level: Level, target_ppm: int, budget: Budget, alerts: Alerts, strict: bool = False
) -> Verdict:
    """The verdict of a period that is over; the budget is the one of what was measured."""
    kept = met(level, target_ppm, strict=strict)
    if kept is None:
        return Verdict(Word.NO_DATA)
    if not kept:
        return Verdict(Word.MISSED)
    return Verdict(Word.MET, close=_is_close(budget, alerts))


def _is_close(budget: Budget, alerts: Alerts) -> bool:
    # A promise of 100 % has no budget, so keeping it is never close.
    return budget.allowed > 0 and budget.remaining <= budget.allowed * Fraction(
        alerts.close_ppm, PPM
    )
