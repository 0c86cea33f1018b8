"""Proof that every refusal, transition and missing thing of agreements is met by some test.

While tests run it is noted which `raise` of a refusal was reached, which step of the lifecycle was
taken from which state, and what was reported missing. A run of all of `tests/agreements` fails at
its end and lists what no test met; a run of less proves nothing and says nothing.
"""

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "agreements"
VERBS = ROOT / "agreements" / "operations"
GUARDS = ROOT / "agreements" / "queries" / "guards.py"

# What no test meets yet, named so that the list can only become shorter.
OWED = frozenset(
    {
        "check_complaint.py: This breach was not of a promise to the customer.",
        "check_complaint.py: Say what should be promised, and why.",
        "check_complaint.py: You may not answer this feedback.",
        "check_complaint.py: Only a complaint is held against targets.",
        "import_uses.py: You manage no customer with this code.",
        "save_requirement.py: This demand belongs to another organisation.",
        "save_use.py: How hard it rests is a number from 0 to 10.",
        # Met by operations/test_refusals.py, which asks the guard and raises nothing.
        "text_changed",
    }
)

_met: set[str] = set()
_is_whole = False


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to listen, and see whether every test of agreements is going to run."""
    global _is_whole
    found = {item.path for item in session.items}
    chosen = session.config.option
    picked = bool(chosen.keyword) or any("::" in str(name) for name in session.config.args)
    _is_whole = set(TESTS.rglob("test_*.py")) <= found and not picked
    if _is_whole:
        _listen()


def _listen() -> None:
    from django.db.models.signals import post_save

    from agreements.models import Step
    from common.problems import Refusal

    plain = Refusal.__init__

    def note_refusal(self: Refusal, *given: Any, **named: Any) -> None:
        plain(self, *given, **named)
        frame = sys._getframe(1)
        _met.add(_place(Path(frame.f_code.co_filename), frame.f_lineno))
        _met.update(f"missing {row['code']}" for row in self.rows if "code" in row)

    def note_step(instance: Step, **_: Any) -> None:
        _met.add(f"{instance.name} from {instance.before}")

    Refusal.__init__ = note_refusal  # type: ignore[method-assign]
    post_save.connect(note_step, sender=Step, weak=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands its notes to the controller; who ran everything alone judges them."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["exercised"] = (_is_whole, sorted(_met))
    elif _is_whole and (unmet := sorted(_expected() - _met)):
        session.config.stash[_UNMET] = unmet
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Gather what a worker met."""
    global _is_whole
    whole, met = getattr(node, "workeroutput", {}).get("exercised", (False, ()))
    _is_whole = _is_whole or whole
    _met.update(met)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what no test met."""
    if unmet := config.stash.get(_UNMET, []):
        terminalreporter.section("no test of agreements meets")
        for line in unmet:
            terminalreporter.line(line)


_UNMET = pytest.StashKey[list[str]]()


def _expected() -> set[str]:
    from agreements.engine.lifecycle import TRANSITIONS

    steps = {f"{step.name} from {source}" for step in TRANSITIONS for source in step.sources}
    refusals = {
        _place(path, node.lineno)
        for path in VERBS.glob("*.py")
        for node in _refusals(path)
        if f"{path.name}: {_words(node)}" not in OWED
    }
    return steps | refusals | {f"missing {code}" for code in _codes() - OWED}


def _words(refusal: ast.Raise) -> str:
    """The first text of a refusal: what it says to people."""
    texts = (
        node.value
        for node in ast.walk(refusal)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return next(texts, "")


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{line}"


def _refusals(path: Path) -> list[ast.Raise]:
    """Every `raise SomethingRefused(…)` of a file."""
    return [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id.endswith("Refused")
    ]


def _codes() -> set[str]:
    """The second argument of every `lacks(…)`: what a version may lack for a step."""
    return {
        node.args[1].value
        for node in ast.walk(ast.parse(GUARDS.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "lacks"
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
    }
