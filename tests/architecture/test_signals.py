"""Every signal lies in its app's signals.py and stands in docs/architecture.md."""

import importlib.util
import re

import pytest
from django.dispatch import Signal

from tests.architecture.house import APPS, ROOT, sources

PAGE = (ROOT / "docs" / "architecture.md").read_text()


def signals() -> set[str]:
    found = set()
    for app in APPS:
        if importlib.util.find_spec(f"{app}.signals"):
            module = importlib.import_module(f"{app}.signals")
            found |= {
                f"{app}.{name}" for name, value in vars(module).items() if type(value) is Signal
            }
    return found


def test_docs_list_exactly_the_signals_there_are():
    rows = re.findall(rf"^\| `((?:{'|'.join(APPS)})\.\w+)` \|", PAGE, re.MULTILINE)
    assert set(rows) == signals()


@pytest.mark.parametrize("path", [path for path in sources() if path.name != "signals.py"], ids=str)
def test_a_signal_is_made_only_in_signals(path):
    assert not re.search(r"=\s*(?:\w+\.)?Signal\(", path.read_text())
