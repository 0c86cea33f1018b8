import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from common.listing import Column
from common.listing.export import (
    TooManyRows,
    csv_lines,
    csv_value,
    guard,
    write_xlsx,
    xlsx_response,
)

COLUMNS = [
    Column("code", "Agreement"),
    Column("customer", "Customer", "customer.name"),
    Column("amount", "A year", num=True),
    Column("ends", "End"),
    Column("at", "Signed"),
]


def row(**more) -> SimpleNamespace:
    given = {
        "code": "SLA-0042",
        "customer": SimpleNamespace(name="Dinas Contoh"),
        "amount": Decimal("-17280.5"),
        "ends": date(2026, 12, 31),
        "at": datetime(2026, 11, 25, 2, 41, tzinfo=UTC),
    }
    return SimpleNamespace(**given | more)


@pytest.mark.parametrize("text", ["=1+1", "+62 21", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_text_that_looks_like_a_formula_is_guarded(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Dinas =1", "SLA-0042", "'=1"])
def test_other_text_stays(text):
    assert guard(text) == text


def test_a_negative_number_is_a_number():
    assert csv_value(Decimal("-17280.5")) == "-17280.5"


def test_csv_holds_the_rows():
    with timezone.override("Asia/Jakarta"):
        text = "".join(csv_lines(COLUMNS, [row(), row(code="=cmd()", customer=None)]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["Agreement", "Customer", "A year", "End", "Signed"],
        ["SLA-0042", "Dinas Contoh", "-17280.5", "2026-12-31", "2026-11-25T09:41:00+07:00"],
        ["'=cmd()", "", "-17280.5", "2026-12-31", "2026-11-25T09:41:00+07:00"],
    ]


def workbook(rows) -> io.BytesIO:
    file = io.BytesIO()
    with timezone.override("Asia/Jakarta"):
        write_xlsx(file, "agreements", COLUMNS, rows)
    file.seek(0)
    return file


def test_xlsx_holds_numbers_days_and_instants():
    sheet = CalamineWorkbook.from_filelike(workbook([row()])).get_sheet_by_index(0)
    assert sheet.to_python() == [
        ["Agreement", "Customer", "A year", "End", "Signed (Asia/Jakarta)"],
        ["SLA-0042", "Dinas Contoh", -17280.5, date(2026, 12, 31), datetime(2026, 11, 25, 9, 41)],  # noqa: DTZ001
    ]


def test_xlsx_writes_a_formula_as_text():
    file = workbook([row(code="=1+1")])
    sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    assert sheet.to_python()[1][0] == "=1+1"
    with zipfile.ZipFile(file) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_xlsx_of_nothing_has_its_head():
    sheet = CalamineWorkbook.from_filelike(workbook([])).get_sheet_by_index(0)
    assert sheet.to_python() == [["Agreement", "Customer", "A year", "End", "Signed"]]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("common.listing.export.XLSX_ROWS", 1)
    with pytest.raises(TooManyRows):
        xlsx_response("agreements", COLUMNS, [row(), row()])
