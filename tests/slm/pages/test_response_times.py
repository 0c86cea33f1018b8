"""Response times on their indicator's page, and as an uploaded file."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Installation
from common.models import File, Job
from common.operations.run_job import claim_job, run_job
from slm.engine.metrics import Metric
from slm.models import TimesFeed
from slm.operations.forget_raw_samples import forget_raw_samples
from slm.operations.ingest_response_times import ingest_response_times
from slm.operations.watch_period import measure_for
from tests.slm.times import make_hours, make_timed

ROWS = "at,ms,note\n2026-08-01T00:00:00.250Z,212,\n2026-08-01T07:00:01+07:00,1204,=1+1\n"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def timed(db):
    Installation.objects.create(zone="Asia/Jakarta")
    return make_timed()


def promise(indicator, within):
    measure_for(
        indicator=indicator,
        hours=make_hours(f"H{within}"),
        metric=Metric.WITHIN_TIME,
        within=within,
    )


def send(indicator, values, *, days_ago=1):
    now = timezone.now()
    noon = now.replace(hour=5, minute=0, second=0, microsecond=0) - dt.timedelta(days=days_ago)
    ingest_response_times(
        indicator=indicator,
        source=indicator.source,
        instants=[int(noon.timestamp()) * 1000 + n for n in range(len(values))],
        values=values,
        at=now,
    )
    return noon.date()


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def test_page_without_samples_shows_how_to_send_them(timed, sari, sign_in):
    page = text_of(sign_in(sari).get(timed.get_absolute_url()))
    assert "No response time yet" in page
    assert "curl http://testserver/api/v1/response-times/" in page
    assert str(timed.public_id) in page


def test_page_tells_shares_percentiles_and_the_reach_of_the_archive(timed, sari, sign_in):
    promise(timed, 800)
    day = send(timed, [100] * 18 + [801, 4_000])
    answer = sign_in(sari).get(timed.get_absolute_url())
    page = text_of(answer)
    assert "within 800 ms" in page
    assert "90.00" in page
    assert "reach back to" in page
    assert "promised: 800 ms" in page
    ((shown, shares),) = answer.context["days"]
    assert (shown.day, shown.count, shown.p50_ms) == (day, 20, 100)
    assert [(level.good, level.measured) for level in shares] == [(18, 20)]


def test_page_says_what_is_not_counted_and_what_was_deleted(timed, sari, sign_in):
    send(timed, [100], days_ago=60)
    forget_raw_samples(keep_days=40, grace_days=3, dispute_days=30, at=timezone.now())
    send(timed, [100], days_ago=2)
    promise(timed, 800)
    send(timed, [900], days_ago=1)
    page = text_of(sign_in(sari).get(timed.get_absolute_url()))
    assert "counted on 2 of 3 days" in page
    assert "not counted" in page
    assert "older ones were deleted" in page


def test_page_costs_the_same_for_more_days_and_thresholds(timed, sari, sign_in):
    browser = sign_in(sari)

    def cost():
        browser.get(timed.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(timed.get_absolute_url()).status_code == 200
        return len(queries)

    promise(timed, 800)
    send(timed, [5], days_ago=1)
    before = cost()
    promise(timed, 300)
    send(timed, [5], days_ago=2)
    send(timed, [5], days_ago=3)
    # Two more measures are two more hours to name, nothing else.
    assert cost() == before


# Upload ----------------------------------------------------------------------------------------


def url(indicator):
    return f"/indicators/{indicator.public_id}/response-times/"


def upload(browser, indicator, content, name="times.csv"):
    return browser.post(url(indicator), {"file": SimpleUploadedFile(name, content)})


def work_off():
    now = timezone.now()
    job = claim_job(at=now)
    run_job(job=job, at=now, clock=timezone.now)
    job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_file_is_imported_by_a_worker_and_again_changes_nothing(timed, sari, sign_in):
    browser = sign_in(sari)
    answer = upload(browser, timed, ROWS.encode())
    job = work_off()
    assert answer["Location"] == job.get_absolute_url()
    assert (job.state, job.message) == (
        Job.State.DONE,
        "2 rows read. 2 of them said something new.",
    )
    feed = TimesFeed.objects.get()
    assert (feed.sample_count, feed.first_at.microsecond) == (2, 250_000)
    assert File.objects.get().parent == timed.source
    upload(browser, timed, ROWS.encode())
    assert work_off().message == (
        "2 rows read. No change: everything in this file was known already."
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("content", "errors"),
    [
        (
            b"at,ms\nnever,1.5\n2026-08-01T00:00:00,-4\n",
            [(2, "at"), (2, "ms"), (3, "at"), (3, "ms")],
        ),
        (b"at,ms\n2026-08-01T00:00:00Z,86400001\n", [(2, "ms")]),
        (b"at,ms\n2026-08-01T00:00:00Z,1\n2999-01-01T00:00:00Z,1\n", [(3, "at")]),
        (b"at,ms\n", []),
        (b"at,status\n", []),
    ],
)
def test_unfit_file_changes_nothing_and_names_its_rows(content, errors, timed, sari, sign_in):
    upload(sign_in(sari), timed, content)
    job = work_off()
    assert job.state == Job.State.FAILED
    assert [(row["row"], row["field"]) for row in job.result.get("errors", [])] == errors
    assert not TimesFeed.objects.exists()


def test_form_refuses_before_it_stores(timed, sari, sign_in):
    browser = sign_in(sari)
    for content, name in ((b"", "a.csv"), (b"at", "a.exe")):
        page = upload(browser, timed, content, name)
        assert list(page.context["form"].errors) == ["file"]
    timed.source = None
    timed.save()
    assert list(upload(browser, timed, ROWS.encode()).context["form"].errors) == ["__all__"]
    assert not Job.objects.exists()


def test_upload_is_for_those_who_manage_levels_and_this_kind_alone(timed, request, sign_in, client):
    people = ["sari", "oka", "ayu", "rangga", "tirta", "alia", "zaki"]
    answers = {
        person: sign_in(request.getfixturevalue(person)).get(url(timed)).status_code
        for person in people
    }
    assert answers == dict.fromkeys(people[:3], 200) | dict.fromkeys(people[3:], 403)
    assert client.get(url(timed)).status_code == 302
    timed.kind = "availability"
    timed.save()
    sari = request.getfixturevalue("sari")
    assert sign_in(sari).get(url(timed)).status_code == 404


def test_page_is_for_provider_roles_alone(timed, request, sign_in, client):
    send(timed, [5])
    people = ["sari", "oka", "rangga", "tirta", "ayu", "alia", "zaki"]
    answers = {
        person: sign_in(request.getfixturevalue(person)).get(timed.get_absolute_url()).status_code
        for person in people
    }
    assert answers == dict.fromkeys(people[:5], 200) | dict.fromkeys(people[5:], 403)
    assert client.get(timed.get_absolute_url()).status_code == 302
