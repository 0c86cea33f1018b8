"""Columns of integers in and out in PostgreSQL's binary form, with no object for a row.

A kind names how a column is stored: `int8`, `int4`, `int2`, `flag` (boolean), `instant` (timestamp
with time zone, as UTC seconds here) and `day` (date, as days since 1970-01-01 here). No column may
be NULL on this way: a query says `coalesce(end_at, 'infinity')`, which arrives as `NEVER`.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

Column = npt.NDArray[np.int64]

NEVER = 4_000_000_000  # behind every instant that the product knows
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_STORED = {
    "int8": ">i8",
    "int4": ">i4",
    "int2": ">i2",
    "flag": ">i1",
    "instant": ">i8",
    "day": ">i4",
}
# PostgreSQL counts from 2000-01-01.
_FIRST_SECOND, _FIRST_DAY, _MICROSECONDS = 946_684_800, 10_957, 1_000_000
_BLOCK = 1 << 20


class UnexpectedRows(ValueError):
    """The rows are not of the kinds that were announced, or one of their values is NULL."""


def read_columns(
    sql: str, kinds: Mapping[str, str], parameters: Mapping[str, Any] | None = None
) -> dict[str, Column]:
    """The result of a query as one array a column, in the order of `kinds`.

    Raises UnexpectedRows where a column is of another width than announced or NULL.
    """
    content = BytesIO()
    with connection.cursor() as cursor:
        query = cursor.mogrify(sql, parameters or {}).decode()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", content, _BLOCK)
    raw = content.getbuffer()
    record = _record(tuple(kinds.values()))
    body = len(raw) - len(_HEAD) - len(_END)
    count, rest = divmod(body, record.itemsize)
    if rest:
        raise UnexpectedRows(f"{body} bytes are no rows of {dict(kinds)}")
    rows = np.frombuffer(raw, dtype=record, count=count, offset=len(_HEAD))
    found = {}
    for place, (name, kind) in enumerate(kinds.items()):
        if (rows[f"n{place}"] != record[f"v{place}"].itemsize).any():
            raise UnexpectedRows(f"{name} is not {kind}, or NULL somewhere")
        found[name] = _from_stored(kind, rows[f"v{place}"].astype(np.int64))
    return found


def write_columns(table: str, columns: Mapping[str, tuple[str, npt.ArrayLike]]) -> int:
    """Append rows to a table, given by column as kind and values; return how many there were.

    What is not given takes its default. COPY does not fire the context of histories: no table that
    keeps one may be written so.
    """
    kinds = [kind for kind, _values in columns.values()]
    arrays = [np.asarray(values, dtype=np.int64) for _kind, values in columns.values()]
    count = len(arrays[0]) if arrays else 0
    if not count:
        return 0
    rows = np.zeros(count, dtype=_record(tuple(kinds)))
    rows["columns"] = len(kinds)
    for place, (kind, values) in enumerate(zip(kinds, arrays, strict=True)):
        rows[f"n{place}"] = rows.dtype[f"v{place}"].itemsize
        rows[f"v{place}"] = _to_stored(kind, values)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN (FORMAT binary)",
            BytesIO(_HEAD + rows.tobytes() + _END),
            size=_BLOCK,
        )
    return count


def array(values: npt.ArrayLike, *, null: npt.NDArray[np.bool_] | None = None) -> str:
    """Integers as the text of a PostgreSQL array, NULL where `null` says so.

    A text is adapted eight times as fast as a list; the statement casts it (`%s::bigint[]`).
    """
    numbers: list[Any] = np.asarray(values, dtype=np.int64).tolist()
    if null is not None and null.any():
        pairs = zip(null.tolist(), map(str, numbers), strict=True)
        return "{" + ",".join("NULL" if gone else text for gone, text in pairs) + "}"
    return "{" + str(numbers)[1:-1] + "}"  # written by the list at once, not number by number


def among(column: str, ids: npt.ArrayLike) -> str:
    """The SQL condition that a column of ids is one of these, for text that is executed as it is.

    Rows that were written together have ids without gaps: then it is a range, which an index
    answers without one look-up for each id. Other ids are bounded by it all the same.
    """
    wanted = np.sort(np.asarray(ids, dtype=np.int64))
    if not len(wanted):
        return "FALSE"
    first, last = int(wanted[0]), int(wanted[-1])
    bounds = f"{column} BETWEEN {first} AND {last}"
    if (np.diff(wanted) <= 1).all():
        return bounds
    return f"{bounds} AND {column} = ANY('{array(wanted)}'::bigint[])"


@cache
def _record(kinds: tuple[str, ...]) -> np.dtype[np.void]:
    fields: list[tuple[str, str]] = [("columns", ">i2")]
    for place, kind in enumerate(kinds):
        fields += [(f"n{place}", ">i4"), (f"v{place}", _STORED[kind])]
    return np.dtype(fields)


def _from_stored(kind: str, values: Column) -> Column:
    if kind == "instant":
        return np.clip(values // _MICROSECONDS + _FIRST_SECOND, -NEVER, NEVER)
    return values + _FIRST_DAY if kind == "day" else values


def _to_stored(kind: str, values: Column) -> Column:
    if kind == "instant":
        return (values - _FIRST_SECOND) * _MICROSECONDS
    return values - _FIRST_DAY if kind == "day" else values
