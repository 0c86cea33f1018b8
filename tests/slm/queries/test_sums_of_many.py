"""Many periods summed up at once are what each gives alone, second by second and break by break."""

import random
from fractions import Fraction

import numpy as np
import pytest

from slm.engine.breaks import reliability
from slm.engine.calendar import compile_hours
from slm.engine.history import NEVER, Claims, History
from slm.engine.hours import Hours, HoursVersion, round_the_clock
from slm.engine.layers import Layer, measure
from slm.engine.states import Runs
from slm.engine.sums import Watched, sum_up
from slm.queries.timelines import FactSpan, Timeline

START = 1_792_368_000  # 19 October 2026, a Monday; the clocks of Europe change on the 25th
DAY = 86_400
OFFICE = Hours(
    "Europe/Berlin",
    (HoursVersion.of(weekly=[(day, 8 * 3600, 18 * 3600) for day in range(5)]),),
)
CALENDARS = [
    compile_hours(hours, START - 40 * DAY, START + 40 * DAY)
    for hours in (OFFICE, round_the_clock("Asia/Jakarta"))
]


NO_RUNS = Runs(*(np.empty(0, dtype=np.int64) for _column in range(3)))


def random_timeline(dice: random.Random, now: int) -> Timeline:
    facts = []
    for number in range(dice.randint(0, 12)):
        begin = START + dice.randint(-3 * DAY, 14 * DAY)
        end = dice.choice([None, *[begin + dice.choice([30, 600, 7_000, 90_000])] * 3])
        layer = dice.choice([Layer.DOWN, Layer.DOWN, Layer.PLANNED, Layer.EXCLUDED, Layer.DEGRADED])
        facts.append(FactSpan(number, layer, begin, end))
    instants = sorted(dice.sample(range(START, min(now, START + 14 * DAY), 60), dice.randint(0, 9)))
    runs = Runs(
        np.array(instants, dtype=np.int64),
        np.array(instants, dtype=np.int64),
        np.array([dice.choice([2, 4, 6, 6]) for _ in instants], dtype=np.int64),
    )
    return Timeline(
        since=START - 4 * DAY,
        runs=runs,
        is_fed=dice.random() < 0.5,
        max_gap=dice.choice([None, 3_600]),
        facts=tuple(facts),
    )


def together(lines: list[Timeline]) -> History:
    def column(values) -> np.ndarray:
        return np.array(list(values), dtype=np.int64)

    facts = [(owner, fact) for owner, line in enumerate(lines) for fact in line.facts]
    owners = [np.full(len(line.runs.first), owner) for owner, line in enumerate(lines)]
    return History(
        since=START - 4 * DAY,
        is_fed=np.array([line.is_fed for line in lines]),
        max_gap=column(NEVER if line.max_gap is None else line.max_gap for line in lines),
        fact_id=column(fact.fact_id for _owner, fact in facts),
        facts=Claims(
            column(owner for owner, _fact in facts),
            column(fact.layer for _owner, fact in facts),
            column(fact.start for _owner, fact in facts),
            column(NEVER if fact.end is None else fact.end for _owner, fact in facts),
        ),
        run_owner=np.concatenate(owners).astype(np.int64),
        run_first=np.concatenate([line.runs.first for line in lines]),
        run_last=np.concatenate([line.runs.last for line in lines]),
        run_state=np.concatenate([line.runs.state for line in lines]),
    )


@pytest.mark.parametrize("seed", range(40))
def test_many_at_once_are_what_each_is_alone(seed):
    dice = random.Random(seed)
    now = START + dice.randint(2 * DAY, 14 * DAY)
    lines = [random_timeline(dice, now) for _ in range(6)]
    minimum = dice.choice([0, 0, 300])
    spans = [(START, START + 7 * DAY), (START + 7 * DAY, START + 14 * DAY), (START + 5, now + 99)]
    rows = [(owner, calendar, *span) for owner in range(6) for calendar in (0, 1) for span in spans]
    columns = np.array(rows, dtype=np.int64).T
    watched = Watched(
        calendars=CALENDARS,
        measure=columns[0] * 2 + columns[1],
        owner=columns[0],
        calendar=columns[1],
        start=columns[2],
        end=columns[3],
        minimum_break=np.full(len(rows), minimum, dtype=np.int64),
    )
    history = together(lines)
    sums = sum_up(watched, history, now)
    changes = history.next_changes(now)
    for index, (owner, calendar, start, end) in enumerate(rows):
        line, compiled = lines[owner], CALENDARS[calendar]
        reached = max(start, min(end, now))
        layers = line.layers(now)
        alone = measure(compiled, layers, start, reached, minimum_break=minimum)
        assert sums.parts[index, 1:].tolist() == list(alone.by_layer())
        breaks = reliability(compiled, layers, start, reached, minimum_break=minimum)
        assert (sums.breaks[index], sums.longest[index]) == (breaks.breaks, breaks.longest)
        assert sums.tail[index] == line.tail(reached)
        assert (None if changes[owner] == NEVER else changes[owner]) == line.next_change(now)
        if now < end:
            protecting = {
                layer: claimed
                for layer, claimed in line.expected(now, end).items()
                if layer in (Layer.EXCLUDED, Layer.PLANNED)
            }
            ahead = measure(compiled, protecting, reached, end)
            assert sums.ahead[index].tolist() == [ahead.excluded, ahead.planned]


@pytest.mark.parametrize("seed", range(10))
def test_days_are_those_of_each_measure(seed):
    dice = random.Random(100 + seed)
    now = START + dice.randint(2 * DAY, 9 * DAY)
    line = random_timeline(dice, now)
    clock = CALENDARS[0].zone
    # One period begins inside a day: its day row still is the whole day.
    cut = START + 6 * 3_600 + 11
    watched = Watched(
        calendars=CALENDARS[:1],
        measure=np.array([7, 7], dtype=np.int64),
        owner=np.zeros(2, dtype=np.int64),
        calendar=np.zeros(2, dtype=np.int64),
        start=np.array([cut, START + 3 * DAY], dtype=np.int64),
        end=np.array([START + 3 * DAY, START + 12 * DAY], dtype=np.int64),
        minimum_break=np.zeros(2, dtype=np.int64),
    )
    days = sum_up(watched, together([line]), now).days
    found = dict(zip(days.day.tolist(), days.parts.tolist(), strict=True))
    layers = line.layers(now)
    first, last = clock.local_days([cut, min(now, START + 12 * DAY) - 1]).tolist()
    for day in range(first, last + 1):
        begin, end = clock.first_instants([day, day + 1]).tolist()
        alone = measure(CALENDARS[0], layers, begin, min(end, now)).by_layer()[:6]
        assert found.get(day, [0] * 6) == list(alone)


@pytest.mark.parametrize("listed", [[0], [0, 1]])
def test_t17b_a_host_is_the_same_in_a_list_as_alone(listed):
    down = FactSpan(1, Layer.DOWN, START + 3_600, START + 7_200)
    hosts = [
        Timeline(since=START - 4 * DAY, runs=NO_RUNS, is_fed=False, max_gap=None, facts=facts)
        for facts in ((down,), ())
    ]
    count = len(listed)
    watched = Watched(
        calendars=CALENDARS[1:],
        measure=np.arange(count),
        owner=np.arange(count),
        calendar=np.zeros(count, dtype=np.int64),
        start=np.full(count, START),
        end=np.full(count, START + DAY),
        minimum_break=np.zeros(count, dtype=np.int64),
    )
    sums = sum_up(watched, together([hosts[each] for each in listed]), START + DAY)
    shares = [Fraction(int(row[-1]), int(row[0])) for row in sums.parts]  # good of service time
    assert shares == [Fraction(23, 24), Fraction(1)][:count]
