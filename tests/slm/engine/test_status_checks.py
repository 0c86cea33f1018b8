"""A real state log: eighteen public services over ten days, as a public monitor recorded them."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from slm.engine.breaks import reliability
from slm.engine.calendar import compile_hours
from slm.engine.hours import round_the_clock
from slm.engine.layers import Layer, measure
from slm.engine.level import Reading, floored_percent, read_level
from slm.engine.states import compact, held, in_order

LOG = Path(__file__).parents[2] / "data" / "status-checks-2026-08.csv"
START = int(datetime(2026, 8, 12, tzinfo=UTC).timestamp())
END = int(datetime(2026, 8, 22, tzinfo=UTC).timestamp())
CALENDAR = compile_hours(round_the_clock(), START - 10 * 86_400, END)

# bad, unknown, measured, breaks, longest, floored percent: worked out from the log by hand.
KNOWN = {
    "Catalog Search": (9_600, 490_040, 373_960, 7, 5_180, "97.4328"),
    "Did You Mean Playground": (4_315, 0, 864_000, 4, 1_538, "99.5005"),
    "GitHub": (11_525, 0, 864_000, 2, 7_021, "98.6660"),
    "Chat": (0, 0, 864_000, 0, 0, "100.0000"),
}


def read_log():
    logs = {}
    with LOG.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            at = int(datetime.fromisoformat(row["at"]).timestamp())
            logs.setdefault(row["service"], []).append((at, row["status"]))
    return logs


LOGS = read_log()


def with_engine(log):
    names = {"up": Layer.GOOD, "down": Layer.DOWN}
    samples = in_order([at for at, _ in log], [names[state] for _, state in log])
    layers = held(compact(samples, None), since=START, now=END, max_gap=None)
    parts = measure(CALENDAR, layers, START, END)
    level = read_level(parts, Reading())
    found = reliability(CALENDAR, layers, START, END)
    return (
        level.bad,
        parts.unknown,
        level.measured,
        found.breaks,
        found.longest,
        floored_percent(level),
    )


def by_counting(log):
    """One cell a second: write each row's state from its instant on, later rows over it."""
    seconds = np.full(END - START, "?")
    for at, state in sorted(log, key=lambda row: row[0]):
        seconds[max(at - START, 0) :] = state[0]
    bad, unknown = int((seconds == "d").sum()), int((seconds == "?").sum())
    measured = len(seconds) - unknown
    breaks, longest, current = 0, 0, 0
    for state in seconds.tolist():
        current = current + 1 if state == "d" else 0
        breaks += current == 1
        longest = max(longest, current)
    good = measured - bad
    whole, rest = divmod(good * 10**6 // measured, 10**4)
    return bad, unknown, measured, breaks, longest, f"{whole}.{rest:04d}"


def test_log_has_eighteen_services():
    assert len(LOGS) == 18


@pytest.mark.parametrize("service", sorted(KNOWN))
def test_figures_of_the_known_services(service):
    assert with_engine(LOGS[service]) == KNOWN[service]


@pytest.mark.parametrize("service", sorted(LOGS))
def test_figures_of_every_service_are_those_of_counting(service):
    assert with_engine(LOGS[service]) == by_counting(LOGS[service])
