"""A file of outages: taken by a page, recorded by a worker, refused row by row."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.models import Job
from common.tasks import run_due_jobs
from slm.models import Fact, Layer

HEAD = "reference,service,slice,layer,start_at,end_at,reason"


def ago(minutes):
    return (timezone.now() - dt.timedelta(minutes=minutes)).isoformat(timespec="seconds")


def upload(browser, *lines, head=HEAD, source="PROBE"):
    content = "\n".join([head, *lines]).encode()
    answer = browser.post(
        "/outages/upload/",
        {"source": source, "file": SimpleUploadedFile("outages.csv", content, "text/csv")},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    run_due_jobs()
    return Job.objects.get(pk=answer["Location"].split("/")[-2])


def test_rows_become_outages_of_the_source(catalogue, sari, sign_in):
    browser = sign_in(sari)
    lines = [
        f'A-1,pay-gw,,,{ago(90)},{ago(60)},"Storage, full"',
        f"A-2,PAY-GW,sby,degraded,{ago(30)},,",
    ]
    job = upload(browser, *lines)
    assert (job.state, job.result.get("errors", [])) == ("done", [])
    rows = Fact.objects.filter(external_id__startswith="A-").order_by("external_id")
    assert [
        (row.external_id, row.layer, row.slice and row.slice.code, row.is_open) for row in rows
    ] == [("A-1", Layer.DOWN, None, False), ("A-2", Layer.DEGRADED, "SBY", True)]
    assert rows[0].versions.get().reason == "Storage, full"
    assert rows[0].versions.get().actor == sari
    again = upload(browser, *lines)
    assert again.message == ("2 rows read. No change: everything in this file was known already.")
    upload(browser, f"A-2,PAY-GW,SBY,degraded,{lines[1].split(',')[4]},{ago(5)},")
    assert [(row.version_number, row.is_open) for row in rows.all()] == [(1, False), (2, False)]


def test_only_what_is_needed_must_stand_in_it(catalogue, sari, sign_in):
    job = upload(
        sign_in(sari), f"A-1;PAY-GW;{ago(9)}", head="reference;service;start_at", source="PROBE"
    )
    assert job.state == "done"
    assert Fact.objects.get(external_id="A-1").is_open


def test_every_bad_row_is_named_and_nothing_is_kept(catalogue, sari, sign_in):
    later = (timezone.now() + dt.timedelta(days=2)).isoformat(timespec="seconds")
    job = upload(
        sign_in(sari),
        f"A-1,PAY-GW,,,{ago(90)},{ago(60)},",
        f",NOWHERE,,burning,{ago(90)},yesterday,",
        f"A-3,PAY-GW,NOWHERE,,2026-11-25T09:00:00,,{'x' * 3_000}",
    )
    assert job.state == "failed"
    assert [(one["row"], one["field"]) for one in job.result["errors"]] == [
        (3, "end_at"),
        (3, "reference"),
        (3, "service"),
        (3, "layer"),
        (4, "start_at"),
        (4, "slice"),
    ]
    job = upload(sign_in(sari), f"A-1,PAY-GW,,,{ago(9)},,", f"A-2,PAY-GW,,,{later},,")
    assert [(one["row"], one["field"]) for one in job.result["errors"]] == [(3, "start_at")]
    assert Fact.objects.filter(external_id__startswith="A-").count() == 0


@pytest.mark.parametrize(
    ("head", "lines"), [("reference,service", ["A-1,PAY-GW"]), (HEAD, [])], ids=["column", "rows"]
)
def test_file_that_is_no_table_of_outages_is_refused(head, lines, catalogue, sari, sign_in):
    job = upload(sign_in(sari), *lines, head=head)
    assert job.state == "failed"
    assert Fact.objects.filter(external_id="A-1").count() == 0


def test_form_asks_for_source_and_file(catalogue, sari, sign_in):
    page = sign_in(sari).post("/outages/upload/", {"source": "NOWHERE"})
    assert set(page.context["form"].errors) == {"source", "file"}
    page = sign_in(sari).get("/outages/upload/?source=probe")
    assert page.context["form"].initial["source"] == "PROBE"
