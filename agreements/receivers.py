"""What agreements do when service levels change."""

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q
from django.dispatch import receiver

from agreements.models import Verdict
from agreements.operations.tell_exclusion import ask_customers
from agreements.tasks import run_tick
from slm.models import Exclusion
from slm.signals import exclusion_proposed, facts_changed, periods_recomputed


@receiver(periods_recomputed)
def make_verdicts_due(period_ids: list[int], at: dt.datetime, **_kwargs: Any) -> None:
    """A verdict over a period that was computed again is due; whoever comes next judges it."""
    Verdict.objects.filter(period_state__in=period_ids).filter(
        Q(next_check_at=None) | Q(next_check_at__gt=at)
    ).update(next_check_at=at, revision=F("revision") + 1)


@receiver(exclusion_proposed)
def ask_for_consents(exclusion: Exclusion, at: dt.datetime, **_kwargs: Any) -> None:
    """A promise may want its customers' word: they are asked with the proposal."""
    ask_customers(exclusion=exclusion, at=at)


@receiver(facts_changed)
def wake_the_tick(**_kwargs: Any) -> None:
    """Do not wait for the next tick when facts were committed; at most one wake-up a second."""
    if cache.add("agreements.tick.woken", 1, timeout=1):
        run_tick.delay()
