"""Every kind of notice that some verb writes is registered, and worded by templates that exist."""

import ast
import importlib
from pathlib import Path

import pytest

from notices.queries.kinds import check_wording, kinds
from tests.architecture.house import ROOT, sources


def written_by(path: Path) -> set[str]:
    """The kinds in `write_notice(kind=…)` calls of a module: literals, names, either branch."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("write_notice"):
            for keyword in node.keywords:
                if keyword.arg == "kind":
                    found |= {value_of(choice, path) for choice in choices(keyword.value)}
    return found


def choices(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [*choices(node.body), *choices(node.orelse)]
    return [node]


def value_of(node: ast.expr, path: Path) -> str:
    if isinstance(node, ast.Constant):
        return node.value
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return getattr(module, ast.unparse(node))


WRITERS = [
    path
    for path in sources()
    if "write_notice(" in path.read_text() and path.name != "write_notice.py"
]


def test_somebody_writes_notices():
    assert set().union(*map(written_by, WRITERS)) >= {"agreements.breach"}


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_written_kind_is_registered(path):
    assert written_by(path) - {kind.code for kind in kinds()} == set()


def test_every_kind_can_be_worded():
    assert check_wording() == []
