"""A state log is uploaded, imported by a worker, and its result read."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.models import File, Job
from common.operations.run_job import claim_job, run_job
from slm.models import Feed, Indicator, Service, Source

URL = "/sources/state-log/"
ROWS = (
    "at,service,status,note\n"
    "2026-08-01T00:00:00Z,Web shop,up,\n"
    "2026-08-02T07:00:00+07:00,web shop,down,=1+1\n"
)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(browser, content, name="log.csv", **wish):
    form = {"source": "", "new_name": "Status page", "create_missing": "on"} | wish
    return browser.post(URL, form | {"file": SimpleUploadedFile(name, content)})


def work_off():
    now = timezone.now()
    job = claim_job(at=now)
    run_job(job=job, at=now, clock=timezone.now)
    job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_log_creates_what_is_missing_and_says_what_it_did(sari, sign_in):
    browser = sign_in(sari)
    answer = upload(browser, ROWS.encode())
    job = work_off()
    assert answer["Location"] == job.get_absolute_url()
    assert (job.state, job.message) == (
        Job.State.DONE,
        "2 rows read. 2 of them said something new. 1 service was created.",
    )
    assert Source.objects.get().code == "STATUS-PAGE"
    assert Service.objects.get().name == "Web shop"
    assert Feed.objects.get().sample_count == 2
    assert b"2 rows read" in browser.get(job.get_absolute_url()).content


@pytest.mark.django_db(transaction=True)
def test_same_file_again_changes_nothing_and_says_so(sari, sign_in):
    browser = sign_in(sari)
    upload(browser, ROWS.encode())
    work_off()
    upload(browser, ROWS.encode(), source="STATUS-PAGE", new_name="")
    assert work_off().message == (
        "2 rows read. No change: everything in this file was known already."
    )
    assert (Service.objects.count(), Indicator.objects.count()) == (1, 1)


def sheet(rows):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return content.getvalue()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.csv", "\ufeff" + ROWS),
        ("semicolon.csv", ROWS.replace(",", ";")),
        ("crlf.csv", ROWS.replace("\n", "\r\n")),
        ("order.csv", "status;x;SERVICE;At\nup;;Web shop;2026-08-01T00:00:00Z\n"),
        (
            "sheet.xlsx",
            sheet([["at", "service", "status"], ["2026-08-01T00:00:00Z", "Web shop", 1]]),
        ),
    ],
)
def test_log_is_read_in_every_form_that_is_promised(name, content, sari, sign_in):
    data = content if isinstance(content, bytes) else content.encode()
    upload(sign_in(sari), data, name=name)
    job = work_off()
    assert (job.state, Service.objects.get().name) == (Job.State.DONE, "Web shop")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"at,service\n", "The first row names the columns; missing: status."),
        ("a.csv", b"at,service,status\n", "The file has no rows."),
        ("a.csv", b" \n", "The file is empty."),
        ("a.csv", ROWS.encode() + b"x" * 5000 + b"\xff\n", "The file is not text in UTF-8."),
        ("a.csv", ROWS.encode() + b"x" * 5000 + b"\x00\n", "1 row has errors;"),
        ("a.xlsx", b"PK\x03\x04nonsense", "The file is not an Excel workbook."),
        ("a.csv", b"at,service,status\n2026-08-01T00:00:00,A,up\n", "1 row has errors;"),
        ("a.csv", b"at,service,status\n0001-01-01T00:00:00Z,A,up\n", "1 row has errors;"),
        ("a.csv", b"at,service,status\n2999-01-01T00:00:00Z,A,up\n", "1 row has errors;"),
        ("a.csv", b"at,service,status\n2026-08-01T00:00:00Z,A,sideways\n", "1 row has errors;"),
        (
            "a.csv",
            f"at,service,status\n2026-08-01T00:00:00Z,{'A' * 121},up\n".encode(),
            "1 row has",
        ),
    ],
)
def test_unfit_log_changes_nothing_and_says_why(name, content, said, sari, sign_in):
    upload(sign_in(sari), content, name=name)
    job = work_off()
    assert job.state == Job.State.FAILED
    assert job.message.startswith(said)
    assert not Service.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_result_names_each_row_with_its_field(sari, sign_in):
    browser = sign_in(sari)
    upload(browser, b"at,service,status\nnever,,sideways\n")
    job = work_off()
    assert [(row["row"], row["field"]) for row in job.result["errors"]] == [
        (2, "at"),
        (2, "status"),
        (2, "service"),
    ]
    assert b"sideways" in browser.get(job.get_absolute_url()).content


def test_form_refuses_before_it_stores(db, sari, sign_in):
    browser = sign_in(sari)
    for name, content, wish, field in [
        ("a.csv", b"", {}, "file"),
        ("a.exe", b"at", {}, "file"),
        ("a.csv", b"a\x00b", {}, "file"),
        ("a.xlsx", b"not a workbook", {}, "file"),
        ("a.csv", ROWS.encode(), {"new_name": ""}, "new_name"),
        ("a.csv", ROWS.encode(), {"new_name": "???"}, "new_name"),
        ("a.csv", ROWS.encode(), {"source": "NOWHERE"}, "source"),
    ]:
        page = upload(browser, content, name=name, **wish)
        assert (name, list(page.context["form"].errors)) == (name, [field])
    assert not Job.objects.exists()
    assert not Source.objects.exists()


def test_file_belongs_to_its_source(db, sari, oka, alia, sign_in):
    upload(sign_in(sari), ROWS.encode())
    stored = File.objects.get()
    assert stored.parent == Source.objects.get()
    assert stored.may_be_read_by(oka)
    assert not stored.may_be_read_by(alia)
