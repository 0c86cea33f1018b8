"""Hold the review of an agreement, or move it with a reason (R72)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Review
from agreements.queries.access import may_manage_agreement
from agreements.queries.local_dates import local_day
from common.problems import Refusal


class ReviewRefused(Refusal):
    """The next review stays when it was."""

    code = "review_refused"


def hold_review(
    *, agreement: Agreement, outcome: str, next_on: dt.date, actor: Any, at: dt.datetime
) -> Review:
    """Record that the agreement was reviewed, what came of it, and when it is reviewed again."""
    if not outcome.strip():
        raise ReviewRefused(_("Say what came of the review."), field="words")
    return _write(Review.Kind.HELD, agreement, outcome, next_on, actor, at)


def move_review(
    *, agreement: Agreement, reason: str, next_on: dt.date, actor: Any, at: dt.datetime
) -> Review:
    """Set another day for the next review; the reason is kept."""
    if not reason.strip():
        raise ReviewRefused(_("Say why the review is moved."), field="words")
    return _write(Review.Kind.MOVED, agreement, reason, next_on, actor, at)


@transaction.atomic
def _write(
    kind: Review.Kind,
    agreement: Agreement,
    words: str,
    next_on: dt.date,
    actor: Any,
    at: dt.datetime,
) -> Review:
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not may_manage_agreement(actor, locked):
        raise ReviewRefused(_("You may not change this agreement."))
    if next_on <= (local_day(at, locked.zone) or next_on):
        raise ReviewRefused(_("The next review is tomorrow at the earliest."), field="next_on")
    review = Review.objects.create(
        agreement=locked,
        kind=kind,
        due_on=locked.next_review_on,
        next_on=next_on,
        words=words.strip(),
        recorded_by=actor,
        recorded_at=at,
    )
    locked.next_review_on = next_on
    locked.save()
    return review
