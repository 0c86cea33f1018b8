"""Many changes as one step leave the tables and the state that the steps leave by themselves."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from common.db.together import Together

AUTHOR = migrations.CreateModel("Author", [("id", models.BigAutoField(primary_key=True))])
BOOK = migrations.CreateModel(
    "Book",
    [("id", models.BigAutoField(primary_key=True)), ("pages", models.IntegerField())],
)
MORE = [
    migrations.AddField("Book", "author", models.ForeignKey("common.author", models.CASCADE)),
    migrations.AddConstraint(
        "Book", models.CheckConstraint(condition=models.Q(pages__gt=0), name="book_has_pages")
    ),
    migrations.AddIndex("Book", models.Index(fields=["pages"], name="book_pages")),
]


def apply(operations, state, *, backwards=False):
    """Run the operations on the database and return the state after them."""
    states = [state]
    for one in operations:
        after = states[-1].clone()
        one.state_forwards("common", after)
        states.append(after)
        with connection.schema_editor() as editor:
            one.database_forwards("common", editor, states[-2], after)
    if backwards:
        for one, before, after in reversed(list(zip(operations, states, states[1:], strict=False))):
            with connection.schema_editor() as editor:
                one.database_backwards("common", editor, after, before)
    return states[-1]


def described() -> dict:
    with connection.cursor() as cursor:
        find = connection.introspection
        return {
            table: (
                sorted(column.name for column in find.get_table_description(cursor, table)),
                sorted(
                    (tuple(found["columns"] or ()), found["check"], found["index"], found["unique"])
                    for found in find.get_constraints(cursor, table).values()
                ),
            )
            for table in find.table_names(cursor)
            if table in ("common_author", "common_book")
        }


@pytest.mark.parametrize("at_once", [[AUTHOR, BOOK, *MORE], [BOOK, AUTHOR, *MORE]])
def test_new_tables_are_made_as_they_are_at_the_end(at_once, transactional_db):
    plain = apply([AUTHOR, BOOK, *MORE], ProjectState())
    expected = described()
    for table in ("common_book", "common_author"):
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {table}")
    together = apply([Together(at_once)], ProjectState())
    try:
        assert described() == expected
        assert together.models["common", "book"] == plain.models["common", "book"]
    finally:
        for table in ("common_book", "common_author"):
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {table}")


def test_columns_of_a_table_that_was_there_are_added_and_taken_back(transactional_db):
    state = apply([AUTHOR, BOOK], ProjectState())
    before = described()
    try:
        apply([Together(MORE)], state, backwards=True)
        assert described() == before
        apply([Together(MORE)], state)
        assert "author_id" in described()["common_book"][0]
    finally:
        for table in ("common_book", "common_author"):
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {table}")
