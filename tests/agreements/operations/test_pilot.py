"""An OLA on trial: measured to the second, and nobody is alarmed."""

import datetime as dt

import pytest

from agreements.models import Breach, Commitment, Pilot, PilotPeriod, Verdict, Version
from agreements.operations.activate import activate
from agreements.operations.add_targets import delete_target, save_target
from agreements.operations.negotiate import negotiate
from agreements.operations.pilot import PilotRefused, end_pilot, start_pilot
from agreements.operations.take_step import LifecycleRefused
from agreements.operations.tick import tick
from agreements.operations.withdraw_version import withdraw_version
from agreements.queries.guards import missing_by_name
from agreements.queries.pilot_figures import pilots_of
from common.problems import Refusal
from notices.models import Notice
from slm.models import Provider
from tests.agreements.scenes import (
    draft,
    indicator,
    missed,
    november,
    outage,
    three_outages,
    write,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 11, 1)
ENOUGH = {"result": "kept", "words": "Two months without a worry"}


@pytest.fixture
def version(sari, db) -> Version:
    """An OLA of 99.9 % a month from December on, with three outages behind it in November."""
    three_outages(indicator())
    return ola(sari)


def ola(actor, code="OLA-0042", kind="ola", **terms) -> Version:
    team = Provider.objects.get_or_create(code="TEAM", defaults={"name": "Platform team"})[0]
    agreement = draft(actor, code=code, kind=kind, providers=[team])
    return write(
        agreement, [indicator()], actor, starts_on=dt.date(2026, 12, 1), ends_on=None, **terms
    )


def begin(version, actor, starts_on=FIRST, at=NOW) -> Pilot:
    return start_pilot(version=version, starts_on=starts_on, actor=actor, at=at)


def lines(version):
    (story,) = pilots_of(version)
    return [
        (row.period, row.reached.replace("\xa0", " "), row.state, row.is_clipped)
        for row in story.lines
    ]


def test_pilot_measures_what_would_have_been(version, sari):
    begin(version, sari)
    # 1 152 of 2 108 460 seconds were bad, 1 440 of 2 592 are left.
    assert lines(version) == [("November 2026", "99.9453 %", "met_so_far", False)]


def test_missed_pilot_opens_no_breach_and_tells_nobody(version, sari, oka):
    begin(version, sari)
    outage(indicator(), "O-9", november(20, 10), 7_200, reason="Storage full")
    for minutes in (5, 10, 15):
        tick(at=NOW + dt.timedelta(minutes=minutes))
    assert [row[2] for row in lines(version)] == ["missed"]
    assert (Breach.objects.count(), Notice.objects.count()) == (0, 0)
    assert (Commitment.objects.count(), Verdict.objects.count()) == (0, 0)


def test_same_outage_breaches_what_binds(sari, customer_a):
    """So that the test above can fail: the same minutes breach an agreement in force."""
    assert missed(sari, customer_a).step == Breach.Step.OPEN
    assert Notice.objects.filter(kind="agreements.breach").count() == 1


def test_tick_brings_a_pilot_up_to_date_every_five_minutes(version, sari):
    begin(version, sari)
    (row,) = PilotPeriod.objects.all()
    for minutes, judged in ((4, 0), (5, 5), (9, 5), (10, 10)):
        tick(at=NOW + dt.timedelta(minutes=minutes))
        row.refresh_from_db()
        assert row.judged_at == NOW + dt.timedelta(minutes=judged)


def test_next_month_is_begun_by_the_tick(version, sari):
    begin(version, sari)
    tick(at=november(30) + dt.timedelta(days=2))
    assert [(row[0], row[2]) for row in lines(version)] == [
        ("November 2026", "met"),
        ("December 2026", "met_so_far"),
    ]


def test_end_cuts_the_period_and_keeps_what_was_found(version, sari):
    pilot = begin(version, sari)
    ended = end_pilot(pilot=pilot, **ENOUGH, actor=sari, at=NOW)
    assert (ended.end_at, ended.result, ended.words, ended.ended_by) == (
        NOW,
        "kept",
        "Two months without a worry",
        sari,
    )
    assert lines(version) == [("November 2026", "99.9453 %", "met", True)]
    outage(indicator(), "O-9", november(20, 10), 7_200)
    tick(at=NOW + dt.timedelta(hours=1))
    assert lines(version) == [("November 2026", "99.9453 %", "met", True)]


def test_pilot_of_a_part_of_a_month_counts_that_part(version, sari):
    begin(version, sari, starts_on=dt.date(2026, 11, 25))
    assert lines(version) == [("November 2026", "100.0000 %", "met_so_far", True)]


def test_change_of_the_draft_leaves_the_pilot_as_it_began(version, sari):
    begin(version, sari)
    target = version.targets.get()
    target.threshold_ppm = 999_900
    save_target(target=target, actor=sari)
    tick(at=NOW + dt.timedelta(minutes=5))
    delete_target(target=target, actor=sari)
    tick(at=NOW + dt.timedelta(minutes=10))
    (story,) = pilots_of(version)
    assert [row.promise.replace("\xa0", " ") for row in story.lines] == ["Availability ≥ 99.90 %"]


def test_counted_promise_without_events_has_no_data(sari):
    of = indicator("QUEUE", "Queue")
    of.kind, of.unit = "counter", "jobs"
    of.save()
    agreement = draft(sari, code="OLA-0044", kind="ola")
    version = write(agreement, [of], sari, metric="ratio")
    begin(version, sari)
    assert [row[2] for row in lines(version)] == ["no_data"]


def test_one_pilot_at_a_time_and_another_after_it(version, sari):
    pilot = begin(version, sari)
    with pytest.raises(PilotRefused, match="is running"):
        begin(version, sari)
    end_pilot(pilot=pilot, result="change", words="Backups disturb it", actor=sari, at=NOW)
    begin(version, sari, at=NOW + dt.timedelta(days=1))
    assert [story.pilot.result for story in pilots_of(version)] == ["", "change"]


@pytest.mark.parametrize("name", ["tirta", "rangga", "zaki"])
def test_pilot_is_for_whoever_manages(name, version, sari, request):
    stranger = request.getfixturevalue(name)
    with pytest.raises(PilotRefused, match="may not decide"):
        begin(version, stranger)
    pilot = begin(version, sari)
    with pytest.raises(PilotRefused, match="may not decide"):
        end_pilot(pilot=pilot, **ENOUGH, actor=stranger, at=NOW)


def test_service_owner_tries_contracts_too(oka):
    assert begin(ola(oka, code="UC-0042", kind="uc"), oka).is_running


def test_agreement_with_a_customer_is_not_tried(sari, customer_a):
    version = write(draft(sari, customer_a), [indicator()], sari)
    with pytest.raises(PilotRefused, match="teams and suppliers"):
        begin(version, sari)


def test_signed_agreement_is_not_tried(version, sari):
    activate(version=version, actor=sari, at=NOW)
    with pytest.raises(PilotRefused, match="comes before signing"):
        begin(version, sari)


def test_nothing_to_measure_is_refused(sari):
    version = draft(sari, code="OLA-0043", kind="ola").versions.get()
    with pytest.raises(PilotRefused, match="at least one target"):
        begin(version, sari)


def test_pilot_begins_today_at_the_latest(version, sari):
    with pytest.raises(PilotRefused) as refused:
        begin(version, sari, starts_on=dt.date(2026, 11, 26))
    assert refused.value.field == "starts_on"


@pytest.mark.parametrize(
    ("given", "field"), [({"result": "good"}, "result"), ({"words": " "}, "words")]
)
def test_result_is_said_in_words(given, field, version, sari):
    pilot = begin(version, sari)
    with pytest.raises(PilotRefused) as refused:
        end_pilot(pilot=pilot, **ENOUGH | given, actor=sari, at=NOW)
    assert refused.value.field == field
    assert Pilot.objects.get().is_running


def test_ended_pilot_ends_once(version, sari):
    pilot = end_pilot(pilot=begin(version, sari), **ENOUGH, actor=sari, at=NOW)
    with pytest.raises(PilotRefused, match="has ended"):
        end_pilot(pilot=pilot, **ENOUGH, actor=sari, at=NOW)


def test_running_pilot_keeps_a_version_from_being_signed_or_withdrawn(version, sari):
    pilot = begin(version, sari)
    with pytest.raises(Refusal, match="pilot is running"):
        activate(version=version, actor=sari, at=NOW)
    with pytest.raises(LifecycleRefused, match="pilot is running"):
        withdraw_version(version=version, reason="No budget", actor=sari, at=NOW)
    negotiate(version=version, actor=sari, at=NOW)
    rows = missing_by_name("open_signing", version, at=NOW)
    assert "pilot_running" in [row["code"] for row in rows]
    end_pilot(pilot=pilot, **ENOUGH, actor=sari, at=NOW)
    activate(version=version, actor=sari, at=NOW)
    version.refresh_from_db()
    assert version.state == "signed"
    assert Commitment.objects.get().start_at == version.effective_from
