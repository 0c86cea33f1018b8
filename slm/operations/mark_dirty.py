"""Say that a stretch of time must be computed again."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from slm.models import Dirty, Indicator
from slm.signals import facts_changed


def mark_dirty(
    *,
    indicators: Iterable[Indicator],
    from_at: dt.datetime,
    to_at: dt.datetime | None,
    at: dt.datetime,
) -> None:
    """Mark `[from_at, to_at)` of the indicators, in the transaction that changed their facts.

    No end means: from there on. A worker is woken once the transaction has committed.
    """
    Dirty.objects.bulk_create(
        Dirty(indicator=indicator, from_at=from_at, to_at=to_at, created_at=at)
        for indicator in indicators
    )
    transaction.on_commit(lambda: facts_changed.send(sender=Dirty))
