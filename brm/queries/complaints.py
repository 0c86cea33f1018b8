"""How many complaints of each customer are open, escalated and overdue, at any instant."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from brm.engine.feedback import UNSETTLED, UNTOUCHED, State
from brm.models import Escalation, Feedback, FeedbackStep


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """Complaints of one customer, without those of its units.

    `open`: something is still to be done by us. `escalated`: open, and on a level of the ladder
    since it came or came back. `overdue`: open, and not acknowledged or not resolved by its time.
    `waiting`: resolved in our view, without a word of the customer yet; not open.
    """

    open: int = 0
    escalated: int = 0
    overdue: int = 0
    waiting: int = 0


def complaint_figures(
    customer_ids: Iterable[int], as_of: dt.datetime
) -> dict[int, ComplaintFigures]:
    """The figures of each of these customers as they stood at `as_of`; two queries at most.

    Every customer asked for has a line, one without complaints a line of zeros: here nothing is
    indeed nothing. The past is read from the steps, which are never rewritten.
    """
    wanted = set(customer_ids)
    last = FeedbackStep.objects.filter(feedback=OuterRef("pk"), taken_at__lte=as_of).order_by(
        "-number"
    )
    rows = (
        Feedback.objects.filter(
            customer__in=wanted, kind=Feedback.Kind.COMPLAINT, received_at__lte=as_of
        )
        .filter(Q(closed_at=None) | Q(closed_at__gt=as_of))
        .annotate(
            then=Subquery(last.values("after")[:1]),
            then_episode=Subquery(last.values("episode")[:1]),
            then_acknowledge=Subquery(last.values("acknowledge_by_at")[:1]),
            then_resolve=Subquery(last.values("resolve_by_at")[:1]),
        )
        .annotate(
            was_escalated=Exists(
                Escalation.objects.filter(
                    feedback=OuterRef("pk"),
                    episode=OuterRef("then_episode"),
                    escalated_at__lte=as_of,
                )
            )
        )
        .values_list(
            "customer_id", "then", "then_acknowledge", "then_resolve", "was_escalated", named=True
        )
    )
    counts: dict[int, list[int]] = {pk: [0, 0, 0, 0] for pk in wanted}
    for row in rows:
        line = counts[row.customer_id]
        if row.then in UNSETTLED:
            line[0] += 1
            line[1] += row.was_escalated
            line[2] += is_late(row.then, row.then_acknowledge, row.then_resolve, as_of)
        elif row.then == State.RESOLVED:
            line[3] += 1
    return {pk: ComplaintFigures(*line) for pk, line in counts.items()}


def is_late(
    state: str,
    acknowledge_by_at: dt.datetime | None,
    resolve_by_at: dt.datetime | None,
    at: dt.datetime,
) -> bool:
    """Whether something that should have been done by now was not."""
    if state in UNTOUCHED and acknowledge_by_at is not None and acknowledge_by_at < at:
        return True
    return state in UNSETTLED and resolve_by_at is not None and resolve_by_at < at


def with_standing(rows: Any, *, at: dt.datetime) -> Any:
    """Feedback with `is_late` at `at`, and `on_level`: the highest level that it has climbed to
    since it came, or came back; None before the first.
    """
    climbed = Escalation.objects.filter(feedback=OuterRef("pk"), episode=OuterRef("episode"))
    late = Q(state__in=UNTOUCHED, acknowledge_by_at__lt=at) | Q(
        state__in=UNSETTLED, resolve_by_at__lt=at
    )
    return rows.annotate(
        is_late=Case(When(late, then=Value(True)), default=Value(False)),
        on_level=Subquery(climbed.order_by("-level").values("level")[:1]),
    )
