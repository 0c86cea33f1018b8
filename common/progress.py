"""How far long work has come, told while its own transaction is still open."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from types import TracebackType

import structlog
from django.db import Error, connection, transaction

from common.models import Job

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.5
BEAT_SECONDS = 10.0


class Progress:
    """Writes the latest `report` and a sign of life to the job's row while the block runs.

    What the work writes is invisible to others until it commits, so this is written from a thread
    of its own, which has a connection of its own. The thread never waits for a lock: the work may
    have changed the job's row itself, and then waits for this thread at the end of the block.
    Work that is over within half a second opens no second connection.
    """

    def __init__(self, *, job: Job, clock: Callable[[], dt.datetime]):
        self.job, self.clock = job, clock
        self.latest: tuple[int, int | None] = (job.done_count, job.total_count)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"progress-{job.pk}", daemon=True)

    def report(self, done: int, total: int | None = None) -> None:
        """Keep that `done` of `total` are done; it reaches the page within a second."""
        self.latest = (done, total)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        written, beat = self.latest, time.monotonic()
        try:
            while not self._over.wait(LOOK_SECONDS):
                latest, now = self.latest, time.monotonic()
                if latest == written and now - beat < BEAT_SECONDS:
                    continue
                if self._write(latest):
                    written, beat = latest, now
        finally:
            connection.close()

    def _write(self, latest: tuple[int, int | None]) -> bool:
        done, total = latest
        try:
            with transaction.atomic():
                free = (
                    Job.objects.held(self.job)
                    .select_for_update(skip_locked=True, no_key=True)
                    .values("pk")
                )
                count = Job.objects.filter(pk__in=free).update(
                    done_count=done, total_count=total, heard_at=self.clock()
                )
        except Error as error:
            log.warning("progress_not_written", job=str(self.job.pk), error=str(error))
            connection.close()
            return False
        return count == 1
