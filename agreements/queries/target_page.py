"""One commitment in one period, with everything its page tells."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from agreements.engine import burn
from agreements.engine.budgets import burn_rate
from agreements.engine.counting import Counted, Event, count_events
from agreements.engine.terms import Terms
from agreements.models import Commitment, Verdict
from agreements.queries.figures import Figures, calendars_of, figures_of
from agreements.queries.frozen import Frozen, results_of
from agreements.queries.periods import whole_period
from agreements.queries.standing import Standing, standings, with_figures
from agreements.queries.terms import terms_from
from common.db.instants import from_seconds, to_seconds
from slm.engine.breaks import Reliability, reliability
from slm.engine.calendar import Calendar
from slm.engine.layers import Layer
from slm.engine.states import held
from slm.engine.zones import DAY_SECONDS, date_of, zone
from slm.models import BucketDay, Fact, FactVersion
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.maintenance import standing_of_facts
from slm.queries.timelines import Timeline, timelines

# A break that began before the period is counted whole for the minimum: look back this far.
LOOK_BACK_SECONDS = 40 * DAY_SECONDS
STRIP_DAYS = 90


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A line of "what counted and what did not": a reported fact, or what a source measured."""

    counted: Counted
    fact: Fact | None
    reason: str
    zone: str
    standing: str = ""  # of a maintenance or an exclusion: why it counts, or does not

    @property
    def is_open(self) -> bool:
        return self.counted.event.end is None

    @property
    def start_at(self) -> dt.datetime:
        return from_seconds(self.counted.event.start)

    @property
    def end_at(self) -> dt.datetime | None:
        end = self.counted.event.end
        return None if end is None else from_seconds(end)

    @property
    def is_clipped(self) -> bool:
        """Whether part of it lies outside the period."""
        event = self.counted.event
        return self.counted.start > event.start or (
            event.end is not None and self.counted.end < event.end
        )

    @property
    def clipped_start_at(self) -> dt.datetime:
        return from_seconds(self.counted.start)

    @property
    def clipped_end_at(self) -> dt.datetime:
        return from_seconds(self.counted.end)

    @property
    def layer(self) -> Layer:
        return self.counted.event.layer


@dataclass(frozen=True, slots=True)
class BurnRow:
    """One pair of burn windows: both rates and whether they alert."""

    pair: burn.Pair
    long: Fraction | None
    short: Fraction | None
    fires: bool


@dataclass(frozen=True, slots=True)
class DayParts:
    """What one local day held, in whole seconds; before the commitment it held nothing."""

    day: dt.date
    good: int = 0
    bad: int = 0
    excluded: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """One commitment in one period as of the last finished tick.

    What is read of time only stays empty where events are counted.
    """

    standing: Standing
    terms: Terms
    occurrences: tuple[Occurrence, ...] = ()
    reliability: Reliability | None = None
    burns: tuple[BurnRow, ...] = ()
    days: tuple[DayParts, ...] = ()
    pace_used_up_at: dt.datetime | None = None
    is_open_outage: bool = False

    @property
    def verdict(self) -> Verdict:
        return self.standing.verdict

    @property
    def figures(self) -> Figures:
        return self.standing.figures

    @property
    def counted_seconds(self) -> Fraction:
        return sum((row.counted.counted for row in self.occurrences), Fraction(0))


def period_page(*, verdict: Verdict, at: dt.datetime) -> PeriodPage:
    """Everything about the verdict's period as of `at`. The verdict comes `with_figures`."""
    commitment = verdict.commitment
    calendar = calendars_of([verdict], at)[commitment.measure.hours_id]
    terms = terms_from(commitment.terms)
    current = figures_of([verdict], at=at)[verdict.pk]
    clock = zone(commitment.measure.hours.zone)
    whole = whole_period(terms.cadence, verdict.period_label, clock)
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    now = to_seconds(at)
    known = timelines(
        [commitment.measure.indicator], whole.start - LOOK_BACK_SECONDS, max(now, end)
    )[commitment.measure.indicator_id]
    layers = known.layers(now)
    until = max(start, min(end, now))
    if terms.meaning.counted:
        return PeriodPage(Standing(verdict, current), terms)
    events = [
        event for event in _events(known, now) if _touches(event, whole.start, whole.end, now)
    ]
    minimum = terms.minimum_break_seconds
    counted = count_events(
        calendar,
        layers,
        events,
        start=start,
        end=end,
        now=now,
        reading=terms.reading,
        minimum_break=minimum,
    )
    return PeriodPage(
        standing=Standing(verdict, current),
        terms=terms,
        occurrences=_occurrences(counted, commitment),
        reliability=reliability(
            calendar, layers, start, until, minimum_break=minimum, crossing=terms.crossing
        ),
        burns=_burns(verdict, terms, calendar, known, now)
        if now < end and current.is_level_of_time
        else (),
        days=strip_days([commitment], at=from_seconds(min(now, end)))[commitment.pk],
        pace_used_up_at=_pace_used_up_at(current, calendar, until, end),
        is_open_outage=now < end and terms.reading.bad_weight_ppm(known.tail(now)) > 0,
    )


def verdict_of(commitment: Commitment, *, label: str, at: dt.datetime) -> Verdict | None:
    """The verdict of the period called `label`, without one the period at `at`, else the last."""
    rows = with_figures(Verdict.objects.filter(commitment=commitment))
    if label:
        return rows.filter(period_label=label).first()
    begun = rows.filter(period_start_at__lte=at).order_by("-period_start_at", "-period_end_at")
    return begun.first() or rows.first()


def past_periods(
    commitment: Commitment, *, at: dt.datetime, limit: int
) -> list[tuple[Standing, list[Frozen]]]:
    """The periods that are over at `at`, newest first, each with what was frozen of it."""
    rows = with_figures(
        Verdict.objects.filter(commitment=commitment, period_end_at__lte=at).order_by(
            "-period_end_at"
        )
    )[:limit]
    found = standings(rows, at=at)
    kept = results_of(row.verdict.pk for row in found)
    return [(row, kept.get(row.verdict.pk, [])) for row in found]


def _events(known: Timeline, now: int) -> list[Event]:
    """Reported facts under their ids, and what a source measured under negative keys."""
    events = [Event(fact.fact_id, fact.layer, fact.start, fact.end) for fact in known.facts]
    if not known.is_fed:
        return events
    tail = known.tail(now)
    measured = held(known.runs, since=known.since, now=now, max_gap=known.max_gap)
    for layer, claimed in measured.items():
        if layer is Layer.GOOD:
            continue
        for begin, finish in claimed.tolist():
            goes_on = finish >= now and tail is layer
            events.append(Event(-begin, layer, begin, None if goes_on else finish))
    return events


def _touches(event: Event, start: int, end: int, now: int) -> bool:
    # What lies wholly ahead is no occurrence yet.
    return event.start < min(end, now) and (event.end is None or event.end > start)


def _occurrences(counted: Sequence[Counted], commitment: Commitment) -> tuple[Occurrence, ...]:
    ids = [row.event.key for row in counted if row.event.key > 0]
    facts = Fact.objects.in_bulk(ids)
    reasons: dict[int, str] = {}
    versions = FactVersion.objects.filter(fact__in=ids).order_by("fact_id", "number")
    for fact_id, reason in versions.values_list("fact_id", "reason"):
        reasons[fact_id] = reason or reasons.get(fact_id, "")
    protecting = [pk for pk, fact in facts.items() if fact.kind != Fact.Kind.OUTAGE]
    standing = standing_of_facts(protecting) if protecting else {}
    return tuple(
        Occurrence(
            counted=row,
            fact=facts.get(row.event.key),
            reason=reasons.get(row.event.key, ""),
            zone=commitment.measure.hours.zone,
            standing=standing.get(row.event.key, ""),
        )
        for row in reversed(counted)
    )


def _burns(
    verdict: Verdict, terms: Terms, calendar: Calendar, known: Timeline, now: int
) -> tuple[BurnRow, ...]:
    start, end = to_seconds(verdict.period_start_at), to_seconds(verdict.period_end_at)
    layers = known.layers(now)
    rows = []
    for pair in burn.pairs_for(end - start):
        long, short = (
            burn.window_level(
                calendar,
                layers,
                now=now,
                window=window,
                reading=terms.reading,
                since=start,
                minimum_break=terms.minimum_break_seconds,
            )
            for window in (pair.long_seconds, pair.short_seconds)
        )
        rows.append(
            BurnRow(
                pair=pair,
                long=burn_rate(long, terms.target_ppm),
                short=burn_rate(short, terms.target_ppm),
                fires=burn.fires(
                    pair,
                    long=long,
                    short=short,
                    target_ppm=terms.target_ppm,
                    least=burn.MINIMUM_MEASURED_SECONDS * calendar.scale * terms.reading.grain,
                ),
            )
        )
    return tuple(rows)


def _pace_used_up_at(
    current: Figures, calendar: Calendar, until: int, end: int
) -> dt.datetime | None:
    """When the budget is used up if it goes on as until now; None where it lasts."""
    if current.is_over or current.forecast.linear_met is not False or not current.contract.bad:
        return None
    if not current.is_level_of_time:
        return None
    if current.contract.is_overspent(strict=current.terms.strict):
        return None
    needed = current.contract.allowed * current.measured_seconds / current.contract.bad
    more = needed - current.measured_seconds
    reached = calendar.advance(until, max(1, -(-more.numerator // more.denominator)))
    return None if reached is None or reached > end else from_seconds(reached)


def _days(
    commitment: Commitment,
    calendar: Calendar,
    terms: Terms,
    until: int,
    stored: Mapping[dt.date, BucketDay],
) -> tuple[DayParts, ...]:
    """The last 90 local days before `until`: stored where something happened, else good."""
    numbers, starts = calendar.local_day_starts(until - STRIP_DAYS * DAY_SECONDS, until)
    edges = [*starts[-STRIP_DAYS:].tolist(), until]
    first, last = to_seconds(commitment.start_at), until
    if commitment.end_at is not None:
        last = min(last, to_seconds(commitment.end_at))
    found = []
    for number, opens, closes in zip(
        numbers[-STRIP_DAYS:].tolist(), edges[:-1], edges[1:], strict=True
    ):
        day, begin = date_of(number), max(opens, first)
        # The day on which the promise began or ended counts in part.
        service = calendar.elapsed(begin, max(begin, min(closes, last)))
        row = stored.get(day)
        if not service:
            found.append(DayParts(day))
        elif row is None:
            found.append(DayParts(day, good=service))
        else:
            found.append(_day(day, service, row, terms))
    return tuple(found)


def _day(day: dt.date, service: int, row: BucketDay, terms: Terms) -> DayParts:
    amounts = {
        Layer.EXCLUDED: row.excluded_seconds,
        Layer.PLANNED: row.planned_seconds,
        Layer.DOWN: row.down_seconds,
        Layer.PARTIAL: row.partial_seconds,
        Layer.DEGRADED: row.degraded_seconds,
        Layer.UNKNOWN: row.unknown_seconds,
    }
    bad = sum(amount for layer, amount in amounts.items() if terms.reading.bad_weight_ppm(layer))
    excluded = amounts[Layer.EXCLUDED] + amounts[Layer.PLANNED]
    unknown = 0 if terms.reading.bad_weight_ppm(Layer.UNKNOWN) else amounts[Layer.UNKNOWN]
    bad = min(bad, service)
    return DayParts(
        day,
        good=max(0, service - bad - excluded - unknown),
        bad=bad,
        excluded=min(excluded, service),
        unknown=min(unknown, service),
    )


def strip_days(
    commitments: Sequence[Commitment], *, at: dt.datetime
) -> dict[int, tuple[DayParts, ...]]:
    """The strips of several commitments by id, in three queries for all of them."""
    rows = list(commitments)
    until = to_seconds(at)
    hours = hours_by_id(row.measure.hours_id for row in rows)
    stored: dict[int, dict[dt.date, BucketDay]] = {}
    for day in BucketDay.objects.filter(
        measure__in={row.measure_id for row in rows},
        day__gte=at.date() - dt.timedelta(days=STRIP_DAYS + 2),
    ):
        stored.setdefault(day.measure_id, {})[day.day] = day
    return {
        row.pk: _days(
            row,
            calendar_for(hours[row.measure.hours_id], until - STRIP_DAYS * DAY_SECONDS, until),
            terms_from(row.terms),
            until,
            stored.get(row.measure_id, {}),
        )
        for row in rows
    }
