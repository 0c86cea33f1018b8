"""A start may skip the preparations only when nothing they depend on has changed."""

import os
from pathlib import Path

import pytest

from config.freshness import is_fresh, remember


@pytest.fixture
def seen(tmp_path) -> tuple[Path, Path, Path, dict[str, str]]:
    root, var, data = (tmp_path / name for name in ("root", "var", "data"))
    for folder in (root / "slm" / "migrations", root / "static", var, data / "global"):
        folder.mkdir(parents=True)
    (root / "requirements.txt").write_text("django")
    (root / "slm" / "migrations" / "0001.py").write_text("one")
    (root / "static" / "a.css").write_text("a {}")
    (data / "global" / "pg_control").write_bytes(b"cluster1, and what changes with every write")
    arguments = (root, var, data, {})
    remember(*arguments)
    return arguments


def test_nothing_changed(seen):
    assert is_fresh(*seen)


def test_never_prepared(seen):
    (seen[1] / "prepared").unlink()
    assert not is_fresh(*seen)


@pytest.mark.parametrize("name", ["requirements.txt", "slm/migrations/0001.py", "static/a.css"])
def test_changed_file(seen, name):
    os.utime(seen[0] / name, (1, 1))
    assert not is_fresh(*seen)


@pytest.mark.parametrize("name", ["slm/migrations/0002.py", "static/b.css"])
def test_new_file(seen, name):
    (seen[0] / name).touch()
    assert not is_fresh(*seen)


def test_another_database(seen):
    (seen[2] / "global" / "pg_control").write_bytes(b"cluster2")
    assert not is_fresh(*seen)


def test_database_that_only_went_on(seen):
    (seen[2] / "global" / "pg_control").write_bytes(b"cluster1, later")
    assert is_fresh(*seen)


def test_demo_wanted_now(seen):
    assert not is_fresh(*seen[:3], {"DEMO": "1"})
