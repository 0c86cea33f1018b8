"""Workers' doors to long work."""

import time
from typing import Any

from celery import shared_task
from django.utils import timezone

from common.jobs import register_job
from common.models import Job, TableImport
from common.operations.run_job import claim_job, run_job
from common.operations.take_import import JOB, take_import

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


@register_job(JOB)
def take_table(*, job: Job, at: Any, report: Any) -> dict[str, Any]:
    """Import the table of the job, or try it."""
    return take_import(
        table_import=TableImport.objects.select_related("file").get(pk=job.arguments["import"]),
        is_trial=bool(job.arguments["is_trial"]),
        skip_bad=bool(job.arguments["skip_bad"]),
        actor=job.created_by,
        at=at,
        report=report,
    )
