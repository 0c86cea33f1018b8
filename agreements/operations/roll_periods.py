"""Give each commitment a verdict for every period that has begun."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from agreements.engine.closing import closes_at
from agreements.models import Commitment, Verdict
from agreements.queries.periods import begun_periods, period_label
from agreements.queries.terms import terms_from
from common.db.instants import from_seconds, to_seconds
from slm.engine.periods import Period, PeriodKind, period_at
from slm.engine.zones import zone
from slm.models import Measure
from slm.operations.watch_period import watch_periods

BATCH = 500


@dataclass(frozen=True, slots=True)
class _Begun:
    """A period that has begun and has no verdict yet."""

    commitment: Commitment
    start_at: dt.datetime
    end_at: dt.datetime
    label: str
    is_clipped: bool
    closes_at: dt.datetime | None

    @property
    def key(self) -> tuple[int, dt.datetime, dt.datetime]:
        return self.commitment.measure_id, self.start_at, self.end_at


def roll_periods(*, at: dt.datetime) -> int:
    """Begin the periods that are due at `at`; return how many commitments were touched."""
    total = 0
    while True:
        with transaction.atomic():
            due = list(
                Commitment.objects.filter(next_period_at__lte=at)
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("measure__hours", "measure__indicator", "target__version")
                .order_by("next_period_at", "pk")[:BATCH]
            )
            roll_commitment(commitments=due, at=at)
        total += len(due)
        if len(due) < BATCH:
            return total


@transaction.atomic
def roll_commitment(*, commitments: Iterable[Commitment], at: dt.datetime) -> None:
    """Write a verdict for each period of these commitments that begins at or before `at`.

    Verdicts are due at once: the next evaluation fills them. Done again it changes nothing.
    """
    rows = list(commitments)
    begun = [period for commitment in rows for period in _begun(commitment, at)]
    wanted: dict[tuple[int, dt.datetime, dt.datetime], Measure] = {
        period.key: period.commitment.measure for period in begun
    }
    states = watch_periods(
        wanted=[(measure, key[1], key[2]) for key, measure in wanted.items()], at=at
    )
    Verdict.objects.bulk_create(
        [
            Verdict(
                commitment=period.commitment,
                period_state=states[period.key],
                period_start_at=period.start_at,
                period_end_at=period.end_at,
                period_label=period.label,
                is_clipped=period.is_clipped,
                next_check_at=at,
                closes_at=period.closes_at,
            )
            for period in begun
        ],
        ignore_conflicts=True,
    )
    # Thousands begin their month together: a statement for each instant, not a case for each row.
    following: dict[dt.datetime | None, list[int]] = defaultdict(list)
    for row in rows:
        following[row.next_period_at].append(row.pk)
    for next_period_at, ids in following.items():
        Commitment.objects.filter(pk__in=ids).update(next_period_at=next_period_at)


def _begun(commitment: Commitment, at: dt.datetime) -> Iterable[_Begun]:
    """The periods from the commitment's next one to the one that holds `at`; moves the mark on."""
    if commitment.next_period_at is None:
        return
    clock = zone(commitment.measure.hours.zone)
    terms = terms_from(commitment.terms)
    cadence, known = terms.cadence, to_seconds(_known_at(commitment))
    term_start = to_seconds(commitment.start_at)
    term_end = None if commitment.end_at is None else to_seconds(commitment.end_at)
    begin = to_seconds(commitment.next_period_at)
    now = to_seconds(at)
    for period in begun_periods(
        terms, begin=begin, now=now, term_start=term_start, term_end=term_end, zone=clock
    ):
        closing = closes_at(end=period.end, known=known, grace_days=terms.grace_days, zone=clock)
        yield _Begun(
            commitment=commitment,
            start_at=from_seconds(period.start),
            end_at=from_seconds(period.end),
            label=period_label(period),
            is_clipped=period.clipped,
            closes_at=from_seconds(closing) if _has_result(period, term_end) else None,
        )
    upcoming = period_at(cadence, max(now, begin), clock).end if now >= begin else begin
    is_last = term_end is not None and upcoming >= term_end
    commitment.next_period_at = None if is_last else from_seconds(upcoming)


def _has_result(period: Period, term_end: int | None) -> bool:
    """Whether it is closed with a result; of rolling days only a month.s last (decision 19)."""
    if period.cadence.kind is not PeriodKind.ROLLING:
        return True
    return period.ends_before.day == 1 or period.end == term_end


def _known_at(commitment: Commitment) -> dt.datetime:
    """Since when it is known that these periods are judged: the latest activation."""
    activated_at = commitment.target.version.activated_at
    return max(commitment.created_at, activated_at or commitment.created_at)
