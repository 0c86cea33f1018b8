"""Judges many verdicts at once where the answer is plain: kept so far, kept, or nothing measured.

Whatever may be broken or at risk is left to the exact engine, which looks at one verdict at a time.
All amounts are whole seconds; products that do not fit into 64 bits are compared in two limbs.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from agreements.engine import burn
from agreements.engine.terms import Terms
from slm.engine.bulk import Facts, Lanes, measure_lanes
from slm.engine.calendar import Calendar
from slm.engine.history import NEVER, Claims, History, expand
from slm.engine.layers import CLAIMED, Layer
from slm.engine.level import PPM
from slm.engine.spans import Instants

Flags = npt.NDArray[np.bool_]

_LIMB = 31  # amounts stay below 2 ** 62, factors below 2 ** 31
# So soon the exact engine is asked when the next change is.
_SOON_SECONDS = 60


@dataclass(frozen=True, eq=False)
class Rows:
    """What is stored of the verdicts of one promise's terms under one calendar.

    `sums` has the six claimed layers in seconds, exact up to `computed_to`; `ahead` what is known
    to be excluded and planned after that. `last_bad` is 0 where nothing was bad.
    """

    owner: Instants
    start: Instants
    end: Instants
    computed_to: Instants
    tail: Instants
    sums: Instants
    ahead: Instants
    last_bad: Instants
    warning_ppm: Instants

    def __len__(self) -> int:
        return len(self.start)

    def pick(self, which: Instants) -> "Rows":
        return Rows(*(getattr(self, field.name)[which] for field in fields(self)))

    def owned_by(self, owner: Instants) -> "Rows":
        return replace(self, owner=owner)


@dataclass(frozen=True, eq=False)
class Plain:
    """The answer where `known`: whether anything was measured, whether close, when to look again.

    `next_check` is NEVER where the period is over. `unburnt` are those that would be plain but for
    what their burn windows say (`watch_burning`).
    """

    known: Flags
    measured: Flags
    close: Flags
    next_check: Instants
    unburnt: Flags


def judge_plain(
    rows: Rows, *, terms: Terms, calendar: Calendar, now: int, close_ppm: int, line_from: int
) -> Plain:
    """Judge as the exact engine does, for terms whose weights cut no second.

    The straight-line forecast speaks once one `line_from`-th of the period was measured.
    """
    reading = terms.reading
    if reading.grain != 1:
        nobody = np.zeros(len(rows), dtype=np.bool_)
        return Plain(nobody, nobody, nobody, rows.end, nobody)
    until = np.minimum(rows.end, np.maximum(rows.computed_to, now))
    sums = rows.sums.copy()
    claimed = np.flatnonzero((rows.tail < Layer.GOOD) & (until > rows.computed_to))
    sums[claimed, rows.tail[claimed]] += calendar.between(rows.computed_to, until)[claimed]
    service = calendar.between(rows.start, np.maximum(rows.start, until))
    good = service - sums.sum(axis=1)

    measured, bad = good.copy(), np.zeros(len(rows), dtype=np.int64)
    for layer in CLAIMED:
        if reading.is_measured(layer):
            measured += sums[:, layer]
        if reading.bad_weight_ppm(layer):
            bad += sums[:, layer]
    base = calendar.between(rows.start, rows.end) - rows.sums[:, 0] - rows.ahead[:, 0]
    if not reading.is_measured(Layer.PLANNED):
        base -= rows.sums[:, 1] + rows.ahead[:, 1]
    if not reading.is_measured(Layer.UNKNOWN):
        base -= sums[:, Layer.UNKNOWN]

    over = now >= rows.end
    sane = (good >= 0) & (sums >= 0).all(axis=1) & (base >= 0)
    # Budgets in millionths of a second.
    allowed = np.where(over, measured, base) * (PPM - terms.target_ppm)
    spent = bad * PPM
    overspent = spent >= allowed if terms.strict else spent > allowed
    weights = np.array([reading.bad_weight_ppm(layer) for layer in Layer], dtype=np.int64)
    bad_now = ~over & (weights[rows.tail] > 0)
    warned = (allowed > 0) & ~_is_less(spent, PPM, allowed, rows.warning_ppm)
    speaks = measured * line_from >= base
    if terms.strict:
        bends = ~_is_less(bad * base, PPM, allowed, measured)
    else:
        bends = _is_less(allowed, measured, bad * base, PPM)
    bends &= speaks & (measured > 0)
    some = measured > 0
    # Nothing measured is neither kept nor broken, whatever the budget says.
    safe = sane & ~bad_now & ~overspent & (over | ~some | (~warned & ~bends))

    upcoming = rows.end.copy()
    waits = ~some
    if waits.any():
        first = _advance(calendar, np.full(int(waits.sum()), now), 1)
        upcoming[waits] = np.minimum(upcoming[waits], first)
        unknown = waits & (rows.tail == Layer.UNKNOWN)
        upcoming[unknown] = np.minimum(upcoming[unknown], now + _SOON_SECONDS)
    silent = (bad > 0) & ~speaks
    if silent.any():
        more = -(-(base[silent] - measured[silent] * line_from) // line_from)
        at = _advance(calendar, np.full(len(more), now), np.maximum(more, 1))
        upcoming[silent] = np.minimum(upcoming[silent], at)

    windows = max(pair.short_seconds for pair in burn.PAIRS)
    longest = np.maximum((rows.end - rows.start) * windows // burn.REFERENCE_PERIOD_SECONDS, 60)
    burns = ~over & (bad > 0) & (rows.last_bad > now - longest)
    close = (allowed > 0) & ~_is_less(allowed, close_ppm, allowed - spent, PPM) & some
    return Plain(
        known=safe & ~burns,
        measured=some,
        close=close,
        next_check=np.where(over, NEVER, upcoming),
        unburnt=safe & burns,
    )


def watch_burning(
    rows: Rows, *, terms: Terms, calendar: Calendar, history: History, now: int
) -> tuple[Flags, Instants]:
    """Whether no pair burns now, and until when none can begin to while nothing new goes wrong.

    A pair needs bad time in both windows. Bad time only leaves them, and measured time leaves no
    faster than the clock runs: so long at least every quiet pair stays quiet.
    """
    quiet = np.ones(len(rows), dtype=np.bool_)
    until = np.full(len(rows), NEVER, dtype=np.int64)
    if terms.minimum_break_seconds or terms.target_ppm >= PPM:
        return np.zeros(len(rows), dtype=np.bool_), until
    seconds = rows.end - rows.start
    windows = [
        np.maximum(window * seconds // burn.REFERENCE_PERIOD_SECONDS, burn.MINIMUM_WINDOW_SECONDS)
        for pair in burn.PAIRS
        for window in (pair.long_seconds, pair.short_seconds)
    ]
    begins = np.concatenate([np.maximum(now - window, rows.start) for window in windows])
    levels = _levels(
        calendar, terms, history.claims(now), np.tile(rows.owner, len(windows)), begins, now
    )
    # By pair, then the long window before the short one.
    by_pair = [column.reshape(len(burn.PAIRS), 2, len(rows)) for column in levels]
    least = burn.MINIMUM_MEASURED_SECONDS
    for pair, measured_in, bad_in in zip(burn.PAIRS, *by_pair, strict=True):
        held = np.zeros(len(rows), dtype=np.int64)
        fires = np.ones(len(rows), dtype=np.bool_)
        for measured, bad in zip(measured_in, bad_in, strict=True):
            # bad / measured >= threshold * (1 - target)
            factor = pair.threshold.numerator * (PPM - terms.target_ppm)
            unit = pair.threshold.denominator * PPM
            burns = (measured >= least) & (bad * unit >= measured * factor)
            until_rises = np.where(measured < least, least - measured, 0)
            until_falls = np.where(bad > 0, measured - bad * unit // factor, NEVER)
            wait = np.where(bad > 0, np.maximum(np.maximum(until_rises, until_falls), 1), NEVER)
            held = np.where(burns, held, np.maximum(held, wait))
            fires &= burns
        quiet &= ~fires
        until = np.minimum(until, now + held)
    return quiet & (until > now + _SOON_SECONDS), until


def _levels(
    calendar: Calendar,
    terms: Terms,
    claims: Claims,
    owner: Instants,
    start: Instants,
    now: int,
) -> tuple[Instants, Instants]:
    """Measured and bad time of each `[start, now)`."""
    lane, claim = expand(owner, claims.owner)
    # What ended before a window is not in it; most of the past is in no window at all.
    inside = claims.end[claim] > start[lane]
    lane, claim = lane[inside], claim[inside]
    found = measure_lanes(
        Lanes(
            calendars=[calendar],
            calendar=np.zeros(len(owner), dtype=np.int64),
            start=start,
            end=np.full(len(owner), now, dtype=np.int64),
            minimum_break=np.zeros(len(owner), dtype=np.int64),
        ),
        Facts(
            lane,
            claims.layer[claim],
            claims.start[claim],
            claims.end[claim],
        ),
    ).totals
    is_measured = [terms.reading.is_measured(layer) for layer in Layer]
    is_bad = [bool(terms.reading.bad_weight_ppm(layer)) for layer in Layer]
    by_layer = found[:, 1:]
    return by_layer[:, is_measured].sum(axis=1), by_layer[:, is_bad].sum(axis=1)


def _advance(calendar: Calendar, start: Instants, amount: Instants | int) -> Instants:
    """`Calendar.advance` for many: NEVER where the horizon has not that much service time left."""
    lengths = calendar.spans[:, 1] - calendar.spans[:, 0]
    served = np.append(0, np.cumsum(lengths))
    wanted = calendar.service_before(start) + amount
    index = np.searchsorted(served, wanted, side="left") - 1
    inside = wanted <= served[-1]
    near = np.clip(index, 0, max(len(lengths) - 1, 0))
    if not len(lengths):
        return np.full(len(start), NEVER, dtype=np.int64)
    return np.where(inside, calendar.spans[near, 0] + wanted - served[near], NEVER)


def _is_less(
    left: Instants, times: Instants | int, right: Instants, other: Instants | int
) -> Flags:
    """Whether ``left * times < right * other``, exactly, for factors from 0 to 2 ** 31."""
    high, low = _product(left, times)
    other_high, other_low = _product(right, other)
    less: Flags = (high < other_high) | ((high == other_high) & (low < other_low))
    return less


def _product(amount: Instants, factor: Instants | int) -> tuple[Instants, Instants]:
    """A product in two limbs; also of a negative amount."""
    low = (amount & ((1 << _LIMB) - 1)) * factor
    return (amount >> _LIMB) * factor + (low >> _LIMB), low & ((1 << _LIMB) - 1)
