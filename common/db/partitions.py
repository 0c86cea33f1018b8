"""Tables partitioned by month: the migration operation, and the months made ahead of need.

Django writes the table with its indexes, checks and triggers; only `PARTITION BY` is ours. There is
no default partition on purpose: once it held a row of a month, that month could not be made.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection, migrations, models, transaction


class CreatePartitionedModel(migrations.CreateModel):
    """`CreateModel` for a table that PostgreSQL partitions by range of one column."""

    # Every argument by name: the writer of migrations reads this signature.
    def __init__(
        self,
        name: str,
        fields: Any,
        partition_by: str,
        options: Any = None,
        bases: Any = None,
        managers: Any = None,
    ) -> None:
        super().__init__(name, fields, options, bases, managers)
        self.partition_by = partition_by

    def deconstruct(self) -> Any:
        name, args, kwargs = super().deconstruct()
        return name, args, {**kwargs, "partition_by": self.partition_by}

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        plain = schema_editor.sql_create_table
        column = schema_editor.quote_name(self.partition_by)
        schema_editor.sql_create_table = f"{plain} PARTITION BY RANGE ({column})"
        try:
            super().database_forwards(app_label, schema_editor, *states)
        finally:
            schema_editor.sql_create_table = plain


def months(from_on: dt.date, to_on: dt.date) -> Iterator[dt.date]:
    """Yield the first day of each month that `[from_on, to_on]` touches."""
    month = from_on.replace(day=1)
    while month <= to_on:
        yield month
        month = (month + dt.timedelta(days=32)).replace(day=1)


def ensure_months(model: type[models.Model], from_on: dt.date, to_on: dt.date) -> int:
    """Make the partitions of `model` for the months `[from_on, to_on]`; return how many were new.

    Attaching takes a lock that readers and writers do not feel; two callers at once are kept
    apart by an advisory lock per table that ends with the transaction.
    """
    table = model._meta.db_table
    wanted = {f"{table}_{month:%Y%m}": month for month in months(from_on, to_on)}
    with connection.cursor() as cursor:
        missing = _missing(cursor, wanted)
    if not missing:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"partitions:{table}"])
        for name in _missing(cursor, wanted):
            month = wanted[name]
            following = (month + dt.timedelta(days=32)).replace(day=1)
            cursor.execute(
                f'CREATE TABLE "{name}" (LIKE "{table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)'
            )
            cursor.execute(
                f'ALTER TABLE "{table}" ATTACH PARTITION "{name}" FOR VALUES FROM (%s) TO (%s)',
                [_bound(model, month), _bound(model, following)],
            )
    return len(missing)


def _missing(cursor: Any, wanted: dict[str, dt.date]) -> list[str]:
    cursor.execute(
        "SELECT name FROM unnest(%s) AS name WHERE to_regclass(quote_ident(name)) IS NULL",
        [list(wanted)],
    )
    return sorted(name for (name,) in cursor.fetchall())


def _bound(model: type[models.Model], month: dt.date) -> str:
    key = model.partition_by  # type: ignore[attr-defined]
    is_instant = isinstance(model._meta.get_field(key), models.DateTimeField)
    return f"{month:%Y-%m-%d} 00:00:00+00" if is_instant else f"{month:%Y-%m-%d}"
