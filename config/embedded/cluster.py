"""The data folder: made once, whole or not at all."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from config.embedded import address
from config.embedded.binaries import Binaries
from config.embedded.errors import CannotStart, explain
from config.embedded.identity import Identity

# initdb writes 40 MB and the first log segments; below that it fails half-way.
NEEDED_BYTES = 150 * 1024 * 1024
LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8")


def ensure(
    *, home: Path, binaries: Binaries, identity: Identity, durable: bool = True
) -> Path | None:
    """Make `home/data` unless it is there; returns where an unusable one was moved to, if any.

    It is initialised under another name and then renamed, so that an interrupted start leaves
    nothing that looks finished. `durable=False` skips the flush to disk, for tests.
    """
    data = home / "data"
    if (data / "PG_VERSION").exists() and (data / "global" / "pg_control").exists():
        return None
    aside = _move_aside(data)
    unfinished = home / "data-unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    free = shutil.disk_usage(home).free
    if free < NEEDED_BYTES:
        raise CannotStart(
            f"The disk of {home} is full: {free // 2**20} MB are free, a new database needs "
            f"{NEEDED_BYTES // 2**20} MB.\nFree some space and start again."
        )
    done = subprocess.run(
        [
            *identity.prefix,
            binaries["initdb"],
            *("-D", str(unfinished), "-U", address.USER, "--encoding=UTF8"),
            *("--auth-local=trust", "--auth-host=reject", "--no-instructions"),
            *locale_options(binaries),
            *(() if durable else ("--no-sync",)),
        ],
        cwd="/",
        env={**os.environ, "LC_ALL": "C", "LANG": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    if done.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise CannotStart(f"The database could not be initialised. {explain(done.stdout)}")
    unfinished.rename(data)
    return aside


def locale_options(binaries: Binaries) -> list[str]:
    """The options with which `É` and `é` are the same letter in another case.

    The plain C locale folds ASCII only. From 17 on the server brings its own C.UTF-8; before, the
    system must have one. Compose's database is made by the same rule.
    """
    if binaries.major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    for name in LOCALES:
        if name in listed:
            return [f"--locale={name}"]
    raise CannotStart(
        f"PostgreSQL {binaries.version} needs a UTF-8 locale, and this machine has none.\n"
        "`apt-get install locales-all` brings them; or use PostgreSQL 17 or newer."
    )


def _move_aside(data: Path) -> Path | None:
    """Keep what lies there but is no database: it may be somebody's, so it is never deleted."""
    if not data.exists():
        return None
    try:
        data.rmdir()
    except OSError:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        aside = data.with_name(f"data-unusable-{stamp}")
        data.rename(aside)
        return aside
    return None
