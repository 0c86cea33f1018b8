"""docs/features.md knows every requirement, and names tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "features.md").read_text()
ROW = re.compile(r"^\| ([PR]\d+) \| ([^|]+) \| (\w+) \| ([^|]*) \|$", re.MULTILINE)
ROWS = [match.groups() for match in ROW.finditer(TEXT)]
IDS = [f"P{n}" for n in range(1, 26)] + [f"R{n}" for n in range(1, 111)]


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of the test functions that a file defines."""
    tree = ast.parse(path.read_text())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def exists(named: str) -> bool:
    """Whether a file, folder or node id of the tests exists and has a test in it."""
    file, _, function = named.partition("::")
    path = ROOT / file
    if not path.is_relative_to(ROOT / "tests"):
        return False
    if path.is_dir():
        return any(names_in(found) for found in path.glob("**/test_*.py"))
    if not path.is_file():
        return False
    return function in names_in(path) if function else bool(names_in(path))


def test_every_requirement_has_one_row_in_order():
    assert [row[0] for row in ROWS] == IDS


def test_no_line_of_the_tables_is_lost():
    assert len(re.findall(r"^\| [PR]\d", TEXT, re.MULTILINE)) == len(ROWS)


@pytest.mark.parametrize(("name", "words", "state", "shown"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_how_far_it_is_and_what_shows_it(name, words, state, shown):
    named = re.findall(r"`([^`]+)`", shown)
    assert state in {"none", "part", "done"}
    assert bool(named) == (state != "none"), "done and part name a test, none names nothing"
    assert [test for test in named if not exists(test)] == []


def test_a_test_that_is_not_there_is_noticed():
    assert not exists("tests/test_features.py::test_nothing_of_the_kind")
    assert not exists("tests/nowhere.py")
    assert not exists("docs/features.md")
    assert exists("tests/test_features.py::test_a_test_that_is_not_there_is_noticed")
