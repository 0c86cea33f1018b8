"""Bars: what is left of a budget, a whole cut into parts, spent against planned."""

from dataclasses import dataclass
from fractions import Fraction

from common.ui.charts.scale import Number, percent


@dataclass(frozen=True)
class Meter:
    """A bar that shows how much of something is left, in the colour of its state."""

    width: str
    state: str | None


def meter(part: Number, whole: Number, *, state: str | None = None) -> Meter:
    """Return a bar of part ÷ whole. A missed budget is drawn full: what is gone fills the bar."""
    if state == "missed" and part <= 0:
        return Meter("100%", state)
    return Meter(percent(part, whole), state)


@dataclass(frozen=True)
class Part:
    """One piece of a parts bar: its kind (good, bad, excluded, unknown) and where it stands."""

    kind: str
    x: str
    width: str
    amount: Number


@dataclass(frozen=True)
class Parts:
    """A whole cut into parts; all but good are drawn `magnified` times wider than true."""

    pieces: tuple[Part, ...]
    magnified: int


PART_KINDS = ("good", "bad", "excluded", "unknown")
_GAP = Fraction(3, 1000)


def parts(
    *, good: Number, bad: Number, excluded: Number = 0, unknown: Number = 0, readable: bool = True
) -> Parts:
    """Return the pieces of a parts bar.

    With `readable`, everything but good is widened by the largest of 1, 2, 5, 10, 20, 50 or 100
    that keeps it within a fifth of the bar: a tenth of a per cent would not be visible. The
    template says so under the bar.
    """
    seconds = (good, bad, excluded, unknown)
    amounts = {kind: Fraction(n) for kind, n in zip(PART_KINDS, seconds, strict=True)}
    whole = sum(amounts.values(), Fraction(0))
    if not whole:
        return Parts((), 1)
    others = whole - amounts["good"]
    factor = 1
    if readable and others and amounts["good"]:
        for candidate in (2, 5, 10, 20, 50, 100):
            if others * candidate * 5 <= whole:
                factor = candidate
    shares = {kind: amount * factor / whole for kind, amount in amounts.items()}
    shares["good"] = 1 - sum((shares[kind] for kind in PART_KINDS[1:]), Fraction(0))
    pieces, x = [], Fraction(0)
    for kind in PART_KINDS:
        if not amounts[kind]:
            continue
        width = max(shares[kind] - _GAP, Fraction(1, 1000))
        pieces.append(Part(kind, percent(x, 1), percent(width, 1), amounts[kind]))
        x += shares[kind]
    return Parts(tuple(pieces), factor)


@dataclass(frozen=True)
class Bullet:
    """Spent against planned, on one scale for all rows that belong together."""

    spent: str
    plan: str
    over: bool


def bullet(*, spent: Number, plan: Number, scale: Number) -> Bullet:
    """Return a spent bar with a mark at the plan; over by a quarter or more is marked."""
    over = Fraction(spent) * 4 > Fraction(plan) * 5
    return Bullet(percent(spent, scale), percent(plan, scale), over)
