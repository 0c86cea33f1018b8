"""Names, values and goals: what a run says, as a table and as `results.json`."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

PATH = Path(__file__).with_name("results.json")
# What the calibration took on the machine on which the goals in milliseconds were set.
REFERENCE_MS = 35.0


@dataclass(frozen=True, slots=True)
class Result:
    """One measured thing. A goal is a least value, or a most one where `unit` costs something."""

    name: str
    value: float
    unit: str
    goal: float | None
    met: bool | None


class Results:
    """Gathers what was measured. Goals in ms are stretched by how slow this machine is."""

    def __init__(self) -> None:
        self.calibration_ms = best_ms(_calibration, times=7)
        self.rows: list[Result] = []
        self.add("calibration", self.calibration_ms, "ms")

    def at_least(self, name: str, value: float, unit: str, goal: float) -> None:
        self.rows.append(Result(name, _short(value), unit, goal, value >= goal))

    def at_most(self, name: str, value: float, unit: str, goal: float) -> None:
        if unit == "ms":
            goal = _short(goal * self.calibration_ms / REFERENCE_MS)
        self.rows.append(Result(name, _short(value), unit, goal, value <= goal))

    def add(self, name: str, value: float, unit: str) -> None:
        """Measured for comparison, without a goal."""
        self.rows.append(Result(name, _short(value), unit, None, None))

    def write(self, path: Path = PATH) -> None:
        text = json.dumps([asdict(row) for row in self.rows], indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    def table(self) -> str:
        lines = [f"{'name':<44} {'value':>14} {'unit':<14} {'goal':>12}  met"]
        for row in self.rows:
            goal = "" if row.goal is None else f"{row.goal:,g}"
            met = {True: "yes", False: "NO", None: ""}[row.met]
            lines.append(f"{row.name:<44} {row.value:>14,.6g} {row.unit:<14} {goal:>12}  {met}")
        return "\n".join(lines)


def best_ms(work: Callable[[], Any], *, times: int = 5) -> float:
    """The shortest of some runs: what the work costs where nothing else disturbs it."""
    return min(once_ms(work) for _ in range(times))


def once_ms(work: Callable[[], Any]) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def _calibration() -> int:
    """What the product's hot paths consist of: a sort of whole numbers, and a loop over a dict."""
    numbers = np.random.default_rng(1).integers(0, 1 << 40, 300_000)
    ordered = np.sort(numbers)
    counts: dict[int, int] = {}
    for number in range(150_000):
        counts[number & 1_023] = counts.get(number & 1_023, 0) + number
    return int(ordered[0]) + len(counts)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
