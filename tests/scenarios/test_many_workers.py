"""Workers are killed, run four at once, and hear a day in any order: all end in the same rows."""

import datetime as dt
import multiprocessing
import os
import random
import signal

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from agreements.models import Breach
from agreements.operations.tick import tick
from slm.models import Dirty
from tests.scenarios.worlds import DAY_AT, END_AT, World, a_day, make_world

FORK = multiprocessing.get_context("fork")
WAIT_SECONDS = 60


@pytest.fixture
def worlds(sari, customer_a) -> tuple[World, World]:
    """Two of the same; the first is told and judged in the plainest way."""
    return tuple(make_world(name, customer=customer_a, manager=sari) for name in ("ONE", "TWO"))


def test_day_in_any_order_and_said_twice_ends_in_the_same_rows(worlds):
    one, two = worlds
    # Of one outage the tool's last word stands; between outages no order matters.
    day = a_day(seed=7)
    for said in day:
        one.hear(said, at=END_AT)
    tick(at=END_AT)
    dice = random.Random(11)
    said_twice = _shuffled([*day, *_last_words(day)], dice)
    for place, said in enumerate(said_twice):
        two.hear(said, at=END_AT)
        if place % 25 == 0:
            tick(at=END_AT)
    tick(at=END_AT)
    assert Breach.objects.filter(agreement__code="SLA-ONE").count() > 1
    expected, found = one.rows(), two.rows()
    assert _without_risks(found) == _without_risks(expected)


@pytest.mark.django_db(transaction=True)
def test_worker_killed_anywhere_leaves_the_rest_to_the_next(worlds):
    one, two = worlds
    hours = _hours(a_day(seed=3))
    lengths = [_counted(one, *hour) for hour in hours]
    expected = one.rows()
    assert {kind for kind, *_rest in expected["notices"]} >= {"agreements.breach"}
    for place, ((at, told), length) in enumerate(zip(hours, lengths, strict=True)):
        for said in told:
            two.hear(said, at=at)
        # Each time further into the tick, from its first statement to its last.
        point = 1 + (length - 1) * place // (len(hours) - 1)
        killed = _start(_tick_until_killed, at, point)
        killed.join(WAIT_SECONDS)
        assert killed.exitcode == -signal.SIGKILL
        tick(at=at)
    assert not Dirty.objects.exists()
    assert two.rows() == expected


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_write_what_one_writes(worlds):
    one, two = worlds
    hours = _hours(a_day(seed=4))
    for at, told in hours:
        for said in told:
            one.hear(said, at=at)
        tick(at=at)
    for at, told in hours:
        for said in told:
            two.hear(said, at=at)
        begin = FORK.Barrier(4)
        workers = [_start(_tick_together, at, begin) for _worker in range(4)]
        for worker in workers:
            worker.join(WAIT_SECONDS)
        assert [worker.exitcode for worker in workers] == [0] * 4
    assert not Dirty.objects.exists()
    assert _without_risks(two.rows()) == _without_risks(one.rows())


# In a process of its own -----------------------------------------------------------------------


def _start(work, *arguments) -> multiprocessing.Process:
    """A child with its own connection; it begins without any, as a fork must not share one."""
    connections.close_all()
    child = FORK.Process(target=_begin, args=(work, arguments), daemon=True)
    child.start()
    return child


def _begin(work, arguments) -> None:
    # A browser's event loop in the parent hides the connection that the thread had before it. The
    # child, where no loop runs, would find it again and speak on the parent's socket.
    connections[DEFAULT_DB_ALIAS].connection = None
    work(*arguments)


def _tick_until_killed(at: dt.datetime, statements: int) -> None:
    """A tick whose process is killed, without any farewell, behind so many statements."""
    seen = 0

    def count(execute, *statement):
        nonlocal seen
        answer = execute(*statement)
        seen += 1
        if seen >= statements:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(count):
        tick(at=at)
    os._exit(0)


def _tick_together(at: dt.datetime, begin) -> None:
    begin.wait(WAIT_SECONDS)
    tick(at=at)
    connections.close_all()
    os._exit(0)


# The day ---------------------------------------------------------------------------------------


def _hours(day) -> list[tuple[dt.datetime, list]]:
    """The day in twelve parts, each with the instant at which it is known."""
    parts = []
    for part in range(1, 13):
        until = DAY_AT + dt.timedelta(hours=2 * part)
        since = until - dt.timedelta(hours=2)
        known = [said for said in day if since <= said.end_at < until]
        parts.append((until, known))
    return parts


def _counted(world: World, at: dt.datetime, told) -> int:
    """Tell and tick in the plain way; how many statements the tick took."""
    seen = 0

    def count(execute, *statement):
        nonlocal seen
        seen += 1
        return execute(*statement)

    for said in told:
        world.hear(said, at=at)
    with connection.execute_wrapper(count):
        tick(at=at)
    return seen


def _shuffled(day, dice: random.Random) -> list:
    """In any order, but the last word on each outage still last."""
    last = _last_words(day)
    first = [said for said in day if said not in last]
    dice.shuffle(first)
    dice.shuffle(last)
    return [*first, *last, *dice.sample(last, len(last) // 2)]


def _last_words(day) -> list:
    return list({(said.service, said.number): said for said in day}.values())


def _without_risks(rows) -> dict:
    """Who looks more often sees more of what only threatened; what came of it is the same."""
    verdicts = [row[:-1] for row in rows["verdicts"]]
    breaches = [row[:-1] for row in rows["breaches"]]
    notices = sorted(
        {(kind, service) for kind, *_rest, service in rows["notices"] if kind.endswith(".breach")}
    )
    return rows | {"verdicts": verdicts, "breaches": breaches, "notices": notices}
