"""The walls between apps and storeys stand, and each of them bites."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "portfolio", "agreements", "brm", "slm", "notices", "accounts", "common")
STOREYS = (
    *("pages", "api", "admin", "receivers", "management", "tasks", "exports", "operations"),
    *("queries", "models", "signals", "engine"),
)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
RUN = "from importlinter.cli import lint_imports_command as run; run()"

# (importing file, what it says, the contracts that must notice)
VIOLATIONS = [
    ("slm/models/x.py", "import brm.models.y", {"apps"}),
    ("common/x.py", "import accounts.models.y", {"apps"}),
    ("notices/models/x.py", "def late():\n    import slm.models.y", {"apps"}),
    ("brm/queries/x.py", "import brm.operations.y", {"storeys"}),
    ("agreements/engine/x.py", "import agreements.signals.y", {"storeys", "engines"}),
    ("slm/pages/x.py", "import slm.api.y", {"storeys", "doors"}),
    ("slm/tasks/x.py", "import slm.receivers.y", {"storeys", "doors"}),
    ("accounts/helpers.py", "", {"storeys"}),
    ("slm/engine/x.py", "from django.db import models", {"engines"}),
    ("slm/engine/x.py", "import celery", {"engines"}),
    ("agreements/engine/x.py", "import slm.queries.y", {"engines"}),
    ("agreements/engine/x.py", "from common import y", {"engines"}),
    ("brm/models/x.py", "from slm.models import fact", {"catalogue"}),
    ("brm/operations/x.py", "import slm.operations.y", {"catalogue"}),
    ("brm/tasks/x.py", "import slm.tasks.y", {"catalogue"}),
    ("portfolio/pages/x.py", "import agreements.operations.y", {"verbs"}),
    ("portfolio/operations/x.py", "import slm.tasks.y", {"verbs"}),
    ("agreements/pages/x.py", "import brm.pages.y", {"doors"}),
    ("agreements/operations/x.py", "import slm.receivers.y", {"doors"}),
    ("portfolio/queries/x.py", "import agreements.api.y", {"doors"}),
]
# What the exceptions of the contracts let pass.
ALLOWED = [
    ("agreements/engine/x.py", "import slm.engine.y"),
    ("brm/models/x.py", "from slm.models.service import Service"),
    ("portfolio/operations/x.py", "import notices.operations.write_notice"),
    ("portfolio/pages/x.py", "import common.operations.y\nimport portfolio.operations.y"),
    ("slm/api/x.py", "import accounts.api.authentication"),
    ("slm/apps.py", "import slm.receivers"),
]


def broken(folder: Path) -> set[str]:
    """The ids of the contracts of pyproject.toml that the packages in `folder` break."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--no-logo", "--no-cache", str(ROOT / "pyproject.toml")],
        cwd=folder,
        env={**os.environ, "COLUMNS": "500", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
    )
    found = {
        contract["id"] for contract in CONTRACTS if f"{contract['name']} BROKEN" in done.stdout
    }
    kept = {contract["id"] for contract in CONTRACTS if f"{contract['name']} KEPT" in done.stdout}
    assert found | kept == {contract["id"] for contract in CONTRACTS}, done.stdout + done.stderr
    assert (done.returncode == 0) == (not found)
    return found


@pytest.fixture(scope="module")
def small_house(tmp_path_factory) -> Path:
    """The eight apps with one empty module in each storey."""
    folder = tmp_path_factory.mktemp("house")
    for app in APPS:
        for storey in STOREYS:
            write(folder / app / storey / "y.py", "")
    write(folder / "slm/models/service.py", "class Service: ...")
    write(folder / "slm/models/fact.py", "")
    write(folder / "notices/operations/write_notice.py", "")
    write(folder / "accounts/api/authentication.py", "")
    return folder


def write(path: Path, text: str) -> None:
    """Write a module and make the folders around it packages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in (path.parent, path.parent.parent):
        (folder / "__init__.py").touch()
    path.write_text(text)


def test_the_tree_keeps_every_contract():
    assert broken(ROOT) == set()


def test_each_contract_is_tried():
    assert {name for *_rest, names in VIOLATIONS for name in names} == {
        contract["id"] for contract in CONTRACTS
    }


@pytest.mark.parametrize(("path", "text", "contracts"), VIOLATIONS)
def test_a_violation_breaks_its_contract(small_house, path, text, contracts):
    write(small_house / path, text)
    try:
        assert broken(small_house) == contracts
    finally:
        (small_house / path).unlink()


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_an_exception_lets_pass(small_house, path, text):
    write(small_house / path, text)
    try:
        assert broken(small_house) == set()
    finally:
        (small_house / path).unlink()
