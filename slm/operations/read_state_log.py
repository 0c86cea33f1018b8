"""Read the rows of a state log out of a CSV or an XLSX file."""

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from common.imports.tables import TableRefused, sheet_rows

from .import_state_log import StateLogRefused

MAX_ROWS = 200_000
LONGEST_CELL = 200
COLUMNS = ("at", "service", "status")


def read_state_log(
    *,
    content: BinaryIO,
    name: str,
    columns: Sequence[str] = COLUMNS,
    optional: Sequence[str] = (),
    longest: int = LONGEST_CELL,
) -> Iterator[dict[str, str]]:
    """Yield the rows with these columns, those of a state log by default; others are left out.

    A column of `optional` may be missing, and is empty then; cells are cut at `longest` characters.

    CSV is UTF-8 with or without a byte order mark, its columns parted by commas or semicolons. Of
    a workbook the first sheet is read. Raises StateLogRefused where the file is not that.
    """
    is_sheet = name.lower().endswith(".xlsx")
    table = _sheet(content) if is_sheet else _csv(content)
    head = next(table, None)
    if head is None:
        raise StateLogRefused(_("The file is empty."), field="file")
    places = _places(head, columns, optional)
    for number, cells in enumerate(table, start=1):
        if number > MAX_ROWS:
            raise StateLogRefused(
                _("The file has more than %(limit)d rows. Split it.") % {"limit": MAX_ROWS},
                field="file",
            )
        row = {
            column: _text(cells[place], longest) if place < len(cells) else ""
            for column, place in places.items()
        }
        yield row


def _places(
    head: Iterable[Any], columns: Sequence[str], optional: Sequence[str]
) -> Mapping[str, int]:
    names = [_text(cell).strip().lower() for cell in head]
    missing = [column for column in columns if column not in names]
    if missing:
        raise StateLogRefused(
            _("The first row names the columns; missing: %(columns)s.")
            % {"columns": ", ".join(missing)},
            field="file",
        )
    nowhere = 1 << 30  # beyond every row
    found = {column: names.index(column) for column in columns}
    return found | {one: names.index(one) if one in names else nowhere for one in optional}


def _csv(content: BinaryIO) -> Iterator[list[str]]:
    text = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    try:
        first = text.readline(64 * 1024)
        mark = ";" if first.count(";") > first.count(",") else ","
        lines = itertools.chain([first] if first.strip() else [], text)
        for row in csv.reader(lines, delimiter=mark):
            if any(cell.strip() for cell in row):
                yield row
    except UnicodeDecodeError as error:
        raise StateLogRefused(
            _("The file is not text in UTF-8. Save it again with that encoding."), field="file"
        ) from error
    except csv.Error as error:
        raise StateLogRefused(
            _("The file is not CSV: %(error)s.") % {"error": error}, field="file"
        ) from error


def _sheet(content: BinaryIO) -> Iterator[list[Any]]:
    try:
        for row in sheet_rows(content):
            if any(_text(cell).strip() for cell in row):
                yield row
    except TableRefused as refused:
        raise StateLogRefused(refused.message, field="file") from refused


def _text(cell: Any, longest: int = LONGEST_CELL) -> str:
    """A cell as it would stand in a CSV; a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat()
    # NUL cannot be stored; a cell that is longer than any name or instant is wrong anyway.
    return str(cell)[:longest].replace("\x00", "\ufffd")
