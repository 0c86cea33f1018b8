"""Open an empty installation."""

import datetime as dt
import os
import secrets
from pathlib import Path

import pghistory
from django.db import connection, transaction

from accounts.models import Role, RoleAssignment, User

FILE_NAME = "first-sign-in.txt"


def create_first_admin(*, email: str, name: str, folder: Path, at: dt.datetime) -> str | None:
    """Make an administrator and return the generated password; None when there is one already.

    The sign-in is also written to `folder`, readable by the operator alone. A deactivated
    administrator counts: a way back in must not be a command that anybody runs twice.
    """
    with transaction.atomic(), pghistory.context(door="command", command="create_first_admin"):
        # Two starts at once would both find nobody: there is no row to lock yet.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_roleassignment IN SHARE ROW EXCLUSIVE MODE")
        if RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).exists():
            return None
        password = secrets.token_urlsafe(15)
        user = User.objects.create_user(email, name, password)
        RoleAssignment.objects.create(user=user, role=Role.ADMINISTRATOR)
        _write(folder / FILE_NAME, f"{user.email}\n{password}\n")
    return password


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # the mode below is given to new files only
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
