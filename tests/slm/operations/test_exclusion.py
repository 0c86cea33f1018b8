"""Exclusions: proposed with evidence, decided by another person, undone by a change."""

import pytest
from django.core.files.base import ContentFile

from common.models import File
from slm.engine.layers import Layer, Parts
from slm.models import Exclusion, Fact, FactVersion
from slm.operations.decide_exclusion import approve_exclusion, refuse_exclusion
from slm.operations.propose_exclusion import (
    ExclusionRefused,
    ExclusionsRefused,
    change_exclusion,
    record_exclusion,
    take_exclusions,
    withdraw_exclusion,
)
from slm.operations.record_outage import record_outage
from slm.operations.write_protections import Part
from tests.scenarios.building import make_hours, make_indicator, make_source
from tests.slm.protections import DAY, LATER, MONDAY, hour, measured, propose


@pytest.fixture
def pay(db):
    return make_indicator("PAY")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def monday(indicator, hours):
    return measured(indicator, hours, MONDAY, MONDAY + DAY, LATER)


def test_approved_by_another_person_it_takes_its_time_out(pay, sari, oka):
    hours = make_hours("ALWAYS")
    record_outage(
        source=make_source("TOOL"),
        external_id="INC-1",
        service=pay.service,
        start_at=hour(9),
        end_at=hour(13),
        at=LATER,
    )
    row = propose(pay, hour(10), hour(12), actor=oka)
    assert monday(pay, hours) == Parts(service=86_400, down=14_400, good=72_000)
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=LATER)
    assert monday(pay, hours) == Parts(service=86_400, excluded=7_200, down=7_200, good=72_000)
    said = FactVersion.objects.filter(fact=row.fact).order_by("number")
    assert [(one.layer, one.reason, one.change_reason, one.actor) for one in said] == [
        (Layer.GOOD, "Letter of the customer", "", oka),
        (Layer.EXCLUDED, "Letter of the customer", "Seen", sari),
    ]


@pytest.mark.parametrize("verb", [approve_exclusion, refuse_exclusion])
def test_whoever_proposed_it_does_not_decide(verb, pay, sari):
    row = propose(pay, hour(10), hour(12), actor=sari)
    with pytest.raises(ExclusionRefused):
        verb(exclusion=row, decision_reason="Mine", actor=sari, at=LATER)
    row.refresh_from_db()
    assert (row.decision, FactVersion.objects.count()) == ("none", 1)


def test_change_waits_for_another_decision(pay, sari, oka):
    row = propose(pay, hour(10), hour(12), actor=oka)
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=LATER)
    wish = {
        "cause": Exclusion.Cause.FORCE_MAJEURE,
        "start_at": hour(10),
        "end_at": hour(11),
        "evidence": "Flood report",
        "actor": sari,
        "at": LATER,
    }
    with pytest.raises(ExclusionRefused):
        change_exclusion(exclusion=row, change_reason="", **wish)
    row = change_exclusion(exclusion=row, change_reason="It was the flood", **wish)
    assert (row.decision, row.proposed_by, row.fact.layer) == ("none", sari, Layer.GOOD)
    # Who changed it proposes it now; the other one may decide.
    with pytest.raises(ExclusionRefused):
        approve_exclusion(exclusion=row, decision_reason="Mine", actor=sari, at=LATER)
    row = approve_exclusion(exclusion=row, decision_reason="Yes", actor=oka, at=LATER)
    assert row.fact.layer == Layer.EXCLUDED
    assert monday(pay, make_hours("ALWAYS")).excluded == 3_600


def test_refused_and_withdrawn_count_like_any_time(pay, sari, oka):
    row = propose(pay, hour(10), hour(12), actor=oka)
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=LATER)
    row = refuse_exclusion(exclusion=row, decision_reason="Forged", actor=sari, at=LATER)
    assert row.fact.layer == Layer.GOOD
    for _twice in range(2):
        row = withdraw_exclusion(exclusion=row, change_reason="Forged", actor=oka, at=LATER)
    assert (row.fact.is_void, row.fact.versions.count()) == (True, 4)
    with pytest.raises(ExclusionRefused):
        approve_exclusion(exclusion=row, decision_reason="No", actor=sari, at=LATER)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"evidence": " "}, "evidence"),
        ({"cause": "weather"}, "cause"),
        ({"end_at": hour(10)}, "end_at"),
        ({"start_at": hour(0) - 40_000 * DAY}, "start_at"),
    ],
)
def test_unfit_proposal_is_refused(wish, field, pay):
    arguments = {"start_at": hour(10), "end_at": hour(12), "at": LATER} | wish
    with pytest.raises(ExclusionRefused) as refused:
        propose(pay, arguments.pop("start_at"), arguments.pop("end_at"), **arguments)
    assert refused.value.field == field
    assert (Exclusion.objects.count(), Fact.objects.count()) == (0, 0)


def test_decision_and_withdrawal_need_their_reason(pay, sari):
    row = propose(pay, hour(10), hour(12))
    with pytest.raises(ExclusionRefused) as refused:
        approve_exclusion(exclusion=row, decision_reason="", actor=sari, at=LATER)
    assert refused.value.field == "reason"
    with pytest.raises(ExclusionRefused) as refused:
        withdraw_exclusion(exclusion=row, change_reason="", actor=sari, at=LATER)
    assert refused.value.field == "change_reason"


def test_evidence_is_read_by_whoever_reads_levels(pay, sari, zaki, media):
    row = propose(pay, hour(10), hour(12), files=[ContentFile(b"%PDF-1", name="letter.pdf")])
    file = File.objects.get()
    assert (file.parent, file.name) == (row, "letter.pdf")
    assert (file.may_be_read_by(sari), file.may_be_read_by(zaki)) == (True, False)


def test_source_says_it_again_and_changed(pay):
    tool = make_source("TOOL")
    wish = {
        "part": Part(pay.service),
        "cause": "customer",
        "start_at": hour(10),
        "end_at": hour(12),
        "evidence": "Ticket 7",
        "at": LATER,
    }
    row = record_exclusion(source=tool, external_id="EX-1", **wish)
    record_exclusion(source=tool, external_id="EX-1", **wish)
    assert FactVersion.objects.count() == 1
    record_exclusion(source=tool, external_id="EX-1", **{**wish, "evidence": "Ticket 8"})
    assert row.fact.versions.count() == 2
    other = Part(make_indicator("MAIL").service)
    with pytest.raises(ExclusionRefused) as refused:
        record_exclusion(source=tool, external_id="EX-1", **{**wish, "part": other})
    assert refused.value.field == "external_id"


def test_batch_is_all_or_nothing(pay):
    tool = make_source("TOOL")
    row = {
        "part": Part(pay.service),
        "cause": "customer",
        "start_at": hour(10),
        "end_at": hour(12),
        "evidence": "Ticket 7",
    }
    rows = [{**row, "external_id": "A"}, {**row, "external_id": "B", "evidence": ""}]
    with pytest.raises(ExclusionsRefused) as refused:
        take_exclusions(source=tool, rows=rows, actor=None, at=LATER)
    assert [(one["row"], one["field"]) for one in refused.value.rows] == [(1, "evidence")]
    assert Exclusion.objects.count() == 0
