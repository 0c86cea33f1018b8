"""Close a period: its figures are frozen, and only restated from then on (decision 19)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agreements.models import Result, Verdict
from agreements.queries.figures import calendars_of, figures
from agreements.queries.frozen import result_of
from common.problems import Refusal
from slm.models import Dirty

# Bounds what one transaction locks; the next one takes the rest.
BATCH = 1_000


class ClosingRefused(Refusal):
    """The period stays open."""

    code = "closing_refused"


def close_due(*, at: dt.datetime) -> int:
    """Close every period whose grace is over at `at`; return how many there were.

    A period whose last facts are still being computed waits for the next tick. Workers take
    different rows, so each period is closed once.
    """
    total = 0
    while True:
        with transaction.atomic():
            due = _settled(Verdict.objects.filter(closed_at=None, closes_at__lte=at))
            ids = list(
                due.select_for_update(skip_locked=True, of=("self",))
                .order_by("closes_at", "pk")
                .values_list("pk", flat=True)[:BATCH]
            )
            _freeze(ids, at=at)
        total += len(ids)
        if len(ids) < BATCH:
            return total


@transaction.atomic
def close_period(*, verdict: Verdict, actor: Any, reason: str, at: dt.datetime) -> Result:
    """Close a period that is over without waiting for its grace; return what was issued.

    `reason` says why it is not waited for. A closed period stays as it was issued: closing it
    again answers the same record.
    """
    locked = Verdict.objects.select_for_update().get(pk=verdict.pk)
    issued = Result.objects.filter(verdict=locked, number=Result.ISSUED).first()
    if issued is not None:
        return issued
    if at < locked.period_end_at:
        raise ClosingRefused(
            _("This period still goes on; only a period that is over is closed."), field="period"
        )
    if not reason.strip():
        raise ClosingRefused(_("Say why it is closed before its time."), field="reason")
    if not _settled(Verdict.objects.filter(pk=locked.pk)).exists():
        raise ClosingRefused(
            _("The last facts of this period are still being computed. Try again in a moment."),
            field="period",
        )
    (result,) = _freeze([locked.pk], actor=actor, reason=reason.strip(), at=at)
    return result


def _settled(verdicts: QuerySet[Verdict]) -> QuerySet[Verdict]:
    """Those that were judged after their end, from sums to which nothing is to be added."""
    pending = Dirty.objects.filter(
        Q(to_at=None) | Q(to_at__gt=OuterRef("period_start_at")),
        indicator=OuterRef("commitment__measure__indicator"),
        from_at__lt=OuterRef("period_end_at"),
    )
    return verdicts.filter(
        ~Exists(pending),
        next_check_at=None,
        computed_at__gte=F("period_end_at"),
        period_state__failed_at=None,
    )


def _freeze(
    ids: Iterable[int], *, at: dt.datetime, actor: Any = None, reason: str = ""
) -> list[Result]:
    """Write Result number 1 of locked verdicts. Their sums are read after the lock was taken."""
    rows = list(
        Verdict.objects.filter(pk__in=list(ids))
        .select_related("period_state", "commitment__measure")
        .order_by("pk")
    )
    if not rows:
        return []
    calendars = calendars_of(rows, at)
    results = []
    for row in rows:
        calendar = calendars[row.commitment.measure.hours_id]
        current = figures(row, calendar, at=row.period_end_at)
        result = result_of(row, current, calendar, number=Result.ISSUED)
        result.actor, result.reason, result.issued_at = actor, reason, at
        results.append(result)
    Result.objects.bulk_create(results)
    Verdict.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=at)
    return results
