"""The expected values of our own cases are those of counting second by second."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.slm.engine.counting import count, count_breaks, first_instant, seconds

CASES = json.loads((Path(__file__).parent / "own.json").read_text(encoding="utf-8"))["cases"]


def of_kind(*kinds):
    return [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] in kinds]


@pytest.mark.parametrize("case", of_kind("availability", "service_time"))
def test_parts_of_our_cases_are_counted_second_by_second(case):
    counted = {f"{name}_s": amount for name, amount in count(case["inputs"]).items()}
    expected = {key: value for key, value in case["expected"].items() if key in counted}
    assert expected
    assert {key: counted[key] for key in expected} == expected


@pytest.mark.parametrize("case", of_kind("reliability"))
def test_breaks_of_our_cases_are_counted_second_by_second(case):
    counted = count_breaks(case["inputs"])
    expected = case["expected"]
    assert counted == {
        "breaks": expected["breaks"],
        "longest": expected.get("longest_s", counted["longest"]),
    }
    assert count(case["inputs"])["down"] == expected["down_s"]


@pytest.mark.parametrize("case", of_kind("period_bounds"))
def test_bounds_of_our_cases_are_the_first_seconds_of_their_dates(case):
    zone, expected = case["inputs"]["tz"], case["expected"]
    for bound in (expected["start"], expected["end"]):
        on = date.fromisoformat(bound[:10])
        assert first_instant(zone, on) == seconds(bound)
    assert seconds(expected["end"]) - seconds(expected["start"]) == expected["length_s"]
