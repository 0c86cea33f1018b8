"""What agreements do when service levels change."""

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.dispatch import receiver

from agreements.operations.tell_exclusion import ask_customers
from agreements.tasks import run_tick
from common.db.copying import array
from slm.models import Exclusion
from slm.signals import exclusion_proposed, facts_changed, periods_recomputed

# Also what is due already: somebody may be judging it by the old sums this moment, and would put it
# off. His lock is waited for, and then it is due again.
_MAKE_DUE = """
UPDATE agreements_verdict
   SET next_check_at = least(next_check_at, %(at)s), revision = revision + 1
 WHERE period_state_id = ANY(%(periods)s::bigint[])
"""


@receiver(periods_recomputed)
def make_verdicts_due(period_ids: list[int], at: dt.datetime, **_kwargs: Any) -> None:
    """A verdict over a period that was computed again is due; whoever comes next judges it."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_DUE, {"periods": array(period_ids), "at": at})


@receiver(exclusion_proposed)
def ask_for_consents(exclusion: Exclusion, at: dt.datetime, **_kwargs: Any) -> None:
    """A promise may want its customers' word: they are asked with the proposal."""
    ask_customers(exclusion=exclusion, at=at)


@receiver(facts_changed)
def wake_the_tick(**_kwargs: Any) -> None:
    """Do not wait for the next tick when facts were committed; at most one wake-up a second."""
    if cache.add("agreements.tick.woken", 1, timeout=1):
        run_tick.delay()
