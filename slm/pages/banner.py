"""What stands on every page of the provider's people while something is out."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.queries.roles import may_manage_levels
from slm.queries.counts import open_outages
from slm.queries.outages import going_on, length_seconds

SHOWN = 3


def outage_banner(request: HttpRequest, _record: Any) -> dict[str, Any] | None:
    """The outages that go on, the latest first, and how many more; None while there is none."""
    count = open_outages(request)
    if not count:
        return None
    now = timezone.now()
    rows = list(going_on()[:SHOWN])
    for row in rows:
        row.length_seconds = length_seconds(row, now)
    return {
        "outages": rows,
        "more": count - len(rows),
        "may_manage": may_manage_levels(request.user),
    }
