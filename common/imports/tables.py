"""Reads a table out of a CSV or XLSX file, as other programs and spreadsheets write them."""

import csv
import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from common.problems import Refusal

MAX_ROWS = 200_000
MAX_COLUMNS = 200
# What a sheet may unpack to: a small file can be made to hold gigabytes of nothing.
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
LONGEST_CELL = 2_000
_DELIMITERS = ",;\t|"
# So many lines from the top the head is looked for: some tools write a title above it.
_HEAD_WITHIN = 10

_UNUSED_IN_CP1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")

Row = tuple[int, list[Any]]


class TableRefused(Refusal):
    """The file is no table that can be read."""

    code = "table_refused"


@dataclass(frozen=True)
class Table:
    """The names of the columns, and the rows with the number that a spreadsheet shows beside them.

    Cells are text, or what a workbook holds: dates, times, durations, numbers, booleans.
    """

    head: list[str]
    rows: Iterator[Row]


def read_table(*, content: BinaryIO, name: str) -> Table:
    """Open the table; empty lines are left out, and so is what stands above its head.

    CSV may be UTF-8, UTF-16 or Windows-1252, its columns parted by commas, semicolons, tabs or
    bars; of a workbook the first sheet is read. Raises TableRefused, also while the rows are read.
    """
    lines = sheet_rows(content) if name.lower().endswith(".xlsx") else _csv(content)
    numbered = ((number, cells) for number, cells in enumerate(lines, start=1) if _filled(cells))
    above: list[Row] = list(itertools.islice(numbered, _HEAD_WITHIN))
    if not above:
        raise TableRefused(_("The file is empty."), field="file")
    # A title has one cell; the head of a table has as many as it has columns.
    place = next((n for n, (_number, cells) in enumerate(above) if _filled(cells) > 1), 0)
    head = [tidy_text(cell) for cell in above[place][1]][:MAX_COLUMNS]
    while head and not head[-1]:
        head.pop()
    return Table(head, _limited(itertools.chain(above[place + 1 :], numbered), len(head)))


def _limited(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for count, (number, cells) in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise TableRefused(
                _("The file has more than %(limit)d rows. Split it.") % {"limit": MAX_ROWS},
                field="file",
            )
        yield number, [*cells[:width], *[""] * (width - len(cells))]


def _filled(cells: list[Any]) -> int:
    """How many cells say something."""
    return sum(1 for cell in cells if tidy_text(cell))


def tidy_text(cell: Any) -> str:
    """A cell as text: without the apostrophe that guards a formula, whole numbers without point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    text = str(cell)[:LONGEST_CELL].replace("\x00", "\ufffd").strip()
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        return text[1:]
    return text


def _csv(content: BinaryIO) -> Iterator[list[Any]]:
    data = content.read()
    text = io.TextIOWrapper(io.BytesIO(data), encoding=_encoding(data), newline="")
    first = text.readline(64 * 1024)
    if first.lower().startswith("sep="):
        mark = first[4:5] or ","
        first = "\n"  # the line counts in what a spreadsheet shows
    else:
        mark = max(_DELIMITERS, key=first.count)
    try:
        yield from csv.reader(itertools.chain([first], text), delimiter=mark)
    except (csv.Error, UnicodeDecodeError) as error:
        raise TableRefused(
            _("The file is not CSV: %(error)s.") % {"error": error}, field="file"
        ) from error


def _encoding(data: bytes) -> str:
    """By its first bytes, else UTF-8 where all of it is, else what Windows wrote for long.

    Of the latter every byte means something, so that a file is not refused for a stray sign.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252" if not _UNUSED_IN_CP1252.intersection(data) else "latin-1"
    return "utf-8-sig"


def sheet_rows(content: BinaryIO) -> Iterator[list[Any]]:
    """The rows of a workbook's first sheet; TableRefused where it is none, or far too large."""
    from python_calamine import CalamineError, CalamineWorkbook

    refused = TableRefused(
        _("The file is not an Excel workbook. Save it again as .xlsx."), field="file"
    )
    try:
        with zipfile.ZipFile(content) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise refused from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise TableRefused(_("The workbook is too large. Split it."), field="file")
    content.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(content)
        yield from book.get_sheet_by_index(0).iter_rows()
    except CalamineError as error:
        raise refused from error
