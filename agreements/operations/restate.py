"""Write a restatement beside what was issued, when facts came late (decision 19)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from agreements.engine.terms import LateCorrection
from agreements.models import Result, Verdict
from agreements.queries.causes import cause_of
from agreements.queries.figures import calendars_of, figures
from agreements.queries.frozen import result_of, says_the_same

from .tell import tell_of_restatement


def keep_final(*, ids: Collection[int]) -> list[int]:
    """Leave alone those of closed verdicts that late facts do not change; return which they are.

    So it is by their terms: what was issued is the last word, for state and breach as well.
    """
    final = Verdict.objects.filter(
        pk__in=list(ids), commitment__terms__late_correction=LateCorrection.NONE
    )
    found = list(final.values_list("pk", flat=True))
    Verdict.objects.filter(pk__in=found).update(next_check_at=None)
    return found


@transaction.atomic
def restate(*, ids: Collection[int], at: dt.datetime) -> int:
    """Append a result to each of these closed verdicts whose figures differ from its last one.

    Whoever answers for the level is told of each once, by its number. The verdicts were judged in
    this transaction, which holds their locks; judged again without a change nothing is appended.
    Returns how many were restated.
    """
    rows = list(
        Verdict.objects.filter(pk__in=list(ids), closed_at__isnull=False)
        .select_related(
            "period_state",
            "commitment__agreement",
            "commitment__measure__indicator",
            "commitment__target__indicator__service",
        )
        .order_by("pk")
    )
    if not rows:
        return 0
    calendars = calendars_of(rows, at)
    last = {
        row.verdict_id: row
        for row in Result.objects.filter(verdict__in=rows)
        .order_by("verdict_id", "-number")
        .distinct("verdict_id")
    }
    restated = []
    for row in rows:
        calendar = calendars[row.commitment.measure.hours_id]
        current = figures(row, calendar, at=row.period_end_at)
        before = last[row.pk]
        result = result_of(row, current, calendar, number=before.number + 1)
        if says_the_same(result, before):
            continue
        cause = cause_of(row, before, calendar_hash=calendar.content_hash)
        result.cause, result.reason, result.actor = cause.content, cause.reason, cause.actor
        result.issued_at = at
        restated.append((row, before, result))
    Result.objects.bulk_create(result for _row, _before, result in restated)
    Verdict.objects.filter(pk__in=[row.pk for row, _before, _result in restated]).update(
        restated_at=at
    )
    for row, before, result in restated:
        tell_of_restatement(verdict=row, before=before, after=result, at=at)
    return len(restated)
