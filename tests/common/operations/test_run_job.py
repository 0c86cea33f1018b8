"""Long work is done once, whatever happens to its worker."""

import datetime as dt
import threading
import time

import pghistory.models
import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Person
from common.jobs import _KINDS, register_job
from common.models import Job
from common.operations.run_job import LOST_AFTER, MAX_ATTEMPTS, claim_job, run_job
from common.operations.start_job import start_job
from common.problems import Refusal
from common.signals import job_ended
from tests.cast import NOW, make_user

LATER = NOW + dt.timedelta(minutes=1)


@pytest.fixture
def work():
    """Register a function as the work of kind `test.work`; take it out again afterwards."""
    yield register_job("test.work")
    _KINDS.pop("test.work", None)


def start(actor, **fields) -> Job:
    return start_job(
        kind="test.work", title="Import of 3 services", arguments={}, actor=actor, at=NOW, **fields
    )


def claim_and_run(at: dt.datetime = LATER) -> Job:
    job = claim_job(at=at)
    run_job(job=job, at=at, clock=lambda: at)
    return Job.objects.get(pk=job.pk)


def test_claim_takes_the_job_that_waits_longest(sari):
    first = start(sari)
    start_job(kind="test.work", title="Later", arguments={}, actor=sari, at=LATER)

    job = claim_job(at=LATER)

    assert (job.pk, job.state, job.attempts, job.heard_at) == (first.pk, "running", 1, LATER)


def test_claim_leaves_what_is_not_due_yet(sari):
    start(sari)

    assert claim_job(at=NOW - dt.timedelta(seconds=1)) is None


def test_claim_leaves_a_job_whose_worker_is_alive(sari):
    start(sari)
    claim_job(at=NOW)

    assert claim_job(at=NOW + LOST_AFTER) is None


def test_claim_takes_a_job_whose_worker_was_lost(sari):
    start(sari)
    claim_job(at=NOW)

    job = claim_job(at=NOW + LOST_AFTER + dt.timedelta(seconds=1))

    assert job.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_claim_gives_two_workers_two_jobs(db):
    sari = make_user("Sari Tingkat")
    mine, other = start(sari), start(sari)
    claimed = []

    def second_worker() -> None:
        claimed.append(claim_job(at=LATER).pk)
        connection.close()

    with transaction.atomic():
        claimed.append(claim_job(at=LATER).pk)
        worker = threading.Thread(target=second_worker)
        worker.start()
        worker.join()

    assert set(claimed) == {mine.pk, other.pk}


def test_done_job_keeps_result_message_and_counts(sari, work):
    @work
    def count(*, job, at, report):
        report(3, 3)
        return {"message": "3 services imported.", "url": "/services/"}

    start(sari)
    job = claim_and_run()

    assert (job.state, job.message, job.result) == (
        "done",
        "3 services imported.",
        {"url": "/services/"},
    )
    assert (job.done_count, job.total_count, job.finished_at) == (3, 3, LATER)


def test_work_without_a_result_is_done(sari, work):
    work(lambda *, job, at, report: None)
    start(sari)

    assert claim_and_run().state == "done"


def test_refusal_fails_the_job_with_its_rows_and_undoes_the_work(sari, work):
    rows = [{"row": 2, "field": "code", "message": "There is such a code already."}]

    @work
    def refuse(*, job, at, report):
        Person.objects.create(name="Half a Person")
        raise Refusal("Row 2 is wrong. Mend it and import again.", rows=rows)

    start(sari)
    job = claim_and_run()

    assert (job.state, job.message) == ("failed", "Row 2 is wrong. Mend it and import again.")
    assert job.result == {"errors": rows}
    assert not Person.objects.filter(name="Half a Person").exists()


def test_crash_fails_the_job_without_its_reason(sari, work):
    @work
    def crash(*, job, at, report):
        Person.objects.create(name="Half a Person")
        raise ZeroDivisionError("internal detail")

    start(sari)
    job = claim_and_run()

    assert (job.state, job.result) == ("failed", {})
    assert job.message == "Something went wrong on our side; the log of the worker has it."
    assert not Person.objects.filter(name="Half a Person").exists()


def test_unknown_kind_fails(sari):
    start(sari)

    assert claim_and_run().state == "failed"


def test_result_that_is_no_json_fails(sari, work):
    work(lambda *, job, at, report: {"when": object()})
    start(sari)

    assert claim_and_run().state == "failed"


def test_database_that_went_away_puts_the_job_back(sari, work):
    @work
    def lose_connection(*, job, at, report):
        raise OperationalError("server closed the connection unexpectedly")

    start(sari)
    job = claim_and_run()

    assert (job.state, job.due_at) == ("waiting", LATER + dt.timedelta(minutes=1))


def test_job_interrupted_too_often_is_given_up(sari, work):
    work(lambda *, job, at, report: pytest.fail("not a fourth time"))
    start(sari)
    Job.objects.update(attempts=MAX_ATTEMPTS)

    job = claim_and_run()

    assert job.state == "failed"
    assert job.message == "The work was interrupted too often. Start it again."


def test_worker_taken_for_lost_undoes_its_work(sari, work):
    @work
    def be_overtaken(*, job, at, report):
        Person.objects.create(name="Twice")
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)

    start(sari)
    job = claim_job(at=NOW)
    run_job(job=job, at=NOW, clock=lambda: NOW)

    assert not Person.objects.filter(name="Twice").exists()
    assert Job.objects.get().state == "running"


def test_work_speaks_the_language_of_who_started_it(work, db):
    reader = make_user("Wayan Pembaca", language="id", zone="Asia/Makassar")

    @work
    def speak(*, job, at, report):
        return {
            "language": translation.get_language(),
            "zone": str(timezone.get_current_timezone()),
        }

    start(reader)

    assert claim_and_run().result == {"language": "id", "zone": "Asia/Makassar"}


def test_what_work_changes_names_who_started_it(sari, work):
    @work
    def invite(*, job, at, report):
        Person.objects.create(name="Imported Person")

    start(sari)
    job = claim_and_run()

    event = pghistory.models.Events.objects.tracks(Person.objects.get(name="Imported Person")).get()
    assert event.pgh_context == {"user": sari.pk, "door": "job", "job": str(job.pk)}


def test_end_is_told_inside_the_transaction(sari, work):
    told = []

    def receive(sender, *, job, at, **_):
        told.append((job.state, job.message, at))

    work(lambda *, job, at, report: {"message": "All good."})
    start(sari)
    job_ended.connect(receive)
    try:
        claim_and_run()
    finally:
        job_ended.disconnect(receive)

    assert told == [("done", "All good.", LATER)]


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_is_open(work, db):
    sari = make_user("Sari Tingkat")
    seen = []

    @work
    def go_slowly(*, job, at, report):
        Person.objects.create(name="Not yet")
        report(2, 5)
        deadline = time.monotonic() + 10
        watcher = threading.Thread(target=watch, args=(job.pk, deadline))
        watcher.start()
        watcher.join()

    def watch(pk, deadline) -> None:
        while time.monotonic() < deadline:
            job = Job.objects.get(pk=pk)
            if job.done_count:
                seen.append((job.done_count, job.total_count, job.heard_at))
                seen.append(Person.objects.filter(name="Not yet").exists())
                break
            time.sleep(0.05)
        connection.close()

    start(sari)
    job = claim_job(at=NOW)
    run_job(job=job, at=NOW, clock=lambda: LATER)

    assert seen == [(2, 5, LATER), False]
    assert Job.objects.get().state == "done"


@pytest.mark.django_db(transaction=True)
def test_progress_never_waits_for_the_work_that_waits_for_it(work, db):
    """The work holds the lock on the job's row for longer than a look at the progress takes."""
    sari = make_user("Sari Tingkat")

    @work
    def hold_own_row(*, job, at, report):
        Job.objects.filter(pk=job.pk).update(title="Renamed by its work")
        report(1, 2)
        time.sleep(1.2)

    start(sari)
    began = time.monotonic()
    job = claim_job(at=NOW)
    run_job(job=job, at=NOW, clock=lambda: LATER)

    assert time.monotonic() - began < 5
    assert Job.objects.values_list("state", "title", "done_count").get() == (
        "done",
        "Renamed by its work",
        1,
    )


def test_short_work_asks_few_questions(sari, work):
    work(lambda *, job, at, report: [report(n, 1000) for n in range(1000)] and {})
    start(sari)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        claim_and_run()

    assert len(queries) < 25  # of which none for a report
