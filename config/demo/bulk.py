"""Writes many rows of a model in one statement, each as the ORM would have written it."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import AutoField, BigAutoField, Model

from common.db.copying import Column, read_columns, write_columns

_TYPES: dict[str, str] = {
    "int8": "bigint",
    "int4": "integer",
    "int2": "smallint",
    "flag": "boolean",
    "instant": "timestamptz",
    "day": "date",
}


@transaction.atomic
def insert_rows(
    model: type[Model],
    columns: Mapping[str, tuple[str, npt.ArrayLike]],
    expressions: Mapping[str, str] | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
    helpers: Collection[str] = (),
) -> int:
    """Insert a row for each place of `columns`; return how many there were.

    Columns are named as in the table and given as kind and values (common.db.copying);
    `expressions` are SQL over those names, with `parameters`; `helpers` are names that only they
    use, and no column. Every other column takes its field's default, as in a row that is created
    by itself. Rows are written in the order given.
    """
    said = dict(expressions or {})
    given = dict(parameters or {})
    for field in model._meta.concrete_fields:
        column = field.column
        assert column is not None
        if column in columns or column in said or isinstance(field, AutoField | BigAutoField):
            continue
        said[column] = f"%(default_{column})s"
        given[f"default_{column}"] = field.get_db_prep_save(field.get_default(), connection)
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = [quote(name) for name in columns if name not in helpers]
    with connection.cursor() as cursor:
        # Checked at the end of each statement: a trigger that writes history walks past all that
        # still waits to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # A write through the wrapper: it carries the context of the history, which COPY loses.
        cursor.execute(f"UPDATE {table} SET {names[0]} = {names[0]} WHERE false")
        kinds = ", ".join(
            f"{quote(name)} {_TYPES[kind]}" for name, (kind, _values) in columns.items()
        )
        cursor.execute(
            f"CREATE TEMPORARY TABLE bulk_rows ({kinds}, place bigserial) ON COMMIT DROP"
        )
        count = write_columns("bulk_rows", columns)
        into = ", ".join([*names, *(quote(name) for name in said)])
        values = ", ".join([*names, *said.values()])
        cursor.execute(
            f"INSERT INTO {table} ({into}) SELECT {values} FROM bulk_rows ORDER BY place", given
        )
        cursor.execute("DROP TABLE bulk_rows")
    return count


def new_ids(model: type[Model], count: int) -> Column:
    """Take so many ids for rows that are about to be written."""
    asked = {"table": model._meta.db_table, "column": model._meta.pk.column, "count": count}
    return read_columns(
        "SELECT nextval(pg_get_serial_sequence(%(table)s, %(column)s))"
        "  FROM generate_series(1, %(count)s)",
        {"id": "int8"},
        asked,
    )["id"]


def settle() -> None:
    """Let the planner know what there is now, as the server's own housekeeping would in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
