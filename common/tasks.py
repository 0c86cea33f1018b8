"""Workers' doors to long work."""

import time

from celery import shared_task
from django.utils import timezone

from common.operations.run_job import claim_job, run_job

# A worker goes on taking jobs for so long; what is then left waits for the next tick.
TAKING_SECONDS = 300
# One job may take hours (a replay of years); the limits for ticks would cut it off.
HOURS = 3600


@shared_task(name="common.run_due_jobs", soft_time_limit=5 * HOURS, time_limit=6 * HOURS)
def run_due_jobs() -> int:
    """Do the jobs that are due; return how many this worker did."""
    count, stop = 0, time.monotonic() + TAKING_SECONDS
    while time.monotonic() < stop and (job := claim_job(at=timezone.now())) is not None:
        run_job(job=job, at=timezone.now(), clock=timezone.now)
        count += 1
    return count
