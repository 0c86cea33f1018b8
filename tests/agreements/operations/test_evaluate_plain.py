"""What is judged together is what the exact engine says of each verdict alone."""

import datetime as dt
import random

import numpy as np
import pytest

from agreements.models import State, Verdict
from agreements.operations.activate import activate
from agreements.operations.evaluate import evaluate
from agreements.operations.tick import tick
from agreements.queries.plain_rows import STATES, plain_verdicts
from common.db.copying import NEVER
from common.db.instants import from_seconds, to_seconds
from slm.models import Fact, Layer
from slm.models import State as Sample
from slm.operations.ingest_samples import ingest_samples
from slm.operations.mark_dirty import mark_dirty
from slm.operations.recompute import run_cycle
from slm.operations.record_outage import record_outage
from tests.cast import NOW
from tests.scenarios.building import make_agreement, make_hours, make_indicator, make_source

SECOND = dt.timedelta(seconds=1)
START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
OFFICE = [[day, "08:00", "18:00"] for day in range(5)]


def exact(pk: int, at: dt.datetime) -> Verdict:
    rows = Verdict.objects.select_related(
        "period_state",
        "commitment__agreement",
        "commitment__target__indicator__service",
        "commitment__measure__indicator",
    )
    row = rows.get(pk=pk)
    evaluate(verdicts=[row], at=at)
    return row


def random_fleet(dice: random.Random, customer, sari, at: dt.datetime) -> None:
    """A few promises of every kind over indicators with a random past."""
    tool, probe = make_source("TOOL"), make_source("PROBE")
    hours = [make_hours("ALWAYS"), make_hours("OFFICE", OFFICE, "Europe/Berlin")]
    now = int((at - START).total_seconds())
    for number in range(8):
        fed = dice.random() < 0.3
        indicator = make_indicator(
            f"S{number}", probe if fed else None, **({"max_gap_seconds": 7_200} if fed else {})
        )
        version = make_agreement(
            f"SLA-{number:04d}",
            [customer],
            hours=dice.choice(hours),
            start_at=START,
            indicators=[indicator],
            threshold_ppm=dice.choice([950_000, 995_000, 999_000]),
            comparator=dice.choice([">=", ">"]),
            unknown=dice.choice(["excluded", "good", "bad"]),
            planned=dice.choice(["out", "good"]),
            degraded_ppm=dice.choice([0, 0, 1_000_000, 250_000]),
            min_break_seconds=dice.choice([0, 0, 120]),
        )
        activate(version=version, actor=sari, at=at)
        for event in range(dice.randint(0, 6)):
            near = dice.random() < 0.4
            begin = dice.randint(max(0, now - 9_000), now - 1) if near else dice.randrange(now)
            end = min(now, begin + dice.choice([20, 90, 600, 3_000]))
            record_outage(
                source=tool,
                external_id=f"{number}-{event}",
                service=indicator.service,
                layer=dice.choice([Layer.DOWN, Layer.DOWN, Layer.PARTIAL, Layer.DEGRADED]),
                start_at=START + begin * SECOND,
                end_at=START + end * SECOND if dice.random() < 0.9 else None,
                at=at,
            )
        if dice.random() < 0.5:
            begin = dice.randint(0, now + 86_400)
            Fact.objects.create(
                source=tool,
                external_id=f"CHG-{number}",
                kind=Fact.Kind.MAINTENANCE,
                service=indicator.service,
                layer=Layer.PLANNED,
                start_at=START + begin * SECOND,
                end_at=START + (begin + 7_200) * SECOND,
            )
            mark_dirty(indicators=[indicator], from_at=START, to_at=None, at=at)
        if fed:
            instants = [to_seconds(START) + dice.randrange(now) for _ in range(dice.randint(0, 40))]
            ingest_samples(
                indicator=indicator,
                source=probe,
                instants=instants,
                states=[dice.choice([Sample.UP, Sample.UP, Sample.DOWN]) for _ in instants],
                at=at,
            )


@pytest.mark.parametrize("seed", range(12))
def test_plain_answers_are_those_of_the_exact_engine(db, customer_a, sari, seed):
    dice = random.Random(seed)
    at = START + dice.randint(3_700, 29 * 86_400) * SECOND
    random_fleet(dice, customer_a, sari, at)
    for later in (0, 3_600, 86_400, 31 * 86_400):
        then = at + later * SECOND
        run_cycle(at=then)
        ids = np.array(sorted(Verdict.objects.values_list("pk", flat=True)), dtype=np.int64)
        plain = plain_verdicts(ids=ids, now=to_seconds(then))
        assert sorted([*plain.ids.tolist(), *plain.others.tolist()]) == ids.tolist()
        for place, pk in enumerate(plain.ids.tolist()):
            said = exact(pk, then)
            assert (said.state, said.is_close, said.breaches_at) == (
                STATES[plain.state[place]],
                bool(plain.close[place]),
                None,
            )
            wake = plain.next_check[place]
            if said.next_check_at is None:
                assert wake == NEVER
            else:
                assert then < from_seconds(wake) <= said.next_check_at


def test_quiet_promise_is_plain(customer_a, sari):
    indicator = make_indicator("QUIET")
    version = make_agreement(
        "SLA-0001", [customer_a], hours=make_hours("ALWAYS"), start_at=START, indicators=[indicator]
    )
    activate(version=version, actor=sari, at=NOW)
    tick(at=NOW)
    verdict = Verdict.objects.get()
    assert (verdict.state, verdict.computed_at) == (State.MET, NOW)
    plain = plain_verdicts(ids=np.array([verdict.pk]), now=to_seconds(NOW))
    assert plain.ids.tolist() == [verdict.pk]


def test_open_outage_is_never_plain(customer_a, sari):
    indicator = make_indicator("DOWN")
    version = make_agreement(
        "SLA-0001", [customer_a], hours=make_hours("ALWAYS"), start_at=START, indicators=[indicator]
    )
    activate(version=version, actor=sari, at=NOW)
    record_outage(
        source=make_source("TOOL"),
        external_id="INC",
        service=indicator.service,
        start_at=NOW,
        at=NOW,
    )
    run_cycle(at=NOW + SECOND)
    ids = np.array(list(Verdict.objects.values_list("pk", flat=True)))
    assert plain_verdicts(ids=ids, now=to_seconds(NOW) + 1).ids.tolist() == []
