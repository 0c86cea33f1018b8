"""Put long work into the queue."""

import datetime as dt
from typing import Any

from django.core.files.base import File as DjangoFile
from django.db import transaction

from common.models import File, Job
from common.operations.store_file import store_file
from common.wake import wake_after_commit


def start_job(
    *,
    kind: str,
    title: str,
    arguments: dict[str, Any],
    actor: Any,
    at: dt.datetime,
    content: DjangoFile | None = None,
    input_file: File | None = None,
    back_url: str = "",
) -> Job:
    """Write the job's row; a worker is woken after the commit, and finds it by itself otherwise.

    `content` is an upload that belongs to the job alone: it is stored with the job as its parent,
    so that only `actor` may read it again. `input_file` is a file that has a parent already.
    """
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            title=str(title)[:200],
            arguments=arguments,
            created_by=actor,
            created_at=at,
            due_at=at,
            input_file=input_file,
            back_url=back_url,
        )
        if content is not None:
            job.input_file = store_file(
                content=content,
                name=content.name or "",
                content_type=getattr(content, "content_type", "") or "",
                parent=job,
                actor=actor,
                at=at,
            )
            job.save(update_fields=["input_file"])
        wake_after_commit("common.run_due_jobs")
    return job
