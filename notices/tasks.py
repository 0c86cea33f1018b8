"""Workers' doors to what must be told."""

import time

from celery import shared_task
from django.utils import timezone

from notices.operations.deliver import deliver_next

# A worker goes on for so long; what is then left waits for the next tick.
SENDING_SECONDS = 120


@shared_task(name="notices.deliver_due")
def deliver_due() -> int:
    """Send the messages that are due; return how many this worker handled."""
    count, stop = 0, time.monotonic() + SENDING_SECONDS
    while time.monotonic() < stop and deliver_next(at=timezone.now()) is not None:
        count += 1
    return count
