"""Columns go in and come out as they were, and nothing is taken for what it is not."""

import numpy as np
import pytest
from django.db import connection

from common.db.copying import NEVER, UnexpectedRows, array, read_columns, write_columns

COLUMNS = {
    "big": ("int8", [1, -(1 << 40), 3]),
    "plain": ("int4", [0, -5, 1 << 30]),
    "small": ("int2", [-1, 0, 300]),
    "yes": ("flag", [1, 0, 1]),
    "at": ("instant", [0, 946_684_800, 1_795_573_740]),
    "day": ("day", [-1, 10_957, 20_782]),
}
KINDS = {name: kind for name, (kind, _values) in COLUMNS.items()}


@pytest.fixture
def table(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copied (big bigint, plain int, small smallint, yes boolean,"
            " at timestamptz, day date) ON COMMIT DROP"
        )
    return "copied"


def test_columns_come_back_as_they_were_written(table):
    assert write_columns(table, COLUMNS) == 3
    found = read_columns(f"SELECT * FROM {table}", KINDS)
    assert {name: values.tolist() for name, values in found.items()} == {
        name: values for name, (_kind, values) in COLUMNS.items()
    }


def test_columns_mean_what_the_database_says(table):
    write_columns(table, COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM at)::bigint, day::text FROM copied ORDER BY at")
        rows = cursor.fetchall()
    assert rows == [(0, "1969-12-31"), (946_684_800, "2000-01-01"), (1_795_573_740, "2026-11-25")]


def test_fractions_of_a_second_are_dropped(db):
    found = read_columns("SELECT '2026-11-25 00:00:00.9Z'::timestamptz", {"at": "instant"})
    assert found["at"].tolist() == [1_795_564_800]


def test_infinity_arrives_as_never(db):
    found = read_columns("SELECT 'infinity'::timestamptz", {"at": "instant"})
    assert found["at"].tolist() == [NEVER]


def test_no_rows_are_empty_columns(table):
    assert write_columns(table, {name: (kind, []) for name, kind in KINDS.items()}) == 0
    found = read_columns(f"SELECT * FROM {table}", KINDS)
    assert [len(values) for values in found.values()] == [0] * 6


@pytest.mark.parametrize(
    "query", ["SELECT 1::int", "SELECT NULL::bigint", "SELECT 1::bigint UNION ALL SELECT NULL"]
)
def test_other_widths_and_nulls_are_refused(db, query):
    with pytest.raises(UnexpectedRows):
        read_columns(query, {"value": "int8"})


def test_parameters_are_quoted(db):
    found = read_columns(
        "SELECT length(%(text)s)::bigint", {"n": "int8"}, {"text": "it's; a 'text'"}
    )
    assert found["n"].tolist() == [14]


def test_array_is_the_text_of_an_array():
    assert array([1, -2, 3]) == "{1, -2, 3}"
    assert array([1, 2], null=np.array([False, True])) == "{1,NULL}"
