"""Wake a worker once what was written can be read."""

from collections.abc import Callable
from functools import cache

from celery import current_app
from django.db import connection, transaction


def wake_after_commit(task: str) -> None:
    """Send the task called `task` after the commit, once however often it is asked for.

    Only an alarm clock: every such task looks for due rows by itself at its next tick. So a broker
    that is out of reach is logged and costs a few seconds, never the request that wrote the rows.
    """
    send = _sender(task)
    if not any(waiting[1] is send for waiting in connection.run_on_commit):
        transaction.on_commit(send, robust=True)


@cache
def _sender(task: str) -> Callable[[], None]:
    """The call that sends `task`; one object per task, so that a second wish is recognised."""

    def send() -> None:
        current_app.send_task(task, ignore_result=True, expires=60, retry=False)

    return send
