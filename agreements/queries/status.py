"""SLA status: one row for each commitment and customer, as of a finished tick or earlier."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from agreements.engine.reached import Tally
from agreements.engine.terms import LateCorrection, NewService
from agreements.models import Commitment, CommitmentCustomer, Result, State, Verdict
from agreements.queries.access import sees_everybody
from agreements.queries.figures import Figures, figures, figures_from, timelines_of
from agreements.queries.frozen import frozen
from agreements.queries.judging import judge
from agreements.queries.terms import alerts_of, terms_from
from brm.models import Customer
from common.db.instants import from_seconds, to_seconds
from slm.engine.layers import Parts
from slm.engine.periods import Period, PeriodKind, clip_period, period_at
from slm.engine.zones import zone
from slm.models import Cycle
from slm.queries.calendars import calendar_for, hours_by_id
from slm.queries.timelines import timelines

LOOK_BACK_SECONDS = 40 * 86_400


@dataclass(frozen=True, slots=True)
class Status:
    """One commitment for one customer in one period.

    `issued` is what a closed period was issued with, `restated` the newest restatement of it, both
    as known at the instant that was asked for; none where it was not closed, or not restated, yet.
    `is_known` is False where something is counted and what had been counted by that instant was
    not kept: then nothing is said of it, though something may have been counted.
    """

    commitment: Commitment
    customer: Customer
    period: Period
    figures: Figures
    state: str
    is_close: bool
    issued: Result | None
    restated: Result | None
    breaches_at: dt.datetime | None
    is_known: bool = True

    @property
    def is_closed(self) -> bool:
        """Whether the figures are frozen, so that a late fact only restates them."""
        return self.issued is not None


def visible_bindings(user: Any, *, at: dt.datetime) -> QuerySet[CommitmentCustomer]:
    """The customers bound at `at` to commitments, of each only those that `user` may see.

    Of a shared agreement nobody limited to one customer sees the row of another. What is promised
    from the first whole period on has no row before that.
    """
    begun = Verdict.objects.filter(
        commitment=OuterRef("commitment"), period_start_at__lte=at, period_end_at__gt=at
    )
    not_yet = Q(commitment__terms__new_service=NewService.WHOLE_PERIOD) & ~Exists(begun)
    rows = CommitmentCustomer.objects.exclude(not_yet).filter(
        Q(to_at=None) | Q(to_at__gt=at),
        Q(commitment__end_at=None) | Q(commitment__end_at__gt=at),
        from_at__lte=at,
        commitment__in=Commitment.objects.visible_to(user),
    )
    if not sees_everybody(user):
        rows = rows.filter(customer__in=Customer.objects.visible_to(user))
    return rows.select_related(
        "customer",
        "commitment__agreement",
        "commitment__measure__hours",
        "commitment__measure__indicator",
        "commitment__target__indicator__service",
        "commitment__target__indicator__slice",
    ).order_by("commitment_id", "customer_id", "pk")


def maybe_in_state(
    rows: QuerySet[CommitmentCustomer], state: str, *, at: dt.datetime, as_of: dt.datetime
) -> QuerySet[CommitmentCustomer]:
    """Leave out rows whose stored verdict rules the state out; who is left must still be asked."""
    holding = Verdict.objects.filter(
        commitment=OuterRef("commitment"), period_start_at__lte=at, period_end_at__gt=at
    )
    # Of rolling days many hold the instant: the one that is asked for ends with its day.
    other = Verdict.objects.filter(
        commitment=OuterRef("commitment"),
        pk=Subquery(holding.order_by("period_end_at").values("pk")[:1]),
        computed_at__lte=as_of,
        period_state__computed_to_at__lte=as_of,
    )
    return rows.exclude(Exists(other.exclude(state=state)))


def statuses(
    bindings: Sequence[CommitmentCustomer], *, at: dt.datetime, as_of: dt.datetime
) -> list[Status]:
    """The status of each binding in the period that contains `at`, as of what was known at `as_of`.

    A stored verdict answers where nothing newer went into it; the others are judged again from
    what had been received by then. Counts can not be rebuilt: where something was counted since,
    only what was frozen by then answers, else there is no figure. A fixed number of queries.
    """
    commitments = {row.commitment_id: row.commitment for row in bindings}
    if not commitments:
        return []
    periods = {pk: _period(commitment, at) for pk, commitment in commitments.items()}
    calendars = _calendars(commitments.values(), periods.values(), as_of)
    found_now = Verdict.objects.filter(
        commitment__in=commitments,
        period_start_at__lte=at,
        period_end_at__gt=at,
        computed_at__lte=as_of,
        period_state__computed_to_at__lte=as_of,
    ).select_related("period_state")
    stored = {
        row.commitment_id: row for row in found_now if _is_meant(row, periods[row.commitment_id])
    }
    for verdict in stored.values():
        verdict.commitment = commitments[verdict.commitment_id]
    lines = timelines_of(stored.values(), as_of)
    missing = [row for pk, row in commitments.items() if pk not in stored]
    rebuilt = _rebuilt(missing, periods, calendars, as_of)
    kept = _frozen(periods, at=at, as_of=as_of)
    found = []
    for row in bindings:
        commitment, period = commitments[row.commitment_id], periods[row.commitment_id]
        if commitment.pk in stored:
            verdict = stored[commitment.pk]
            calendar = calendars[commitment.measure.hours_id]
            current = figures(
                verdict,
                calendar,
                at=as_of,
                timeline=lines.get(commitment.measure.indicator_id),
            )
            state, is_close, breaches = verdict.state, verdict.is_close, verdict.breaches_at
        else:
            current, state, is_close, breaches = rebuilt[commitment.pk]
        issued = kept.get((commitment.pk, False))
        terms = current.terms
        is_known = commitment.pk in stored or not terms.meaning.counted
        is_final = issued is not None and terms.late_correction is LateCorrection.NONE
        if issued and (is_final or not is_known):
            # What was issued is the last word, whatever became known since.
            kept_then = frozen(kept.get((commitment.pk, True), issued) if not is_final else issued)
            current, state = kept_then.figures, kept_then.result.state
            is_close, is_known = kept_then.key == "close", True
        found.append(
            Status(
                commitment=commitment,
                customer=row.customer,
                period=period,
                figures=current,
                state=str(state),
                is_close=is_close,
                issued=issued,
                restated=None if is_final else kept.get((commitment.pk, True)),
                breaches_at=breaches,
                is_known=is_known,
            )
        )
    return found


def scope_key(user: Any) -> str:
    """A short text that differs wherever two callers may see different rows."""
    token = getattr(user, "token", None)
    seen = "all"
    if not sees_everybody(user):
        ids = Customer.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)
        seen = hashlib.sha256(repr(list(ids)).encode()).hexdigest()[:16]
    return f"{user.pk}.{token.pk if token else ''}.{seen}"


def status_tag(*, cycle: Cycle | None, user: Any, query: str) -> str:
    """The entity tag of an answer: tick, data revision, the caller's scope, and the question."""
    number, revision = (cycle.number, cycle.revision) if cycle else (0, 0)
    content = f"{number}.{revision}.{scope_key(user)}.{query}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'


def _period(commitment: Commitment, at: dt.datetime) -> Period:
    clock = zone(commitment.measure.hours.zone)
    whole = period_at(terms_from(commitment.terms).cadence, to_seconds(at), clock)
    end = None if commitment.end_at is None else to_seconds(commitment.end_at)
    return clip_period(whole, to_seconds(commitment.start_at), end)


def _is_meant(verdict: Verdict, period: Period) -> bool:
    """Whether a verdict that holds the instant is that of the period: many rolling ones hold it."""
    if period.cadence.kind is not PeriodKind.ROLLING:
        return True
    return to_seconds(verdict.period_end_at) == period.end


def _calendars(commitments: Any, periods: Any, as_of: dt.datetime) -> dict:
    rows = list(periods)
    first = min(period.start for period in rows)
    last = max(to_seconds(as_of), *(period.end for period in rows))
    hours = hours_by_id(row.measure.hours_id for row in commitments)
    return {pk: calendar_for(value, first, last) for pk, value in hours.items()}


def _rebuilt(
    commitments: Sequence[Commitment], periods: dict, calendars: dict, as_of: dt.datetime
) -> dict[int, tuple]:
    if not commitments:
        return {}
    indicators = {row.measure.indicator_id: row.measure.indicator for row in commitments}
    since = min(periods[row.pk].start for row in commitments) - LOOK_BACK_SECONDS
    until = max(to_seconds(as_of), *(periods[row.pk].end for row in commitments))
    known = timelines(indicators.values(), since, until, as_of=as_of)
    found: dict[int, tuple] = {}
    for row in commitments:
        period = periods[row.pk]
        terms = terms_from(row.terms)
        if terms.meaning.counted:
            current = figures_from(
                terms=terms,
                parts=Parts(),
                whole=Parts(),
                breach_if_lasting_at=None,
                at=as_of,
                is_over=period.end <= to_seconds(as_of),
                tally=Tally(0, 0),
            )
            found[row.pk] = current, State.NO_DATA.value, False, None
            continue
        judged = judge(
            terms=terms,
            alerts=alerts_of(row.target),
            calendar=calendars[row.measure.hours_id],
            timeline=known[row.measure.indicator_id],
            start_at=from_seconds(period.start),
            end_at=from_seconds(period.end),
            at=as_of,
        )
        found[row.pk] = (
            judged.figures,
            judged.verdict.word.value,
            judged.verdict.close,
            judged.breaches_at,
        )
    return found


def _frozen(
    periods: dict[int, Period], *, at: dt.datetime, as_of: dt.datetime
) -> dict[tuple[int, bool], Result]:
    """What was written by `as_of`, by commitment and whether it restates; the newest of each."""
    over = [pk for pk, period in periods.items() if period.end <= to_seconds(as_of)]
    if not over:
        return {}
    rows = Result.objects.filter(
        verdict__commitment__in=over,
        verdict__period_start_at__lte=at,
        verdict__period_end_at__gt=at,
        issued_at__lte=as_of,
    ).select_related("verdict")
    return {
        (row.verdict.commitment_id, row.is_restatement): row
        for row in rows.order_by("number")
        if _is_meant(row.verdict, periods[row.verdict.commitment_id])
    }
