"""Planned maintenance: planned, changed, decided, cancelled, and what it takes out of a level."""

import datetime as dt

import pytest

from accounts.models import Installation
from slm.engine.layers import Layer, Parts
from slm.engine.level import Level, Planned, Reading, coverage, read_level
from slm.models import Dirty, Fact, FactVersion, Maintenance, Slice, State
from slm.operations.change_maintenance import change_maintenance
from slm.operations.decide_maintenance import (
    approve_maintenance,
    cancel_maintenance,
    refuse_maintenance,
)
from slm.operations.ingest_samples import ingest_samples
from slm.operations.plan_maintenance import MaintenanceRefused
from slm.operations.record_outage import OutageRefused, record_outage
from slm.operations.take_maintenance import (
    MaintenancesRefused,
    record_maintenance,
    take_maintenance,
)
from slm.operations.write_protections import Part
from tests.scenarios.building import make_hours, make_indicator, make_source
from tests.slm.protections import DAY, LATER, MONDAY, hour, layers, measured, plan

OFFICE = [[day, "08:00", "18:00"] for day in range(5)]


@pytest.fixture
def tool(db):
    return make_source("TOOL")


@pytest.fixture
def pay(db):
    return make_indicator("PAY")


def down(tool, indicator, start, end, name="INC-1"):
    return record_outage(
        source=tool,
        external_id=name,
        service=indicator.service,
        start_at=start,
        end_at=end,
        at=LATER,
    )


def monday(indicator, hours):
    return measured(indicator, hours, MONDAY, MONDAY + DAY, LATER)


def changed(maintenance, **wish):
    current = {
        "parts": [
            Part(row.fact.service, row.fact.slice)
            for row in maintenance.parts.filter(is_current=True)
        ],
        "title": maintenance.title,
        "start_at": maintenance.start_at,
        "end_at": maintenance.end_at,
        "announced_at": maintenance.announced_at,
        "reason": maintenance.reason,
        "change_reason": "Moved",
        "actor": None,
    }
    return change_maintenance(maintenance=maintenance, **{**current, **wish})


# The given cases


def test_t15_outage_within_maintenance_counts_by_policy(tool, pay):
    down(tool, pay, hour(9), hour(13))
    plan(pay, hour(10), hour(12))
    parts = monday(pay, make_hours("OFFICE", OFFICE))
    assert parts == Parts(service=36_000, planned=7_200, down=7_200, good=21_600)
    out = read_level(parts, Reading())
    good = read_level(parts, Reading(planned=Planned.GOOD))
    assert (out.good, out.measured) == (21_600, 28_800)  # 75.0 %
    assert (good.good, good.measured) == (28_800, 36_000)  # 80.0 %


def test_t16_overlapping_maintenance_counts_once(pay):
    plan(pay, hour(10), hour(12))
    plan(pay, hour(11), hour(13))
    assert monday(pay, make_hours("ALWAYS")).planned == 3 * 3_600


def test_t19_maintenance_in_unknown_time_lowers_the_base_of_coverage(tool):
    indicator = make_indicator("S", tool)
    begin = MONDAY + dt.timedelta(seconds=1_000)
    at = [int((MONDAY + dt.timedelta(seconds=second)).timestamp()) for second in (1_500, 1_999)]
    ingest_samples(indicator=indicator, source=tool, instants=at, states=[State.DOWN] * 2, at=LATER)
    plan(indicator, MONDAY + dt.timedelta(seconds=1_200), MONDAY + dt.timedelta(seconds=1_300))
    end = MONDAY + dt.timedelta(seconds=2_000)
    parts = measured(indicator, make_hours("ALWAYS"), begin, end, LATER)
    assert parts == Parts(service=1_000, planned=100, down=500, unknown=400)
    assert read_level(parts, Reading()) == Level(0, 500)
    assert coverage(parts) == Level(500, 900)


def test_t19c_outage_around_maintenance(tool, pay):
    seconds = [MONDAY + dt.timedelta(seconds=number) for number in (1_000, 1_200, 1_300)]
    begin, broke, planned = seconds
    down(tool, pay, broke, MONDAY + dt.timedelta(seconds=1_600))
    plan(pay, planned, MONDAY + dt.timedelta(seconds=1_500))
    end = MONDAY + dt.timedelta(seconds=2_000)
    parts = measured(pay, make_hours("ALWAYS"), begin, end, LATER)
    assert parts == Parts(service=1_000, planned=200, down=200, good=600)


@pytest.mark.parametrize(
    ("entered", "announced"),
    [
        (hour(13), hour(10) - 10 * DAY),  # entered after the event, whatever it says
        (hour(10) - 2 * DAY, hour(10) - 2 * DAY),  # two days' notice where five are agreed
        (hour(10) - 9 * DAY, None),  # planned long ahead, and told to nobody
    ],
)
def test_t56_late_notice_counts_only_once_it_is_approved(entered, announced, tool, pay, sari):
    hours = make_hours("ALWAYS")
    down(tool, pay, hour(9), hour(13))
    row = plan(pay, hour(10), hour(12), at=entered, announced_at=announced)
    assert not row.is_effective
    assert monday(pay, hours) == Parts(service=86_400, down=14_400, good=72_000)
    approve_maintenance(
        maintenance=row, decision_reason="The customer agreed.", actor=sari, at=LATER
    )
    assert monday(pay, hours) == Parts(service=86_400, planned=7_200, down=7_200, good=72_000)
    said = FactVersion.objects.order_by("number").filter(fact__kind=Fact.Kind.MAINTENANCE)
    assert [
        (one.number, one.layer, one.reason, one.change_reason, one.received_at, one.actor)
        for one in said
    ] == [
        (1, Layer.GOOD, "Database upgrade", "", entered, None),
        (2, Layer.PLANNED, "Database upgrade", "The customer agreed.", LATER, sari),
    ]


def test_notice_of_exactly_the_days_asked_for_is_in_time(pay):
    Installation(maintenance_notice_days=3).save()
    assert plan(pay, hour(10), hour(12), at=hour(10) - 3 * DAY).is_effective
    late = hour(10) - 3 * DAY + dt.timedelta(seconds=1)
    row = plan(pay, hour(10), hour(12), at=late)
    assert (row.is_effective, row.notice_seconds) == (False, 3 * 86_400)


# Planning


def test_plan_writes_a_fact_for_each_part_and_numbers_it(pay):
    part = Slice.objects.create(service=pay.service, code="SBY", name="Surabaya")
    other = make_indicator("MAIL").service
    row = plan(pay, hour(10), hour(12), parts=[Part(pay.service, part), Part(other)])
    assert (row.source.code, row.external_id) == ("MANUAL", "M-0001")
    assert layers(row) == [
        ("M-0001@MAIL", Layer.PLANNED, False),
        ("M-0001@PAY/SBY", Layer.PLANNED, False),
    ]
    assert plan(pay, hour(10), hour(12)).external_id == "M-0002"


def test_maintenance_of_a_slice_leaves_the_whole_service_alone(pay):
    part = Slice.objects.create(service=pay.service, code="SBY", name="Surabaya")
    plan(pay, hour(10), hour(12), parts=[Part(pay.service, part)])
    assert monday(pay, make_hours("ALWAYS")).planned == 0


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"parts": []}, "parts"),
        ({"title": "  "}, "title"),
        ({"end_at": hour(10)}, "end_at"),
        ({"end_at": hour(10) + 400 * DAY}, "end_at"),
        ({"start_at": hour(10) - 40_000 * DAY}, "start_at"),
        ({"start_at": hour(10) + 3_000 * DAY, "end_at": hour(10) + 3_001 * DAY}, "start_at"),
        ({"announced_at": hour(9)}, "announced_at"),
    ],
)
def test_what_cannot_be_planned_is_refused(wish, field, pay):
    arguments = {"start_at": hour(10), "end_at": hour(12), "at": hour(10) - 10 * DAY} | wish
    with pytest.raises(MaintenanceRefused) as refused:
        plan(pay, arguments.pop("start_at"), arguments.pop("end_at"), **arguments)
    assert refused.value.field == field
    assert (Maintenance.objects.count(), Fact.objects.count(), Dirty.objects.count()) == (0, 0, 0)


def test_parts_are_refused_twice_and_under_another_service(pay):
    other = make_indicator("MAIL").service
    part = Slice.objects.create(service=other, code="SBY", name="Surabaya")
    for parts in ([Part(pay.service), Part(pay.service)], [Part(pay.service, part)]):
        with pytest.raises(MaintenanceRefused):
            plan(pay, hour(10), hour(12), parts=parts)


def test_what_does_not_count_computes_nothing_again(pay):
    plan(pay, hour(10), hour(12), announced_at=None)
    assert Dirty.objects.count() == 0
    plan(pay, hour(10), hour(12))
    assert [(one.from_at, one.to_at) for one in Dirty.objects.all()] == [(hour(10), hour(12))]


# Changing


def test_shorter_keeps_the_decision_and_longer_loses_it(pay, sari):
    row = plan(pay, hour(10), hour(12), announced_at=None)
    approve_maintenance(maintenance=row, decision_reason="Agreed", actor=sari, at=hour(0))
    row = changed(row, end_at=hour(11), at=hour(1))
    assert (row.decision, row.is_effective) == ("approved", True)
    row = changed(row, end_at=hour(12), at=hour(2))
    assert (row.decision, row.decided_by, row.is_effective) == ("none", None, False)
    assert layers(row) == [("M-0001@PAY", Layer.GOOD, False)]


def test_earlier_announcement_does_not_speak_for_more_time(pay):
    row = plan(pay, hour(10), hour(12))
    row = changed(row, end_at=hour(14), at=hour(10) - DAY)
    assert (row.noticed_at, row.is_effective) == (hour(10) - DAY, False)
    # Told again six days ahead of a later date, it is in time.
    row = changed(
        row,
        start_at=hour(10) + 7 * DAY,
        end_at=hour(12) + 7 * DAY,
        announced_at=hour(10),
        at=hour(10),
    )
    assert row.is_effective


def test_left_service_is_withdrawn_and_comes_back(pay):
    other = make_indicator("MAIL").service
    row = plan(pay, hour(10), hour(12), parts=[Part(pay.service), Part(other)])
    row = changed(row, parts=[Part(other)], at=hour(0) - 9 * DAY)
    assert layers(row) == [
        ("M-0001@MAIL", Layer.PLANNED, False),
        ("M-0001@PAY", Layer.PLANNED, True),
    ]
    row = changed(row, parts=[Part(other), Part(pay.service)], at=hour(0) - 8 * DAY)
    assert [fact[2] for fact in layers(row)] == [False, False]


def test_change_needs_its_reason(pay):
    with pytest.raises(MaintenanceRefused) as refused:
        changed(plan(pay, hour(10), hour(12)), change_reason=" ", at=hour(0))
    assert refused.value.field == "change_reason"


# Deciding and cancelling


def test_refused_takes_nothing_out_although_notice_was_in_time(tool, pay, sari):
    row = plan(pay, hour(10), hour(12))
    row = refuse_maintenance(maintenance=row, decision_reason="A feast day", actor=sari, at=hour(1))
    assert (row.is_effective, row.decided_by, row.decided_at) == (False, sari, hour(1))
    assert monday(pay, make_hours("ALWAYS")).planned == 0
    again = refuse_maintenance(maintenance=row, decision_reason="Twice", actor=None, at=hour(2))
    assert (again.decided_at, again.decision_reason) == (hour(1), "A feast day")


def test_cancelled_is_withdrawn_once_and_cannot_be_decided(pay):
    row = plan(pay, hour(10), hour(12))
    for _twice in range(2):
        row = cancel_maintenance(
            maintenance=row, change_reason="Vendor is ill", actor=None, at=hour(1)
        )
    assert layers(row) == [("M-0001@PAY", Layer.GOOD, True)]
    assert FactVersion.objects.count() == 2
    assert monday(pay, make_hours("ALWAYS")).planned == 0
    for verb in (approve_maintenance, refuse_maintenance):
        with pytest.raises(MaintenanceRefused):
            verb(maintenance=row, decision_reason="No", actor=None, at=hour(2))
    with pytest.raises(MaintenanceRefused):
        changed(row, at=hour(2))


@pytest.mark.parametrize("verb", [approve_maintenance, refuse_maintenance])
def test_decision_needs_its_reason(verb, pay):
    row = plan(pay, hour(10), hour(12), announced_at=None)
    with pytest.raises(MaintenanceRefused) as refused:
        verb(maintenance=row, decision_reason=" ", actor=None, at=hour(0))
    assert refused.value.field == "reason"


def test_every_change_of_the_record_is_in_its_history(pay, sari):
    row = plan(pay, hour(10), hour(12), announced_at=None)
    approve_maintenance(maintenance=row, decision_reason="Agreed", actor=sari, at=hour(0))
    cancel_maintenance(maintenance=row, change_reason="Over", actor=sari, at=hour(1))
    kept = row.events.order_by("pgh_id").values_list("decision", "is_cancelled", "is_effective")
    assert list(kept) == [
        ("none", False, False),
        ("approved", False, True),
        ("approved", True, False),
    ]


# Sources


def said(tool, pay, **wish):
    arguments = {
        "source": tool,
        "external_id": "CHG-1",
        "parts": [Part(pay.service)],
        "title": "Patch day",
        "start_at": hour(10),
        "end_at": hour(12),
        "announced_at": hour(0) - 10 * DAY,
        "at": hour(0) - 9 * DAY,
    }
    return record_maintenance(**{**arguments, **wish})


def test_source_says_it_again_changed_and_after_cancelling(tool, pay):
    first = said(tool, pay)
    assert said(tool, pay, at=hour(0)).pk == first.pk
    assert FactVersion.objects.count() == 1
    assert said(tool, pay, title="Patch night", at=hour(0) - 8 * DAY).is_effective
    cancel_maintenance(maintenance=first, change_reason="No", actor=None, at=hour(0) - 7 * DAY)
    back = said(tool, pay, at=hour(0))
    # Back on the day itself: its notice counts anew.
    assert (back.is_cancelled, back.is_effective) == (False, False)


def test_reference_is_of_one_kind_alone(tool, pay):
    said(tool, pay)
    with pytest.raises(OutageRefused):
        down(tool, pay, hour(9), hour(10), name="CHG-1@PAY")
    down(tool, pay, hour(9), hour(10), name="CHG-2@PAY")
    with pytest.raises(MaintenanceRefused) as refused:
        said(tool, pay, external_id="CHG-2")
    assert refused.value.field == "external_id"
    with pytest.raises(MaintenanceRefused):
        said(tool, pay, external_id="x" * 51)


def test_batch_is_all_or_nothing(tool, pay):
    row = {
        "parts": [Part(pay.service)],
        "title": "Patch day",
        "start_at": hour(10),
        "end_at": hour(12),
    }
    rows = [
        {**row, "external_id": "A"},
        {**row, "external_id": "B", "end_at": hour(9)},
        {**row, "external_id": "C", "title": ""},
    ]
    with pytest.raises(MaintenancesRefused) as refused:
        take_maintenance(source=tool, rows=rows, actor=None, at=hour(0))
    assert [(one["row"], one["field"]) for one in refused.value.rows] == [
        (1, "end_at"),
        (2, "title"),
    ]
    assert Maintenance.objects.count() == 0
    taken = take_maintenance(source=tool, rows=rows[:1], actor=None, at=hour(0))
    assert [one.external_id for one in taken] == ["A"]
