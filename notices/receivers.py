"""The bell tells how long work ended."""

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_noop

from common.models import Job
from common.signals import job_ended, job_seen
from notices.models import Notice
from notices.operations.mark_read import mark_read
from notices.operations.write_notice import write_notice

DONE, FAILED = "common.job_done", "common.job_failed"
WHY = gettext_noop("you started it")


@receiver(job_ended)
def tell_how_it_ended(*, job: Job, at: dt.datetime, **_: Any) -> None:
    """Write a notice to whoever started the job."""
    write_notice(
        kind=DONE if job.state == Job.State.DONE else FAILED,
        subject=str(job.pk),
        facts={"title": job.title, "message": job.message},
        recipients=[(job.created_by, WHY)],
        at=at,
        url=job.get_absolute_url(),
    )


@receiver(job_seen)
def take_it_from_the_bell(*, job: Job, at: dt.datetime, **_: Any) -> None:
    """Who watched the work end on its page need not be told again."""
    told = Notice.objects.filter(kind__in=[DONE, FAILED], subject=str(job.pk))
    mark_read(user=job.created_by, notices=told.values_list("pk", flat=True), at=at)
