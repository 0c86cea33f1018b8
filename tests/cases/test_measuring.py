"""Every case with an exact right value: the given ones, our own, or those of another file.

``MEASURING_CASES=/path/to/cases.json`` runs another file of the same format. A kind that the
engines do not know is skipped by name.
"""

import json
import os
from pathlib import Path

import pytest

from tests.cases.kinds import KINDS, worked_out

HERE = Path(__file__).parent
FILES = (
    [Path(os.environ["MEASURING_CASES"])]
    if os.environ.get("MEASURING_CASES")
    else [HERE / name for name in ("measuring.json", "own.json", "situations.json")]
)
CASES = [case for file in FILES for case in json.loads(file.read_text(encoding="utf-8"))["cases"]]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_measuring_case_has_its_exact_value(case):
    if case["kind"] not in KINDS:
        pytest.skip(f"kind not built: {case['kind']}")
    assert worked_out(case) == case["expected"]
