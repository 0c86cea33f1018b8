"""Let what binds end earlier or later than it was meant to, and fit its periods to that."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.engine.closing import closes_at
from agreements.models import Breach, Commitment, Verdict
from agreements.queries.periods import whole_period
from agreements.queries.terms import terms_from
from common.db.instants import from_seconds, to_seconds
from common.problems import Refusal
from slm.engine.periods import PeriodKind, clip_period
from slm.engine.zones import zone
from slm.operations.watch_period import watch_periods


class EndRefused(Refusal):
    """Nothing ends then: what was issued would change."""

    code = "end_refused"


def end_commitment(*, commitment: Commitment, end_at: dt.datetime | None, at: dt.datetime) -> None:
    """Move the exclusive end of a commitment and of who is bound by it, and refit its periods."""
    if commitment.end_at == end_at:
        return
    before, commitment.end_at = commitment.end_at, end_at
    if end_at is not None and (
        commitment.next_period_at is None or commitment.next_period_at >= end_at
    ):
        commitment.next_period_at = None
    commitment.save()
    commitment.bound.filter(Q(to_at=before) if before is not None else Q(to_at=None)).update(
        to_at=end_at
    )
    fit_periods(commitment=commitment, at=at)


def refuse_if_issued(*, commitments: Iterable[Commitment], end_at: dt.datetime) -> None:
    """Refuse an end inside or before a period that is closed: its figures were issued (P20)."""
    rows = list(commitments)
    closed = Verdict.objects.filter(
        commitment__in=rows, closed_at__isnull=False, period_end_at__gt=end_at
    )
    if closed.exists():
        raise EndRefused(
            _("A period that ends after this day is closed: choose a later day."), field="day"
        )
    begun = Breach.objects.filter(commitment__in=rows, verdict__period_start_at__gte=end_at)
    if begun.exists():
        raise EndRefused(_("A breach happened after this day: choose a later day."), field="day")


def fit_periods(*, commitment: Commitment, at: dt.datetime) -> None:
    """Clip the periods that are not closed to the commitment's term; drop those outside it."""
    clock = zone(commitment.measure.hours.zone)
    terms = terms_from(commitment.terms)
    start = to_seconds(commitment.start_at)
    end = None if commitment.end_at is None else to_seconds(commitment.end_at)
    for verdict in commitment.verdicts.filter(closed_at=None).select_related("period_state"):
        if _is_outside(verdict, terms.cadence.kind, commitment.end_at):
            verdict.delete()
            continue
        whole = whole_period(terms.cadence, verdict.period_label, clock)
        period = clip_period(whole, start, end)
        begins_at, ends_at = from_seconds(period.start), from_seconds(period.end)
        if (begins_at, ends_at) == (verdict.period_start_at, verdict.period_end_at):
            continue
        states = watch_periods(wanted=[(commitment.measure, begins_at, ends_at)], at=at)
        verdict.period_state = next(iter(states.values()))
        verdict.period_start_at, verdict.period_end_at = begins_at, ends_at
        verdict.is_clipped = period.clipped
        verdict.next_check_at = at
        closing = closes_at(
            end=period.end, known=to_seconds(at), grace_days=terms.grace_days, zone=clock
        )
        verdict.closes_at = from_seconds(closing)
        verdict.save()


def _is_outside(verdict: Verdict, kind: PeriodKind, end_at: dt.datetime | None) -> bool:
    """Whether a period is not judged any more: it begins after the end, or rolls beyond it."""
    if end_at is None:
        return False
    if kind is PeriodKind.ROLLING:
        return verdict.period_end_at > end_at
    return verdict.period_start_at >= end_at
