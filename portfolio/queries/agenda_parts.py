"""What the portfolio fills in on the agenda of a review: improvements (R73, R106)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from brm.models import Customer
from portfolio.models import Improvement
from portfolio.queries.installation_month import today_at

SHOWN = 50
FIRST_TIME = dt.timedelta(days=92)
State = Improvement.State


def improvements(
    *, customers: Sequence[int], since: dt.datetime | None, until: dt.datetime, user: Any
) -> dict[str, Any]:
    """The improvements for these customers that were decided on: under way, or done since.

    What is only proposed, or was declined, is not spoken of with the customer.
    """
    begun = today_at(since or until - FIRST_TIME)
    rows = (
        Improvement.objects.visible_to(user)
        .filter(customers__in=Customer.objects.within(list(customers)))
        .filter(
            Q(state__in=(State.APPROVED, State.RUNNING)) | Q(state=State.DONE, done_on__gte=begun)
        )
        .distinct()
        .order_by("priority", "due_on", "code")
    )
    return {"improvements": rows[:SHOWN]}
