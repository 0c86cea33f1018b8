"""The tables are what the models say, and each migration says what it is for."""

import re

import pytest
from django.core.management import call_command

from tests.architecture.house import APPS, ROOT


@pytest.mark.django_db
def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.parametrize("app", [app for app in APPS if (ROOT / app / "migrations").is_dir()])
def test_migrations_stand_in_one_line_and_have_names(app):
    names = sorted(path.stem for path in (ROOT / app / "migrations").glob("0*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if re.search(r"_auto_|_alter_|_initial$|_squashed", name)] == []
