"""The tick: everything that is due, in one order."""

from celery import shared_task
from django.utils import timezone

from agreements.operations.tick import tick


@shared_task(name="agreements.tick")
def run_tick() -> dict[str, int]:
    """Compute what changed, judge what is due, and say that it is done."""
    return tick(at=timezone.now())
