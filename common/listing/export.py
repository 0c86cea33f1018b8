"""Writes the rows of a list as CSV or XLSX, row by row, so that a long list fits in memory."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

from common.listing.columns import Column

XLSX_ROWS = 1_000_000  # a sheet ends at 1 048 576
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet takes text that begins so for a formula and runs it on the reader's machine.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


class TooManyRows(Exception):
    """An XLSX sheet cannot hold the rows; the reader has to filter first or take CSV."""


def guard(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before a bad start."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_value(value) -> str:
    """Return one cell of a CSV: numbers and dates in machine form, text guarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, Fraction):
        return str(Decimal(value.numerator) / Decimal(value.denominator))
    return guard(str(value))


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[Column], rows: Iterable) -> Iterator[str]:
    """Yield the lines of a CSV with a byte order mark, which Excel needs to read UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([guard(str(column.label)) for column in columns])
    for row in rows:
        yield writer.writerow([csv_value(column.read(row)) for column in columns])


def csv_response(name: str, columns: Sequence[Column], rows: Iterable) -> StreamingHttpResponse:
    """Return a download of the rows as CSV, sent while it is being written."""
    return StreamingHttpResponse(
        csv_lines(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def xlsx_response(name: str, columns: Sequence[Column], rows: Iterable) -> FileResponse:
    """Return a download of the rows as XLSX; instants in the reader's zone, named in the head.

    Raises TooManyRows beyond XLSX_ROWS.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    try:
        write_xlsx(file, name, columns, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def write_xlsx(file, name: str, columns: Sequence[Column], rows: Iterable) -> int:
    """Write a workbook of one sheet into the open binary file and return how many rows it has."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 1)
    zoned: set[int] = set()
    count = 0
    # Rows go out as they come, so the head has to be written before it is known which columns
    # hold instants: every column whose first row does is marked.
    iterator = iter(rows)
    first = next(iterator, None)
    if first is not None:
        zoned = {
            place
            for place, column in enumerate(columns)
            if isinstance(value := column.read(first), datetime) and timezone.is_aware(value)
        }
    for place, column in enumerate(columns):
        zone = f" ({timezone.get_current_timezone_name()})" if place in zoned else ""
        sheet.write_string(0, place, f"{column.label}{zone}", bold)
        sheet.set_column(place, place, 16 if column.num else 24)

    def chained():
        if first is not None:
            yield first
            yield from iterator

    for row in chained():
        count += 1
        if count > XLSX_ROWS:
            book.close()
            raise TooManyRows(count)
        for place, column in enumerate(columns):
            _write_cell(sheet, count, place, column.read(row), day, instant)
    book.close()
    return count


def _write_cell(sheet, row: int, place: int, value, day, instant) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, datetime):
        there = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(row, place, there.replace(tzinfo=None), instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, (int, Decimal, Fraction)):
        sheet.write_number(row, place, value if isinstance(value, int) else float(value))
    else:
        sheet.write_string(row, place, str(value)[:32767])
