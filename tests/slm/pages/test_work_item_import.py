"""A table of tickets from its upload over columns, first rows and a trial to the items."""

import csv
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.models import ImportMemory, Job, TableImport
from common.tasks import run_due_jobs
from slm.models import WorkItem
from tests.cast import NOW
from tests.slm.work_items import make_desk

START = reverse("slm:work-item-import")
# As a tool of an Indonesian desk exports it: day first, local time, a row open, one with a formula.
GOOD = """No. Tiket;Layanan;Prioritas;Judul;Waktu Lapor;Waktu Respons;Waktu Selesai;Waktu Tunggu
INC-1;DESK;P1;Printer;13/11/2026 08:00;13/11/2026 08:10;13/11/2026 12:00;1:30
INC-2;Service desk DESK;P2;'=1+1;14/11/2026 08:00;;;
INC-3;desk;P3;Layar;15/11/2026 08:00;;16/11/2026 10:00;
"""
BAD = (
    GOOD
    + """INC-4;NOBODY;P1;x;13/11/2026 08:00;;;
INC-5;DESK;P1;x;11/13/2026 08:00;;;
INC-6;DESK;P1;x;13/11/2026 08:00;;12/11/2026 08:00;
;DESK;P1;x;13/11/2026 08:00;;;soon
"""
)


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_desk()


@pytest.fixture
def browser(sign_in, sari, desk):
    sari.zone = "Asia/Jakarta"
    sari.save()
    return sign_in(sari)


def upload(browser, desk, text=GOOD, name="tickets.csv", **more):
    data = text if isinstance(text, bytes) else text.encode()
    return browser.post(
        START,
        {"source": desk.source.code, "file": SimpleUploadedFile(name, data), **more},
    )


def settled(browser, desk, text=GOOD, **more):
    """An import whose columns were accepted as they were guessed."""
    answer = upload(browser, desk, text, **more)
    assert answer.status_code == 302, answer.context["form"].errors
    row = TableImport.objects.latest("created_at", "pk")
    answer = browser.post(answer.url, mapping(row))
    assert answer.status_code == 302, answer.context["form"].errors
    return row, answer.url


def mapping(row, **more):
    columns = {name: str(place) for name, place in row.columns.items()}
    kept = {"date_order": row.date_order, "zone": row.zone, "length_unit": row.length_unit}
    return {**columns, **kept, **more}


def run(browser, url, **data):
    """The job that the form of the first rows starts, after a worker did it."""
    answer = browser.post(url, data)
    assert answer.status_code == 302
    run_due_jobs()
    job = Job.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])
    return job, browser.get(answer.url).content.decode()


def test_columns_order_and_zone_are_proposed(browser, desk):
    upload(browser, desk)
    row = TableImport.objects.get()
    assert row.columns == {
        "external_id": 0,
        "service": 1,
        "priority": 2,
        "title": 3,
        "opened_at": 4,
        "responded_at": 5,
        "resolved_at": 6,
        "paused_seconds": 7,
    }
    assert (row.date_order, row.zone, row.row_count) == ("dmy", "Asia/Jakarta", 3)
    page = browser.get(row.get_absolute_url()).content.decode()
    assert "Waktu Lapor: 13/11/2026 08:00" in page


def test_the_first_rows_are_shown_as_they_are_read(browser, desk):
    _row, url = settled(browser, desk, BAD)
    page = browser.get(url).content.decode().replace("\xa0", " ")
    import re

    print(re.findall(r"<td>.{0,60}13/11", page, re.S)[:1])
    assert "13 Nov 2026 08:00:00 WIB" in page
    assert "1 h 30 min" in page
    assert "no date in the order that was chosen" in page
    assert "2 of the first rows cannot be read." in page
    assert not WorkItem.objects.exists()


def test_a_trial_names_every_error_and_records_nothing(browser, desk):
    _row, url = settled(browser, desk, BAD)
    job, page = run(browser, url, check="")
    assert job.state == "done"
    assert job.message == (
        "3 new items. 4 rows have errors. This was a trial: nothing was recorded."
    )
    errors = [(error["row"], error["field"]) for error in job.result["errors"]]
    assert errors == [
        (5, "Service"),
        (6, "Opened"),
        (7, "Resolved"),
        (8, "Reference"),
        (8, "Paused in all"),
    ]
    assert "NOBODY" in page
    assert not WorkItem.objects.exists()
    answer = browser.get(reverse("common:job-errors", args=[job.pk]))
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert lines[0] == ["Row", "Field", "Value", "Error"]
    assert lines[2][:3] == ["6", "Opened", "11/13/2026 08:00"]


def test_one_row_with_an_error_and_nothing_is_imported(browser, desk):
    _row, url = settled(browser, desk, BAD)
    job, page = run(browser, url, take="")
    assert (job.state, job.message) == ("failed", "4 rows have errors. Nothing was imported.")
    assert "What to mend" in page
    assert not WorkItem.objects.exists()


def test_rows_with_errors_are_left_out_where_that_is_chosen(browser, desk):
    _row, url = settled(browser, desk, BAD)
    job, _page = run(browser, url, take="", skip_bad="on")
    assert job.message == "3 new items. 4 rows have errors. They were left out."
    assert sorted(WorkItem.objects.values_list("external_id", flat=True)) == [
        "INC-1",
        "INC-2",
        "INC-3",
    ]


def test_items_are_recorded_and_the_same_file_again_changes_nothing(browser, desk):
    _row, url = settled(browser, desk)
    job, page = run(browser, url, take="")
    assert job.message == "3 new items."
    assert f"{reverse('slm:work-item-list')}?source=TOOL-DESK" in page
    item = WorkItem.objects.get(external_id="INC-1")
    assert item.opened_at.isoformat() == "2026-11-13T01:00:00+00:00"
    assert (item.priority, item.title, item.paused_seconds) == ("P1", "Printer", 5_400)
    assert (item.indicator, item.source) == (desk.indicator, desk.source)
    assert item.versions.get().actor.email == "sari@example.org"
    opened = WorkItem.objects.get(external_id="INC-2")
    assert (opened.is_open, opened.title) == (True, "=1+1")
    job, _page = run(browser, settled(browser, desk)[1], take="")
    assert job.message == "3 known already."
    later = GOOD.replace("14/11/2026 08:00;;;", "14/11/2026 08:00;;14/11/2026 09:00;")
    job, _page = run(browser, settled(browser, desk, later)[1], take="")
    assert job.message == "1 changed. 2 known already."
    assert not WorkItem.objects.get(external_id="INC-2").is_open


def test_columns_are_remembered_for_the_source(browser, desk):
    odd = GOOD.replace("Waktu Lapor", "Kapan").replace("13/11/2026", "03/11/2026")
    odd = odd.replace("14/11", "04/11").replace("15/11", "05/11").replace("16/11", "06/11")
    upload(browser, desk, odd)
    row = TableImport.objects.get()
    assert ("opened_at" in row.columns, row.date_order) == (False, "")
    browser.post(row.get_absolute_url(), mapping(row, opened_at="4", date_order="dmy"))
    upload(browser, desk, odd)
    again = TableImport.objects.exclude(pk=row.pk).get()
    assert (again.columns["opened_at"], again.date_order) == (4, "dmy")
    assert ImportMemory.objects.get().origin == "TOOL-DESK"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"opened_at": ""}, "opened_at"),
        ({"date_order": ""}, "date_order"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"title": "0"}, "external_id"),
        ({"title": "99"}, "title"),
    ],
)
def test_columns_that_cannot_be_are_refused_at_their_field(browser, desk, more, field):
    upload(browser, desk)
    row = TableImport.objects.get()
    answer = browser.post(row.get_absolute_url(), mapping(row, **more))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors or more == {"title": "0"}
    assert answer.context["form"].errors
    row.refresh_from_db()
    assert not row.is_mapped
    assert browser.get(reverse("common:import-preview", args=[row.pk])).status_code == 302


def test_a_workbook_with_dates_is_read_without_asking_for_their_order(browser, desk):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        moment = written.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["Number", "Priority", "Created", "Resolved"])
        sheet.write_row(1, 0, [4711, "P1"])
        sheet.write_datetime(1, 2, NOW.replace(tzinfo=None, hour=1), moment)
        sheet.write_number(1, 3, 46351 + 2 / 24)
    row, url = settled(
        browser, desk, book.getvalue(), name="tickets.xlsx", indicator=str(desk.indicator.public_id)
    )
    assert row.date_order == "ymd"
    browser.post(reverse("common:import", args=[row.pk]), mapping(row, zone="UTC"))
    job, _page = run(browser, url, take="")
    assert job.message == "1 new item."
    item = WorkItem.objects.get()
    assert item.external_id == "4711"
    assert (item.resolved_at - item.opened_at).total_seconds() == 19 * 60


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b"No,Opened\n"), ("a.csv", b" "), ("a.xlsx", b"PK\x03\x04"), ("a.pdf", b"%PDF-")],
)
def test_a_file_that_is_no_table_is_refused_at_its_field(browser, desk, name, data):
    answer = upload(browser, desk, data, name=name)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["file"]
    assert not TableImport.objects.exists()


def test_a_file_in_another_encoding_is_read(browser, desk):
    text = GOOD.replace("Printer", "Café")
    _row, url = settled(browser, desk, text.encode("cp1252"))
    run(browser, url, take="")
    assert WorkItem.objects.get(external_id="INC-1").title == "Café"


def test_only_managers_import_and_only_their_own(browser, desk, sign_in, request, client):
    row, url = settled(browser, desk)
    steps = [reverse("common:import", args=[row.pk]), url]
    for path in (START, *steps):
        assert client.get(path).status_code == 302
        assert "/sign-in" in client.get(path).url or "login" in client.get(path).url
    expected = {"tirta": 403, "alia": 403, "zaki": 403, "ayu": 200}
    for name, status in expected.items():
        other = sign_in(request.getfixturevalue(name))
        assert other.get(START).status_code == status
        assert [other.get(path).status_code for path in steps] == [404, 404]
        assert other.post(url, {"take": ""}).status_code == 404


def test_whoever_lost_the_role_cannot_go_on(browser, desk, sari):
    _row, url = settled(browser, desk)
    sari.role_assignments.all().delete()
    assert browser.get(url).status_code == 403
    assert browser.post(url, {"take": ""}).status_code == 403
