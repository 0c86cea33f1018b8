"""How a table is read: which column tells what, in which order dates stand, in which zone."""

import zoneinfo
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.imports.cells import (
    LengthUnit,
    Order,
    Unreadable,
    read_day,
    read_length,
    read_moment,
    read_number,
)
from common.imports.fields import Field, Form
from common.imports.tables import Row, tidy_text

MAX_ERRORS = 1_000


@dataclass(frozen=True)
class Plan:
    """`columns` are places by the name of a field; a field without a column is not told."""

    columns: dict[str, int]
    order: Order
    zone: zoneinfo.ZoneInfo
    unit: LengthUnit = LengthUnit.SECONDS


@dataclass(frozen=True)
class ReadRow:
    """One row as it was read: values by field, and what could not be read by field."""

    number: int
    values: dict[str, Any]
    texts: dict[str, str]
    errors: dict[str, str]

    def error(self, field: str | None, message: str, label: str = "") -> dict[str, Any]:
        """An error of this row as jobs list it."""
        return {
            "row": self.number,
            "field": label or field,
            "value": self.texts.get(field or "", "")[:200],
            "message": message,
        }


def read_rows(rows: Iterable[Row], fields: Sequence[Field], plan: Plan) -> Iterator[ReadRow]:
    """Read the rows by the plan; a field that says nothing has None or an empty text."""
    for number, cells in rows:
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        errors: dict[str, str] = {}
        for field in fields:
            place = plan.columns.get(field.name)
            cell = "" if place is None or place >= len(cells) else cells[place]
            texts[field.name] = tidy_text(cell)
            try:
                values[field.name] = _read(cell, field, plan)
            except Unreadable as error:
                values[field.name] = None
                errors[field.name] = str(error)
                continue
            if field.is_required and values[field.name] in (None, ""):
                errors[field.name] = _("This is missing.")
        yield ReadRow(number, values, texts, errors)


def _read(cell: Any, field: Field, plan: Plan) -> Any:
    if field.form is Form.MOMENT:
        return read_moment(cell, order=plan.order, zone=plan.zone)
    if field.form is Form.LENGTH:
        return read_length(cell, unit=plan.unit)
    if field.form is Form.DAY:
        return read_day(cell, order=plan.order)
    if field.form is Form.NUMBER:
        return read_number(cell)
    return tidy_text(cell)


def errors_of(row: ReadRow, fields: Sequence[Field]) -> list[dict[str, Any]]:
    """What could not be read in a row, as jobs list it."""
    labels = {field.name: str(field.label) for field in fields}
    return [row.error(name, message, labels[name]) for name, message in row.errors.items()]
