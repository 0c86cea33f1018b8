"""The README tells of every variable that the settings read, and of no other."""

import ast
import re

import pytest

from tests.architecture.house import ROOT

README = ROOT / "README.md"
TEXT = README.read_text() if README.exists() else ""


def read_by(path) -> set[str]:
    """Names that a module reads from the environment: ENV["X"], environ.get("X")."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript):
            source, key = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            source, key = node.func.value, node.args[0]
        else:
            continue
        if ast.unparse(source).lower().endswith(("env", "environ")) and isinstance(
            key, ast.Constant
        ):
            names.add(key.value)
    return names


READ = read_by(ROOT / "config" / "settings.py")
# Each of these is read before Django's settings, by what starts the processes.
BEFORE = {
    name
    for path in (ROOT / "config").glob("**/*.py")
    if path.name != "settings.py"
    for name in read_by(path)
}
INTERNAL = {"ARGS", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}


def told(text: str) -> set[str]:
    """Names in the first cell of a table's rows, each in backticks and in capitals."""
    cells = re.findall(r"^\|([^|]+)\|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def test_the_settings_read_something():
    assert {"DATABASE_URL", "SECRET_KEY", "HTTPS"} <= READ


@pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")
def test_the_readme_tells_of_every_variable():
    missing = READ - told(TEXT)
    assert not missing, f"README.md has no table row for: {', '.join(sorted(missing))}"


@pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")
def test_the_readme_tells_of_no_variable_that_nobody_reads():
    idle = told(TEXT) - READ - BEFORE - INTERNAL
    assert not idle, f"README.md tells of variables that nobody reads: {', '.join(sorted(idle))}"


def test_the_settings_docstring_tells_of_every_variable():
    import config.settings

    assert READ - told(config.settings.__doc__) == set()
