import pytest

from common.models import Job
from common.operations.cancel_job import JobHasBegun, cancel_job
from common.operations.run_job import claim_job
from common.operations.start_job import start_job
from tests.cast import NOW


@pytest.fixture
def job(sari) -> Job:
    return start_job(kind="x", title="Import", arguments={}, actor=sari, at=NOW)


def test_cancel_takes_a_waiting_job_out_of_the_queue(job):
    cancel_job(job=job, at=NOW)

    assert Job.objects.values_list("state", "finished_at").get() == ("cancelled", NOW)
    assert claim_job(at=NOW) is None


def test_cancel_refuses_a_job_that_a_worker_has_begun(job):
    claim_job(at=NOW)

    with pytest.raises(JobHasBegun):
        cancel_job(job=job, at=NOW)
    assert Job.objects.get().state == "running"


def test_cancel_refuses_a_second_time(job):
    cancel_job(job=job, at=NOW)

    with pytest.raises(JobHasBegun):
        cancel_job(job=job, at=NOW)
