"""One migrated template from which every test database is cloned.

Migrating takes seconds for each worker of xdist, cloning a moment. The template is named by a hash
of the migrations; a change makes a new one.
"""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
IS_OURS = "JEMBATAN_TEST_SERVER"  # set while the server is the run's own and nobody else's


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Make Django clone its test database."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    database["TEST"]["TEMPLATE"] = template(database)


def template(database: dict) -> str:
    """The name of a database with all tables of this state of the migrations; made when missing."""
    mine = f"jembatan_template_{hashlib.sha256(bytes(ROOT)).hexdigest()[:6]}_"
    name = mine + migrations_hash()
    connection = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname="postgres",
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            # One worker makes it, the others wait here; closing the connection unlocks.
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [mine])
            there = {row[0] for row in cursor.fetchall()}
            if name in there:
                return name
            if os.environ.get(IS_OURS):
                for old in there:
                    cursor.execute(f"ALTER DATABASE {old} IS_TEMPLATE false")
                    cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
            unfinished = f"{name}_new"
            cursor.execute(f"DROP DATABASE IF EXISTS {unfinished}")
            cursor.execute(f"CREATE DATABASE {unfinished}")
            migrate(unfinished)
            cursor.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
            cursor.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    finally:
        connection.close()
    return name


def migrate(name: str) -> None:
    url = os.environ["DATABASE_URL"]
    url = url[: url.rindex("/")] + f"/{name}"
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "migrate", "--no-input", "--verbosity=0"],
        env={**os.environ, "DATABASE_URL": url},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.exit(f"The migrations do not run:\n{done.stdout}{done.stderr}", returncode=1)


def migrations_hash() -> str:
    """What the tables depend on: migrations, the modules they import, settings, the lock."""
    migrations = sorted(ROOT.glob("*/migrations/*.py"))
    files = [*migrations, ROOT / "requirements.txt", *ROOT.glob("*/settings.py")]
    imported = set()
    for path in migrations:
        imported |= set(re.findall(r"^(?:from|import) ([\w.]+)", path.read_text(), re.MULTILINE))
    for module in sorted(imported):
        candidate = ROOT / Path(*module.split("."))
        files += [candidate.with_suffix(".py"), candidate / "__init__.py"]
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
