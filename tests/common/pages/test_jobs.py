import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import Job
from common.operations.start_job import start_job
from common.signals import job_seen
from tests.cast import NOW


def make_job(user, **fields) -> Job:
    job = start_job(kind="x", title="Import of services.csv", arguments={}, actor=user, at=NOW)
    Job.objects.filter(pk=job.pk).update(**fields)
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def failed(sari) -> Job:
    errors = [
        {"row": row, "field": "code", "value": "=1+1", "message": "There is such a code."}
        for row in range(2, 62)
    ]
    return make_job(
        sari,
        state="failed",
        message="60 rows are wrong.",
        result={"errors": errors},
        finished_at=NOW,
    )


def test_jobs_lists_the_readers_own(sign_in, sari, rangga):
    make_job(sari)

    assert "Import of services.csv" in sign_in(sari).get("/jobs/").content.decode()
    assert "No long work yet" in sign_in(rangga).get("/jobs/").content.decode()


def test_jobs_asks_a_guest_to_sign_in(client, db):
    assert client.get("/jobs/").status_code == 302


def test_jobs_costs_the_same_for_one_and_three(sign_in, sari):
    browser = sign_in(sari)
    make_job(sari)
    browser.get("/jobs/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/jobs/")
    make_job(sari)
    make_job(sari)
    with CaptureQueriesContext(connection) as three:
        browser.get("/jobs/")

    assert len(one) == len(three)


def test_account_menu_counts_what_is_under_way(sign_in, sari):
    assert '<span class="ink-3">' not in sign_in(sari).get("/jobs/").content.decode()

    make_job(sari, state="running")
    make_job(sari)

    assert '<a href="/jobs/">Jobs <span class="ink-3">2</span></a>' in (
        sign_in(sari).get("/jobs/").content.decode()
    )


def test_job_of_somebody_else_is_not_found(sign_in, sari, ayu):
    job = make_job(sari)

    for address in (job.get_absolute_url(), reverse("common:job-errors", args=[job.pk])):
        assert sign_in(ayu).get(address).status_code == 404
    assert sign_in(ayu).post(reverse("common:job-cancel", args=[job.pk])).status_code == 404
    assert Job.objects.get().state == "waiting"


def test_running_job_asks_again_every_two_seconds(sign_in, sari):
    job = make_job(sari, state="running", done_count=3, total_count=12)

    page = sign_in(sari).get(job.get_absolute_url()).content.decode()

    assert f'hx-get="{job.get_absolute_url()}" hx-trigger="every 2s"' in page
    assert "3 of 12" in page


def test_job_answers_htmx_with_its_part_alone(sign_in, sari):
    job = make_job(sari, state="running")

    response = sign_in(sari).get(job.get_absolute_url(), headers={"HX-Request": "true"})

    assert response.content.decode().startswith('<div id="job"')
    assert "HX-Request" in response["Vary"]
    assert "no-store" in response["Cache-Control"]


def test_done_job_stops_asking_and_links_its_result(sign_in, sari):
    job = make_job(
        sari,
        state="done",
        message="3 services imported.",
        result={"url": "/services/"},
        finished_at=NOW,
    )

    page = sign_in(sari).get(job.get_absolute_url()).content.decode()

    assert "every 2s" not in page
    assert "3 services imported." in page
    assert '<a class="button button--primary" href="/services/">Open the result</a>' in page


def test_failed_job_shows_errors_by_row(sign_in, sari, failed):
    page = sign_in(sari).get(failed.get_absolute_url()).content.decode()

    assert "60 rows are wrong." in page
    assert "the first 50 of 60 errors" in page
    assert page.count("There is such a code.") == 50


def test_errors_are_all_in_the_csv_and_run_no_formula(sign_in, sari, failed):
    response = sign_in(sari).get(reverse("common:job-errors", args=[failed.pk]))

    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Row,Field,Value,Error", "2,code,'=1+1,There is such a code."]
    assert len(lines) == 61
    assert response["Content-Disposition"] == 'attachment; filename="errors.csv"'


def test_errors_of_a_job_without_any_are_not_found(sign_in, sari):
    job = make_job(sari)

    assert sign_in(sari).get(reverse("common:job-errors", args=[job.pk])).status_code == 404


def test_waiting_job_is_cancelled_by_its_owner(sign_in, sari):
    job = make_job(sari)

    response = sign_in(sari).post(reverse("common:job-cancel", args=[job.pk]), follow=True)

    assert Job.objects.get().state == "cancelled"
    assert "Cancelled: Import of services.csv" in response.content.decode()


def test_running_job_is_not_cancelled_and_says_why(sign_in, sari):
    job = make_job(sari, state="running")

    response = sign_in(sari).post(reverse("common:job-cancel", args=[job.pk]), follow=True)

    assert Job.objects.get().state == "running"
    assert "A worker has begun this work" in response.content.decode()


def test_cancel_is_never_a_link(sign_in, sari):
    job = make_job(sari)

    assert sign_in(sari).get(reverse("common:job-cancel", args=[job.pk])).status_code == 405


def test_seeing_the_end_is_told(sign_in, sari):
    seen = []

    def receive(sender, *, job, **_):
        seen.append(job.state)

    job_seen.connect(receive)
    try:
        sign_in(sari).get(make_job(sari).get_absolute_url())
        sign_in(sari).get(make_job(sari, state="done", finished_at=NOW).get_absolute_url())
    finally:
        job_seen.disconnect(receive)

    assert seen == ["done"]
