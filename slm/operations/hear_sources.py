"""Note that sources were heard: a silence ends, and what it hid is computed again."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from slm.models import Indicator

from .mark_dirty import mark_dirty

# In the order of ids, so that two never wait for each other.
_HEAR = """
WITH before AS (
    SELECT id, silent_since_at FROM slm_source WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE
)
UPDATE slm_source AS source
   SET last_contact_at = greatest(source.last_contact_at, %(at)s), silent_since_at = NULL
  FROM before WHERE before.id = source.id
RETURNING source.id, before.silent_since_at
"""


def hear_sources(*, ids: Iterable[int], at: dt.datetime) -> None:
    """Keep `at` as the last contact of these sources, in the transaction of what they said.

    Of a source that was silent the state logs hold again from where the silence began.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEAR, {"ids": sorted(ids), "at": at})
        for source_id, silent_since_at in cursor.fetchall():
            if silent_since_at is not None:
                mark_silence(source_id=source_id, since_at=silent_since_at, at=at)


def mark_silence(*, source_id: int, since_at: dt.datetime, at: dt.datetime) -> None:
    """Have the state logs of a source computed again from where its silence begins or began.

    A probe needs nothing: its samples expire by themselves.
    """
    logs = Indicator.objects.filter(
        source_id=source_id,
        kind=Indicator.Kind.AVAILABILITY,
        is_fed=True,
        max_gap_seconds=None,
    )
    mark_dirty(indicators=logs, from_at=since_at, to_at=None, at=at)
