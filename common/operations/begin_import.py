"""Take a table that somebody uploads: keep the file, read its head, guess what its columns tell."""

import datetime as dt
import itertools
import zoneinfo
from typing import Any, BinaryIO, cast

from django.core.files.base import File as DjangoFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.imports.cells import LengthUnit, Order, orders_of
from common.imports.fields import DATED, guess
from common.imports.kinds import ImportKind, kind_of
from common.imports.plan import Plan
from common.imports.tables import Table, TableRefused, read_table
from common.models import ImportMemory, TableImport
from common.operations.store_file import store_file
from common.problems import Refusal

# So many rows decide in which order day and month stand; the trial sees all of them.
DECIDING_ROWS = 5_000


class ImportRefused(Refusal):
    """The table is not taken as it is."""

    code = "import_refused"


@transaction.atomic
def begin_import(
    *,
    kind: str,
    arguments: dict[str, Any],
    content: DjangoFile,
    zone: str,
    actor: Any,
    at: dt.datetime,
) -> TableImport:
    """Store the file with what is known of it so far; nothing of its rows is recorded yet.

    Columns, order of dates and zone are those of the last table of the same origin, else guessed;
    `zone` is that of whoever uploads. Raises TableRefused for a file that is no table.
    """
    known = kind_of(kind)
    row = TableImport(kind=kind, arguments=arguments, created_by=actor, created_at=at)
    table = read_table(content=cast(BinaryIO, content.file), name=content.name or "")
    row.head = table.head
    sample = list(itertools.islice(table.rows, DECIDING_ROWS))
    row.row_count = len(sample) + sum(1 for _row in table.rows)
    if not row.row_count:
        raise TableRefused(_("The file has no rows below its head."), field="file")
    memory = ImportMemory.objects.filter(kind=kind, origin=known.memory(arguments)).first()
    fields = known.fields(arguments)
    row.columns = guess(table.head, fields, memory.columns if memory else None)
    row.zone = memory.zone if memory and memory.zone else zone
    row.length_unit = memory.length_unit if memory else LengthUnit.SECONDS.value
    possible = orders_of(
        cells[row.columns[field.name]]
        for field in fields
        if field.form in DATED and field.name in row.columns
        for _number, cells in sample
    )
    if memory and memory.date_order in possible:
        row.date_order = memory.date_order
    elif len(possible) == 1:
        row.date_order = possible.pop().value
    elif possible == set(Order):
        row.date_order = Order.YEAR_FIRST.value  # nothing is written by hand: any order reads it
    row.save()
    content.seek(0)
    row.file = store_file(
        content=content,
        name=content.name or "",
        content_type=getattr(content, "content_type", "") or "",
        parent=row,
        actor=actor,
        at=at,
    )
    row.save(update_fields=["file"])
    return row


@transaction.atomic
def map_import(
    *,
    table_import: TableImport,
    columns: dict[str, int],
    date_order: str,
    zone: str,
    length_unit: str,
) -> TableImport:
    """Keep how the table is to be read, for it and for the next one of the same origin."""
    kind = kind_of(table_import.kind)
    fields = kind.fields(table_import.arguments)
    missing = [field for field in fields if field.is_required and field.name not in columns]
    if missing:
        raise ImportRefused(_("Say which column tells this."), field=missing[0].name)
    twice = [name for name, place in columns.items() if list(columns.values()).count(place) > 1]
    if twice:
        raise ImportRefused(_("Two things cannot stand in one column."), field=twice[-1])
    table_import.columns, table_import.date_order = columns, date_order
    table_import.zone, table_import.length_unit = zone, length_unit
    table_import.is_mapped = True
    table_import.save()
    ImportMemory.objects.update_or_create(
        kind=kind.key,
        origin=kind.memory(table_import.arguments),
        defaults={
            "columns": {name: table_import.head[place] for name, place in columns.items()},
            "date_order": date_order,
            "zone": zone,
            "length_unit": length_unit,
        },
    )
    return table_import


def plan_of(table_import: TableImport) -> Plan:
    """How the table is read, as it was settled."""
    return Plan(
        columns=table_import.columns,
        order=Order(table_import.date_order or Order.YEAR_FIRST),
        zone=zoneinfo.ZoneInfo(table_import.zone or "UTC"),
        unit=LengthUnit(table_import.length_unit),
    )


def open_table(table_import: TableImport, content: BinaryIO) -> Table:
    """The table of an import from its open file."""
    return read_table(content=content, name=table_import.file.name if table_import.file else "")


def kind_for(table_import: TableImport) -> ImportKind:
    """What is done with the table."""
    return kind_of(table_import.kind)
