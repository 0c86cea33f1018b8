"""Long work: registered by kind, started by a page, done by a worker, watched by its owner.

An app registers a kind in a module that its `AppConfig.ready()` imports:

    @register_job("slm.import_services")
    def import_services(*, job, at, report):
        for done, row in enumerate(rows, start=1):
            ...
            report(done, len(rows))
        return {"message": _("12 services imported."), "url": "/services/"}

and a page starts it with `common.operations.start_job`. The work runs in one transaction together
with the word that it is done: it either happened, once, or it did not. It runs in the language and
zone of the person who started it, and every changed row says so in its history.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from common.models import Job

Work = Callable[..., dict[str, Any] | None]
_KINDS: dict[str, Work] = {}


def register_job(kind: str) -> Callable[[Work], Work]:
    """Decorate the function that does jobs of this `kind`.

    It is called as `work(job=…, at=…, report=…)` and reports progress by `report(done, total)`,
    which costs nothing. What it returns is kept as the job's result and must be JSON; the page
    shows `message`, links `url` and lists `errors` (`{"row", "field", "message"}` each). A file
    it made goes to `job.output_file`. To refuse the whole, it raises a `Refusal` with `rows`.
    """

    def remember(work: Work) -> Work:
        _KINDS[kind] = work
        return work

    return remember


def work_of(job: "Job") -> Work:
    """The function registered for the job's kind; KeyError when no app has registered one."""
    return _KINDS[job.kind]
