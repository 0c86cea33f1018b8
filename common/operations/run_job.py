"""Do one piece of long work, once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pghistory
import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from common.jobs import work_of
from common.models import Job
from common.problems import Refusal
from common.progress import BEAT_SECONDS, Progress
from common.readers import reading_as
from common.signals import job_ended

log = structlog.get_logger(__name__)

# A worker that was not heard of for so many beats is lost, and another takes its job.
LOST_AFTER = dt.timedelta(seconds=12 * BEAT_SECONDS)
MAX_ATTEMPTS = 3


class JobTaken(Exception):
    """Another worker holds this job: what this one did is undone."""


def claim_job(*, at: dt.datetime) -> Job | None:
    """Take the job that waits longest, or one whose worker died; no two workers get the same."""
    with transaction.atomic():
        lost = Job.objects.filter(state=Job.State.RUNNING, heard_at__lt=at - LOST_AFTER)
        job = (
            (Job.objects.due(at) | lost)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("created_by")
            .first()
        )
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.started_at = job.heard_at = at
        job.save(update_fields=["state", "attempts", "started_at", "heard_at"])
        return job


def run_job(*, job: Job, at: dt.datetime, clock: Callable[[], dt.datetime]) -> None:
    """Do the work of a claimed job in one transaction with the word that it is done.

    A refusal is the user's to mend and ends the job with its message; so does a crash, whose
    reason the log has. A database that went away puts the job back into the queue. A worker that
    was taken for lost finds its job held by another and undoes what it did.
    """
    with (
        reading_as(job.created_by),
        pghistory.context(user=job.created_by_id, door="job", job=str(job.pk)),
    ):
        try:
            if job.attempts > MAX_ATTEMPTS:
                raise Refusal(_("The work was interrupted too often. Start it again."))
            _do(job, at=at, clock=clock)
        except Refusal as refusal:
            _end_failed(job, refusal.message, {"errors": refusal.rows}, at=clock())
        except (OperationalError, InterfaceError):
            log.exception("job_interrupted", job=str(job.pk), kind=job.kind)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            _put_back(job, at=clock())
        except JobTaken:
            log.warning("job_taken", job=str(job.pk), kind=job.kind)
        except Exception:
            log.exception("job_failed", job=str(job.pk), kind=job.kind)
            message = _("Something went wrong on our side; the log of the worker has it.")
            _end_failed(job, message, {}, at=clock())


def _do(job: Job, *, at: dt.datetime, clock: Callable[[], dt.datetime]) -> None:
    with transaction.atomic():
        with Progress(job=job, clock=clock) as progress:
            result = dict(work_of(job)(job=job, at=at, report=progress.report) or {})
        job.done_count, job.total_count = progress.latest
        message = result.pop("message", "")
        _end(job, state=Job.State.DONE, message=message, result=result, at=clock())


def _end_failed(job: Job, message: str, result: dict[str, Any], *, at: dt.datetime) -> None:
    job.output_file = None  # what the work stored was undone with it
    try:
        _end(job, state=Job.State.FAILED, message=message, result=result, at=at)
    except JobTaken:
        log.warning("job_taken", job=str(job.pk), kind=job.kind)


def _end(
    job: Job, *, state: Job.State, message: str, result: dict[str, Any], at: dt.datetime
) -> None:
    """Write how it ended and tell it, or raise JobTaken if the job is no longer ours."""
    ending = {
        "state": state,
        "message": str(message),
        "result": result,
        "finished_at": at,
        "done_count": job.done_count,
        "total_count": job.total_count,
        "output_file": job.output_file,
    }
    with transaction.atomic():
        if not Job.objects.held(job).update(**ending):
            raise JobTaken
        for name, value in ending.items():
            setattr(job, name, value)
        job_ended.send(Job, job=job, at=at)


def _put_back(job: Job, *, at: dt.datetime) -> None:
    """Let the job be tried again after a minute per attempt so far."""
    Job.objects.held(job).update(
        state=Job.State.WAITING, due_at=at + dt.timedelta(minutes=job.attempts)
    )
