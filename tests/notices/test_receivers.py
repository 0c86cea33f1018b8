"""The bell tells how long work ended, unless its owner was watching."""

import pytest

from common.jobs import _KINDS, register_job
from common.operations.run_job import claim_job, run_job
from common.operations.start_job import start_job
from common.problems import Refusal
from notices.models import Delivery, Notice
from notices.queries.inbox import count_needing, inbox
from notices.queries.wording import word
from tests.cast import NOW


@pytest.fixture
def end():
    """Run a job of the user that does `work`."""

    def _end(user, work):
        register_job("tests.work")(work)
        start_job(kind="tests.work", title="Import", arguments={}, actor=user, at=NOW)
        job = claim_job(at=NOW)
        run_job(job=job, at=NOW, clock=lambda: NOW)
        return job

    yield _end
    _KINDS.pop("tests.work", None)


def test_bell_tells_that_work_is_done(end, zaki):
    end(zaki, lambda *, job, at, report: {"message": "3 services imported."})

    [delivery] = inbox(zaki)
    assert word(delivery.notice).title == "Done: Import"
    assert word(delivery.notice).body == "3 services imported."
    assert count_needing(zaki) == 1
    assert not Delivery.objects.filter(channel="email").exists()


def test_bell_tells_that_work_failed(end, zaki):
    def refuse(*, job, at, report):
        raise Refusal("Row 2 is wrong.")

    end(zaki, refuse)

    [delivery] = inbox(zaki)
    assert (delivery.notice.severity, word(delivery.notice).title) == ("warning", "Failed: Import")


def test_who_watched_it_end_is_not_told_again(end, zaki, sign_in):
    job = end(zaki, lambda *, job, at, report: {})

    sign_in(zaki).get(job.get_absolute_url())

    assert count_needing(zaki) == 0
    assert Notice.objects.count() == 1
