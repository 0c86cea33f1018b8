"""One embedded PostgreSQL for the whole run of tests.

Loaded early (`-p` in pyproject.toml): the server must be known before Django reads its settings.
With DATABASE_URL set that server is used instead; workers of xdist inherit the controller's.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded import CannotStart, Server
from config.lock import Lock, Taken
from tests.plugins import template

ROOT = Path(__file__).resolve().parents[2]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    if not os.environ.get("DATABASE_URL"):
        url, stop = start_server()
        os.environ["DATABASE_URL"] = url
        os.environ[template.IS_OURS] = "1"
        early_config.add_cleanup(stop)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    # Later than pytest-django, whose fixture of the same name it replaces.
    config.pluginmanager.register(template, "template-database")


SLOTS = 4  # runs side by side that keep their server's folder, for the template in it


def start_server() -> tuple[str, Callable[[], None]]:
    """Start a server that is fast and forgetful; returns its URL and how to stop it."""
    var, lock = slot(Path(os.environ.get("VAR") or ROOT / "var") / "test")
    server = Server(var, durable=False)
    try:
        try:
            url = server.start()
        except CannotStart:
            # Without fsync a power cut may have ruined it; it holds nothing but tests.
            shutil.rmtree(server.data, ignore_errors=True)
            url = server.start()
    except CannotStart as error:
        raise pytest.UsageError(str(error)) from error

    def stop() -> None:
        for name in ("DATABASE_URL", template.IS_OURS):
            os.environ.pop(name, None)
        server.stop()
        if lock:
            lock.release()
        else:
            shutil.rmtree(var, ignore_errors=True)

    return url, stop


def slot(folder: Path) -> tuple[Path, Lock | None]:
    """A folder that no other run uses, with its lock; a temporary one when too many run."""
    for number in range(1, SLOTS + 1):
        var = folder / str(number)
        try:
            return var, Lock(var)
        except Taken:
            continue
    return Path(tempfile.mkdtemp(prefix="jembatan-test-server-")), None
