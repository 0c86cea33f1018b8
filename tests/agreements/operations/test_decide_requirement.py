"""Bring a requirement to its sign-off, and begin its next revision."""

import pytest

from accounts.models import Role
from agreements.models import Requirement, SectionSet
from agreements.operations.decide_requirement import (
    MAY_LEAD_TO,
    DecisionRefused,
    approve_requirement,
    revise_requirement,
    send_requirement_back,
    submit_requirement,
    withdraw_requirement,
)
from brm.models import Grant
from tests.agreements.requirements import approved, complete, requirement
from tests.cast import NOW, make_user

pytestmark = pytest.mark.django_db


def submitted(actor, customer) -> Requirement:
    return submit_requirement(requirement=complete(actor, customer), actor=actor, at=NOW)


def test_requirement_that_lacks_something_is_not_submitted_and_says_what(sari, customer_a):
    found = requirement(
        sari, customer_a, services=[], wanted_on=None, business_case="", sections={}
    )

    with pytest.raises(DecisionRefused) as refused:
        submit_requirement(requirement=found, actor=sari, at=NOW)

    fields = [row["field"] for row in refused.value.rows]
    assert fields[:4] == ["services", "wanted_on", "wanted", "business_case"]
    assert "sections.description" in fields
    assert "sections.training" not in fields  # may be left out
    found.refresh_from_db()
    assert found.state == "draft"


def test_requirement_asks_for_the_sections_of_the_set_in_use(sari, customer_a):
    found = complete(sari, customer_a, sections={})
    SectionSet.objects.filter(kind="slr").update(is_retired=True)

    assert submit_requirement(requirement=found, actor=sari, at=NOW).state == "submitted"


def test_customer_signs_off_without_a_word(sari, alia, customer_a):
    found = approve_requirement(requirement=submitted(sari, customer_a), actor=alia, at=NOW)

    assert (found.state, found.decided_by, found.decided_at) == ("approved", alia, NOW)


def test_manager_signs_off_for_the_customer_only_with_evidence(sari, customer_a):
    found = submitted(sari, customer_a)

    with pytest.raises(DecisionRefused) as refused:
        approve_requirement(requirement=found, actor=sari, at=NOW)
    assert refused.value.field == "evidence"

    found = approve_requirement(requirement=found, evidence="E-mail of today", actor=sari, at=NOW)
    assert (found.state, found.decision) == ("approved", "E-mail of today")


@pytest.mark.parametrize("who", ["bram", "tirta", "oka", "zaki"])
def test_who_may_not_decide_changes_nothing(who, request, sari, customer_a):
    actor = request.getfixturevalue(who)
    found = submitted(sari, customer_a)

    with pytest.raises(DecisionRefused):
        approve_requirement(requirement=found, evidence="I say so", actor=actor, at=NOW)
    with pytest.raises(DecisionRefused):
        withdraw_requirement(requirement=found, reason="I say so", actor=actor, at=NOW)

    found.refresh_from_db()
    assert found.state == "submitted"


def test_requirement_sent_back_says_why_and_may_be_written_on(sari, alia, customer_a):
    found = submitted(sari, customer_a)

    with pytest.raises(DecisionRefused) as refused:
        send_requirement_back(requirement=found, reason=" ", actor=alia, at=NOW)
    assert refused.value.field == "reason"

    found = send_requirement_back(requirement=found, reason="Too late", actor=alia, at=NOW)
    assert (found.state, found.decision, found.is_writable) == ("refused", "Too late", True)
    assert submit_requirement(requirement=found, actor=sari, at=NOW).decision == ""


def test_revision_after_sign_off_is_the_next_one(sari, customer_a):
    found = revise_requirement(requirement=approved(sari, customer_a), actor=sari)

    assert (found.state, found.revision, found.decided_at) == ("draft", 2, None)


def test_taking_back_a_submission_keeps_the_revision(sari, customer_a):
    found = revise_requirement(requirement=submitted(sari, customer_a), actor=sari)

    assert (found.state, found.revision) == ("draft", 1)


def test_manager_limited_to_another_customer_decides_nothing_here(sari, customer_a, customer_b):
    limited = make_user("Lia Terbatas")
    Grant.objects.create(user=limited, role=Role.SERVICE_LEVEL_MANAGER, customer=customer_b)

    with pytest.raises(DecisionRefused):
        withdraw_requirement(
            requirement=complete(sari, customer_a), reason="No", actor=limited, at=NOW
        )


@pytest.mark.parametrize("state", Requirement.State.values)
@pytest.mark.parametrize("wanted", Requirement.State.values)
def test_only_the_decisions_of_the_table_are_taken(state, wanted, sari, customer_a):
    found = complete(sari, customer_a)
    Requirement.objects.filter(pk=found.pk).update(state=state)
    found.refresh_from_db()
    lead = {
        "draft": lambda: revise_requirement(requirement=found, actor=sari),
        "submitted": lambda: submit_requirement(requirement=found, actor=sari, at=NOW),
        "approved": lambda: approve_requirement(
            requirement=found, evidence="Minutes", actor=sari, at=NOW
        ),
        "refused": lambda: send_requirement_back(
            requirement=found, reason="No", actor=sari, at=NOW
        ),
        "withdrawn": lambda: withdraw_requirement(
            requirement=found, reason="No", actor=sari, at=NOW
        ),
    }[wanted]

    if state in MAY_LEAD_TO[wanted]:
        assert lead().state == wanted
    else:
        with pytest.raises(DecisionRefused):
            lead()
        found.refresh_from_db()
        assert found.state == state
