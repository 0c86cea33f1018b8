"""The next code of a numbered series, one writer at a time."""

from django.db import connection, models

from common.db.codes import next_code


def new_code(model: type[models.Model], prefix: str) -> str:
    """Take the next free code, such as MT-0042; others wait until this transaction ends.

    Meetings, decisions and actions are written by workers, pages and machines at once, and none of
    them could do anything about a number that somebody else took first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"code:{prefix}"])
    return next_code(model, prefix)
