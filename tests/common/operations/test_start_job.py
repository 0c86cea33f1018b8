"""A job is a row first; the wake-up is only an alarm clock."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.models import Job
from common.operations.start_job import start_job
from common.wake import wake_after_commit
from tests.cast import NOW


def test_start_writes_a_waiting_job(sari):
    job = start_job(
        kind="slm.import_services",
        title="Import of services.csv",
        arguments={"dry_run": True},
        actor=sari,
        at=NOW,
        back_url="/services/",
    )

    row = Job.objects.get()
    assert (row.pk, row.state, row.due_at, row.created_by) == (job.pk, "waiting", NOW, sari)
    assert (row.arguments, row.back_url) == ({"dry_run": True}, "/services/")


def test_start_keeps_an_upload_for_its_owner_alone(sari, rangga):
    upload = SimpleUploadedFile("services.csv", b"code,name\n", content_type="text/csv")

    job = start_job(kind="x", title="Import", arguments={}, actor=sari, at=NOW, content=upload)

    assert job.input_file.name == "services.csv"
    with job.input_file.data.open() as stored:
        assert stored.read() == b"code,name\n"
    assert job.input_file.may_be_read_by(sari)
    assert not job.input_file.may_be_read_by(rangga)


@pytest.fixture
def sent(monkeypatch):
    """What was given to the broker."""
    from common import wake

    names = []
    wake._sender.cache_clear()
    monkeypatch.setattr(
        wake.current_app._get_current_object(), "send_task", lambda name, **_: names.append(name)
    )
    yield names
    wake._sender.cache_clear()


def test_start_wakes_a_worker_after_the_commit(sari, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start_job(kind="x", title="Import", arguments={}, actor=sari, at=NOW)
        assert sent == []

    assert sent == ["common.run_due_jobs"]


def test_wake_sends_each_task_once_for_a_transaction(db, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            wake_after_commit("notices.deliver_due")
            wake_after_commit("common.run_due_jobs")

    assert sorted(sent) == ["common.run_due_jobs", "notices.deliver_due"]


def test_wake_forgives_a_broker_that_is_down(sari, monkeypatch, django_capture_on_commit_callbacks):
    from common import wake

    def refuse(name, **_):
        raise ConnectionRefusedError

    wake._sender.cache_clear()
    monkeypatch.setattr(wake.current_app._get_current_object(), "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = start_job(kind="x", title="Import", arguments={}, actor=sari, at=NOW)
    wake._sender.cache_clear()

    assert Job.objects.get() == job


def test_wake_speaks_to_our_own_application(db):
    from celery import current_app

    assert current_app.main == "jembatan"
    assert current_app.conf.task_routes["common.*"] == {"queue": "reports"}
