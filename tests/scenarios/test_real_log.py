"""The log of eighteen public services goes in, and the figures of its ten days come out."""

import csv
import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

import pytest

from agreements.models import Breach, Commitment, Verdict
from agreements.operations.activate import activate
from agreements.operations.tick import tick
from agreements.queries.figures import figures_of
from slm.models import SampleBatch, StateRun
from slm.operations.import_state_log import StateLogRefused, import_state_log
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_source

LOG = Path(__file__).parents[1] / "data" / "status-checks-2026-08.csv"
FROM = dt.datetime(2026, 8, 12, tzinfo=dt.UTC)
TO = dt.datetime(2026, 8, 22, tzinfo=dt.UTC)


def read_rows() -> list[dict[str, str]]:
    with LOG.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def count_by_hand() -> dict[str, tuple[int, int, int, int, int]]:
    """(bad, unknown, measured, breaks, longest) by service: a plain walk over the rows.

    Uses none of the product's code. A state holds until the next row of its service.
    """
    by_service = defaultdict(list)
    for row in read_rows():
        by_service[row["service"]].append(
            (dt.datetime.fromisoformat(row["at"].replace("Z", "+00:00")), row["status"])
        )
    counted = {}
    for service, rows in by_service.items():
        rows.sort(key=lambda row: row[0])
        bad = known = breaks = longest = current = 0
        was_down = False
        following = [at for at, _status in rows[1:]] + [TO]
        for (at, status), until in zip(rows, following, strict=True):
            begin, end = max(at, FROM), min(until, TO)
            seconds = max(0, int((end - begin).total_seconds()))
            known += seconds
            if status == "down":
                bad += seconds
                if seconds:
                    breaks += not was_down
                    current = current + seconds if was_down else seconds
                    longest = max(longest, current)
                    was_down = True
            elif seconds:
                was_down = False
        total = int((TO - FROM).total_seconds())
        counted[service] = (bad, total - known, known, breaks, longest)
    return counted


@pytest.fixture
def source(db):
    return make_source("MONITOR")


@pytest.fixture
def import_log(source, sari):
    def _import(rows=None):
        return import_state_log(
            source=source,
            rows=read_rows() if rows is None else rows,
            create_missing=True,
            actor=sari,
            at=NOW,
        )

    return _import


@pytest.fixture
def promise(customer_a, sari):
    """A 99.5 % SLA over every service of the log, 12 – 21 August, round the clock."""

    def _promise():
        version = make_agreement(
            "SLA-0001", [customer_a], hours=make_hours("ALWAYS"), start_at=FROM, end_at=TO
        )
        activate(version=version, actor=sari, at=NOW)
        tick(at=NOW)

    return _promise


def figures_by_service() -> dict[str, tuple[int, int, int, int, int]]:
    verdicts = Verdict.objects.select_related("commitment__measure", "period_state")
    figures = figures_of(verdicts, at=NOW)
    found = {}
    for verdict in verdicts.select_related("commitment__target__indicator__service"):
        figure = figures[verdict.pk]
        state = verdict.period_state
        found[verdict.commitment.target.indicator.service.name] = (
            figure.level.bad,
            figure.parts.unknown,
            figure.level.measured,
            state.break_count,
            state.longest_break_seconds,
        )
    return found


def test_log_gives_the_figures_of_the_table(import_log, promise):
    import_log()
    promise()
    figures = figures_by_service()
    assert figures["Catalog Search"] == (9_600, 490_040, 373_960, 7, 5_180)
    assert figures["Did You Mean Playground"] == (4_315, 0, 864_000, 4, 1_538)
    assert figures["GitHub"] == (11_525, 0, 864_000, 2, 7_021)
    assert figures["Chat"] == (0, 0, 864_000, 0, 0)
    percents = {
        v.commitment.target.indicator.service.name: f.percent
        for v in Verdict.objects.select_related("commitment__measure", "period_state")
        for f in figures_of([v], at=NOW).values()
    }
    assert percents["Catalog Search"] == "97.4328"
    assert percents["Did You Mean Playground"] == "99.5005"
    assert percents["GitHub"] == "98.6660"
    assert percents["Chat"] == "100.0000"


def test_log_gives_what_counting_by_hand_gives_for_every_service(import_log, promise):
    import_log()
    promise()
    assert figures_by_service() == count_by_hand()
    assert len(count_by_hand()) == 18


def test_log_sent_again_changes_nothing(import_log, promise):
    import_log()
    promise()
    before = figures_by_service(), list(StateRun.objects.values_list()), SampleBatch.objects.count()
    assert import_log().new_samples == 0
    tick(at=NOW + dt.timedelta(seconds=5))
    after = figures_by_service(), list(StateRun.objects.values_list()), SampleBatch.objects.count()
    assert after == before


def test_log_out_of_order_gives_the_same(import_log, promise):
    rows = read_rows()
    random.Random(7).shuffle(rows)
    import_log(rows)
    promise()
    assert figures_by_service() == count_by_hand()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (0, 2, 1), (1, 0, 2)])
def test_log_in_overlapping_parts_gives_the_same(import_log, promise, order):
    rows = read_rows()
    promise_first = order[0] == 1
    parts = [rows[:150], rows[100:250], rows[200:]]
    import_log(parts[order[0]])
    if promise_first:
        promise()
    for part in order[1:]:
        import_log(parts[part])
    if not promise_first:
        promise()
    tick(at=NOW + dt.timedelta(seconds=5))
    figures = figures_by_service()
    expected = count_by_hand()
    # A service that only a later part names had no indicator when the promise was made.
    assert {name: expected[name] for name in figures} == figures


def test_log_one_row_at_a_time_gives_the_same(import_log, promise, source, sari):
    rows = read_rows()
    random.Random(11).shuffle(rows)
    for row in rows:
        import_log([row])
    promise()
    assert figures_by_service() == count_by_hand()


def test_log_with_a_broken_row_is_refused_whole(import_log):
    rows = read_rows()
    rows[40] = rows[40] | {"at": "yesterday"}
    rows[50] = rows[50] | {"status": "sideways"}
    with pytest.raises(StateLogRefused) as refused:
        import_log(rows)
    assert [(row["row"], row["field"]) for row in refused.value.rows] == [
        (42, "at"),
        (52, "status"),
    ]
    assert SampleBatch.objects.count() == 0
    assert StateRun.objects.count() == 0


def test_missed_targets_are_breached_once(import_log, promise):
    import_log()
    promise()
    tick(at=NOW + dt.timedelta(seconds=5))
    missed = {
        name
        for name, (bad, _unknown, measured, _breaks, _longest) in count_by_hand().items()
        if measured and (measured - bad) * 1_000_000 < measured * 995_000
    }
    assert {
        breach.commitment.target.indicator.service.name for breach in Breach.objects.all()
    } == missed
    assert Breach.objects.count() == len(missed)
    assert Commitment.objects.count() == 18
