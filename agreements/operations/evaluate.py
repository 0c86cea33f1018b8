"""Judge what is due: verdicts, breaches, and the news about them."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from django.db import connection, transaction
from django.db.models import F

from agreements.engine.verdicts import Verdict as Judgement
from agreements.models import State, Verdict
from agreements.queries.figures import calendars_of
from agreements.queries.plain_rows import plain_verdicts, state_words
from common.db.copying import NEVER, array, read_columns
from common.db.instants import to_seconds
from slm.engine.calendar import Calendar
from slm.queries.timelines import Timeline, timelines

from .judge_verdict import judge_verdict
from .restate import keep_final, restate
from .tell import settle_breach, tell_of_risk

# Bounds what one transaction locks; the next one takes the rest.
BATCH = 5_000
_EXACT = 500
# The longest burn window of a yearly period is a tenth of it.
_BURN_LOOK_BACK = 40 * 86_400

_TAKE_DUE = """
SELECT id, closed_at IS NOT NULL FROM agreements_verdict
 WHERE next_check_at <= %(at)s
 ORDER BY next_check_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
_WRITE_PLAIN = """
UPDATE agreements_verdict AS verdict
   SET state = fresh.state, is_close = fresh.close <> 0, breaches_at = NULL, computed_at = %s,
       next_check_at = to_timestamp(fresh.next_check)
  FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::bigint[])
       AS fresh(id, state, close, next_check)
 WHERE verdict.id = fresh.id
"""


def evaluate_due(*, at: dt.datetime) -> int:
    """Judge every verdict whose next check has come; return how many there were.

    Workers take different rows, and whatever one writes (verdict, breach, notice) is one
    transaction, so that any number of them, at any pace, tells each thing once.
    """
    total = 0
    while True:
        taken = _judge_once(at)
        total += taken
        if taken < BATCH:
            return total


@transaction.atomic
def _judge_once(at: dt.datetime) -> int:
    """Those whose answer is plain are judged and written together, the others one by one."""
    taken = read_columns(_TAKE_DUE, {"id": "int8", "is_closed": "flag"}, {"at": at, "limit": BATCH})
    due, closed = taken["id"], taken["id"][taken["is_closed"] != 0].tolist()
    if not len(due):
        return 0
    if closed:
        final = keep_final(ids=closed)
        due = due[~np.isin(due, final)]
        closed = [pk for pk in closed if pk not in set(final)]
    plain = plain_verdicts(ids=due, now=to_seconds(at))
    if len(plain.ids):
        with connection.cursor() as cursor:
            cursor.execute(
                _WRITE_PLAIN,
                [
                    at,
                    array(plain.ids),
                    "{" + ",".join(state_words(plain.state)) + "}",
                    array(plain.close),
                    array(plain.next_check, null=plain.next_check >= NEVER),
                ],
            )
    for begin in range(0, len(plain.others), _EXACT):
        rows = Verdict.objects.filter(pk__in=plain.others[begin : begin + _EXACT].tolist())
        judged = rows.select_related(
            "period_state",
            "commitment__agreement__owner",
            "commitment__target__indicator__service__owner",
            "commitment__target__hours",
            "commitment__measure__indicator",
        ).order_by("next_check_at", "pk")
        evaluate(verdicts=list(judged), at=at)
    if closed:
        restate(ids=closed, at=at)
    return len(taken["id"])


@transaction.atomic
def evaluate(*, verdicts: Sequence[Verdict], at: dt.datetime) -> None:
    """Judge these verdicts as of `at`, open and withdraw breaches, write notices."""
    if not verdicts:
        return
    calendars = calendars_of(verdicts, at)
    # What is counted has no timeline.
    indicators = {
        v.commitment.measure.indicator_id: v.commitment.measure.indicator
        for v in verdicts
        if not v.commitment.measure.counts
    }
    since = min(to_seconds(verdict.period_start_at) for verdict in verdicts)
    until = max(to_seconds(at), *(to_seconds(verdict.period_end_at) for verdict in verdicts))
    known = timelines(indicators.values(), since - _BURN_LOOK_BACK, until) if indicators else {}
    for verdict in verdicts:
        _judge(
            verdict,
            calendars[verdict.commitment.measure.hours_id],
            known.get(verdict.commitment.measure.indicator_id),
            # A worker whose clock is behind must not take back what another has judged.
            max(at, verdict.computed_at or at),
        )


def _judge(
    verdict: Verdict, calendar: Calendar, timeline: Timeline | None, at: dt.datetime
) -> None:
    before = verdict.state
    current, judgement = judge_verdict(verdict=verdict, calendar=calendar, timeline=timeline, at=at)
    verdict.state, verdict.is_close = State(judgement.word.value), judgement.close
    verdict.computed_at = at
    if verdict.state == State.AT_RISK and before != State.AT_RISK:
        verdict.episode = F("episode") + 1
    verdict.save()
    if not isinstance(verdict.episode, int):
        verdict.refresh_from_db(fields=["episode"])
    settle_breach(verdict=verdict, current=current, at=at)
    if _is_news(verdict, before, judgement):
        tell_of_risk(verdict=verdict, current=current, judgement=judgement, at=at)


def _is_news(verdict: Verdict, before: str, judgement: Judgement) -> bool:
    return verdict.state == State.AT_RISK and before != State.AT_RISK and bool(judgement.risks)
