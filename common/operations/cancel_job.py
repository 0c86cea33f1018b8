"""Take long work back before it begins."""

import datetime as dt

from django.utils.translation import gettext as _

from common.models import Job
from common.problems import Refusal


class JobHasBegun(Refusal):
    code = "job_has_begun"


def cancel_job(*, job: Job, at: dt.datetime) -> None:
    """Cancel a job that waits; one that a worker has begun ends by itself and is refused."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.CANCELLED, finished_at=at):
        raise JobHasBegun(_("A worker has begun this work; it can no longer be cancelled."))
    job.state, job.finished_at = Job.State.CANCELLED, at
