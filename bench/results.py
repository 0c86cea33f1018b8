"""Names, values and goals: what a run says, as a table and as `results.json`."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

PATH = Path(__file__).with_name("results.json")
# What the calibration takes on an idle machine of the kind for which the goals in milliseconds
# were set: two cores.
REFERENCE_MS = 28.0
_HEADING = f"{'name':<44} {'value':>14} {'unit':<14} {'goal':>12}  met"


@dataclass(frozen=True, slots=True)
class Result:
    """One measured thing. A goal is a least value, or a most one where `unit` costs something."""

    name: str
    value: float
    unit: str
    goal: float | None
    met: bool | None


class Results:
    """Prints and gathers what was measured; goals in ms are stretched as the calibration was."""

    def __init__(self) -> None:
        self.rows: list[Result] = []
        print(_HEADING, flush=True)
        self.add("calibration", best_ms(_calibration), "ms")

    def at_least(self, name: str, value: float, unit: str, goal: float) -> None:
        self._say(Result(name, _short(value), unit, goal, value >= goal))

    def at_most(self, name: str, value: float, unit: str, goal: float) -> None:
        if unit == "ms":
            # Calibrated anew: on a shared machine an hour ago says little about now.
            goal = _short(goal * best_ms(_calibration) / REFERENCE_MS)
        self._say(Result(name, _short(value), unit, goal, value <= goal))

    def add(self, name: str, value: float, unit: str) -> None:
        """Measured for comparison, without a goal."""
        self._say(Result(name, _short(value), unit, None, None))

    def write(self, path: Path = PATH) -> None:
        text = json.dumps([asdict(row) for row in self.rows], indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    def _say(self, row: Result) -> None:
        self.rows.append(row)
        goal = "" if row.goal is None else f"{row.goal:,g}"
        met = {True: "yes", False: "NO", None: ""}[row.met]
        line = f"{row.name:<44} {row.value:>14,.6g} {row.unit:<14} {goal:>12}  {met}"
        print(line.rstrip(), flush=True)


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
