"""What a silent source last said is no level: the time is unknown, never up (end to end)."""

import datetime as dt

import pytest

from agreements.models import Breach, Verdict
from agreements.operations.activate import activate
from agreements.operations.tick import tick
from common.db.instants import to_seconds
from notices.models import Notice
from slm.engine.layers import Layer, Parts
from slm.models import Feed, Indicator, Source
from slm.operations.find_silent_sources import find_silent_sources
from slm.operations.ingest_samples import ingest_samples
from slm.operations.recompute import run_cycle
from slm.operations.record_outage import end_outage, record_outage
from slm.queries.states import current_states, indicator_states
from tests.scenarios.building import make_agreement, make_hours, make_indicator
from tests.slm.protections import DAY, HOUR, MONDAY, hour, measured


@pytest.fixture
def tool(db):
    return Source.objects.create(code="TOOL", name="Tool", expected_interval_seconds=3_600)


def fed(tool, max_gap):
    return make_indicator("PAY", tool, max_gap_seconds=max_gap)


def say(indicator, at, state=Layer.GOOD):
    ingest_samples(
        indicator=indicator,
        source=indicator.source,
        instants=[to_seconds(at)],
        states=[state],
        at=at,
    )


def monday(indicator, hours, at):
    return measured(indicator, hours, MONDAY, MONDAY + DAY, at)


def key(indicator, at):
    row = Indicator.objects.select_related("source", "feed", "service").get(pk=indicator.pk)
    states = indicator_states([row], at)[row.pk], current_states([row.service], at)[row.service_id]
    assert states[0] == states[1]
    return states[0]


def test_probe_that_stops_is_unknown_after_its_gap_and_its_silence_is_told(tool, sari):
    probe, hours = fed(tool, 600), make_hours("ALWAYS")
    for minutes in range(0, 60, 5):
        say(probe, MONDAY + dt.timedelta(minutes=minutes))
    last = MONDAY + dt.timedelta(minutes=55)
    at = hour(10)
    assert find_silent_sources(at=at) == 1
    assert Source.objects.get().silent_since_at == last
    assert monday(probe, hours, at) == Parts(service=36_000, unknown=32_100, good=3_900)
    assert key(probe, at) == "unknown"
    assert [row.kind for row in Notice.objects.all()] == ["slm.source_silent"]


def test_state_log_is_unknown_since_its_last_word_until_it_is_heard_again(tool, sari):
    log, hours = fed(tool, None), make_hours("ALWAYS")
    say(log, MONDAY)
    say(log, hour(2))
    assert monday(log, hours, hour(3)) == Parts(service=10_800, good=10_800)
    assert find_silent_sources(at=hour(2.5)) == 0
    assert find_silent_sources(at=hour(3)) == 1
    assert monday(log, hours, hour(6)) == Parts(service=21_600, unknown=14_400, good=7_200)
    assert key(log, hour(6)) == "unknown"
    say(log, hour(8))
    assert Source.objects.get().silent_since_at is None
    # A log of changes that goes on says that nothing had changed.
    assert monday(log, hours, hour(9)) == Parts(service=32_400, good=32_400)
    assert key(log, hour(9)) == "up"
    find_silent_sources(at=hour(8.5))
    assert sorted(row.kind for row in Notice.objects.all()) == [
        "slm.source_back",
        "slm.source_silent",
    ]


def test_what_was_down_stays_down_while_its_log_is_silent(tool):
    log, hours = fed(tool, None), make_hours("ALWAYS")
    say(log, MONDAY)
    say(log, hour(2), Layer.DOWN)
    find_silent_sources(at=hour(4))
    assert monday(log, hours, hour(6)) == Parts(service=21_600, down=14_400, good=7_200)
    assert key(log, hour(6)) == "down"


def test_outage_during_a_silence_counts_and_its_end_is_a_word(tool):
    log, hours = fed(tool, None), make_hours("ALWAYS")
    say(log, MONDAY)
    find_silent_sources(at=hour(1))
    by_hand = Source.objects.create(code="DESK", name="Desk", kind=Source.Kind.MANUAL)
    fact = record_outage(
        source=by_hand, external_id="O-1", service=log.service, start_at=hour(2), at=hour(3)
    )
    end_outage(fact=fact, end_at=hour(3), actor=None, at=hour(3))
    assert monday(log, hours, hour(4)) == Parts(service=14_400, down=3_600, unknown=10_800)
    record_outage(
        source=tool,
        external_id="T-1",
        service=log.service,
        start_at=hour(3.5),
        end_at=hour(4),
        at=hour(4),
    )
    assert monday(log, hours, hour(4)) == Parts(service=14_400, down=5_400, good=9_000)


def test_nobody_waits_any_more_and_the_log_holds(tool):
    log, hours = fed(tool, None), make_hours("ALWAYS")
    say(log, MONDAY)
    find_silent_sources(at=hour(1))
    assert monday(log, hours, hour(2)).unknown == 7_200
    Source.objects.update(expected_interval_seconds=None)
    find_silent_sources(at=hour(2))
    assert Source.objects.get().silent_since_at is None
    assert monday(log, hours, hour(2)) == Parts(service=7_200, good=7_200)


def test_other_sources_of_a_service_are_not_silenced(tool):
    log, hours = fed(tool, None), make_hours("ALWAYS")
    other = Indicator.objects.create(
        service=log.service,
        name="by the other",
        source=Source.objects.create(code="OTHER", name="Other"),
    )
    say(log, MONDAY)
    say(other, MONDAY)
    find_silent_sources(at=hour(1))
    assert monday(log, hours, hour(2)).unknown == 7_200
    assert monday(other, hours, hour(2)).good == 7_200


def test_verdict_of_a_silent_log_is_not_met_by_silence(tool, sari, customer_a):
    log = fed(tool, None)
    version = make_agreement(
        "SLA-1", [customer_a], hours=make_hours("ALWAYS"), start_at=MONDAY, indicators=[log]
    )
    activate(version=version, actor=sari, at=MONDAY)
    say(log, MONDAY)
    tick(at=hour(1))
    find_silent_sources(at=hour(1))
    tick(at=hour(5))
    verdict = Verdict.objects.select_related("period_state").get()
    assert (verdict.state, Breach.objects.count()) == ("no_data", 0)
    say(log, hour(6))
    tick(at=hour(7))
    verdict.refresh_from_db()
    assert verdict.state == "met"
    assert Feed.objects.get().sample_count == 2
    assert run_cycle(at=hour(7) + HOUR) == 0
