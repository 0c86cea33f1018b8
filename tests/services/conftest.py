"""Starting and stopping the real thing."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the run of tests itself set, and a started installation must not inherit.
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "JEMBATAN_TEST_SERVER", "DEMO")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def connect(url: str):
    """A connection of its own that commits each statement."""
    parts = urlsplit(url)
    connection = psycopg2.connect(
        host=unquote(parts.hostname),
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=parts.path[1:],
    )
    connection.autocommit = True
    return connection


def ask(url: str, query: str):
    """The rows that a query answers, None when it answers none."""
    connection = connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def environment(**more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**inherited, **more}


def wait_for(what: Callable[[], object], seconds: float = 60) -> object:
    """The first true answer of `what`; fails the test when there is none in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if answer := what():
            return answer
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s")


def processes_of(var: Path) -> list[str]:
    """Command lines of living processes that were started for `var`."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if command and os.fsencode(var) in told:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found
