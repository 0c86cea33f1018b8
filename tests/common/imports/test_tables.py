"""Tables as other programs write them."""

import datetime as dt
import io

import pytest
import xlsxwriter

from common.imports.tables import TableRefused, read_table, tidy_text

WALL = dt.datetime.fromisoformat("2026-11-25T09:41")


def read(data: bytes | str, name="tickets.csv", encoding="utf-8"):
    content = io.BytesIO(data if isinstance(data, bytes) else data.encode(encoding))
    table = read_table(content=content, name=name)
    return table.head, list(table.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding, mark):
    text = f"No{mark}Ünïcode\r\nT1{mark}é\r\n"
    assert read(text, encoding=encoding) == (["No", "Ünïcode"], [(2, ["T1", "é"])])


def test_rows_have_the_numbers_that_a_spreadsheet_shows():
    assert read("a,b\n\n1,2\n , \n3,4\n")[1] == [(3, ["1", "2"]), (5, ["3", "4"])]
    assert read("sep=;\na;b\n1;2\n")[1] == [(3, ["1", "2"])]


def test_a_title_above_the_head_is_passed_over():
    assert read("Report of November\n\nNo,State\nT1,open\n") == (
        ["No", "State"],
        [(4, ["T1", "open"])],
    )


def test_rows_are_as_wide_as_the_head():
    assert read("a,b,,\n1\n1,2,3,4,5\n") == (["a", "b"], [(2, ["1", ""]), (3, ["1", "2"])])


def test_a_quoted_cell_may_have_lines():
    assert read('a,b\n"1\n2",3\n')[1] == [(2, ["1\n2", "3"])]


def test_the_guard_of_a_formula_is_taken_off_and_a_name_keeps_its_apostrophe():
    assert [tidy_text(cell) for cell in ("'=1+1", "'s-Hertogenbosch", " x ", None, 12.0, True)] == [
        "=1+1",
        "'s-Hertogenbosch",
        "x",
        "",
        "12",
        "1",
    ]


def test_a_workbook_keeps_its_dates():
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as written:
        sheet = written.add_worksheet()
        day = written.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(2, 0, ["No", "Opened"])
        sheet.write(3, 0, 4711)
        sheet.write_datetime(3, 1, WALL, day)
    head, rows = read(book.getvalue(), "tickets.xlsx")
    assert head == ["No", "Opened"]
    assert rows == [(4, [4711.0, WALL])]


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "a.csv"), (b"\n\n", "a.csv"), (b"PK\x03\x04no", "a.xlsx")]
)
def test_what_is_no_table_is_refused(data, name):
    with pytest.raises(TableRefused):
        read(data, name)


def test_more_rows_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr("common.imports.tables.MAX_ROWS", 2)
    with pytest.raises(TableRefused):
        read("a,b\n1,2\n1,2\n1,2\n")
