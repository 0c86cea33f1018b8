"""What a complaint has to do with promises: its panel, its forms, the list of the uncaught."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import (
    CaughtBy,
    ChangeRequest,
    ComplaintBreach,
    ComplaintCheck,
    Requirement,
)
from agreements.operations.check_complaint import (
    ComplaintRefused,
    name_catching_targets,
    propose_target,
    say_uncaught,
)
from agreements.queries.complaints import UncaughtComplaint, uncaught_complaints
from tests.agreements.scenes import missed
from tests.brm.feedback import tell
from tests.cast import NOW

UNCAUGHT = reverse("agreements:uncaught-list")


@pytest.fixture
def breach(sari, customer_a):
    return missed(sari, customer_a)


@pytest.fixture
def complaint(breach, customer_a, sari):
    service = breach.commitment.target.indicator.service
    return tell(customer_a, sari, service=service)


def page(complaint, name) -> str:
    return reverse(f"agreements:complaint-{name}", args=[complaint.code])


@pytest.mark.parametrize(
    ("who", "status"),
    [("sari", 200), ("rangga", 200), ("tirta", 403), ("oka", 403), ("alia", 403), ("zaki", 403)],
)
@pytest.mark.parametrize("name", ["targets", "breaches", "propose"])
def test_forms_are_for_who_handles_it(complaint, name, who, status, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(page(complaint, name)).status_code == status


def test_targets_are_named_and_shown(complaint, breach, sari, sign_in):
    browser, target = sign_in(sari), breach.commitment.target
    answer = browser.post(page(complaint, "targets"), {"targets": [target.pk], "note": "Sees it"})

    assert (answer.status_code, answer.url) == (302, complaint.get_absolute_url())
    assert CaughtBy.objects.get().target == target
    text = browser.get(complaint.get_absolute_url()).content.decode()
    assert breach.commitment.get_absolute_url() in text


def test_either_targets_or_none(complaint, breach, sari, sign_in):
    both = {"targets": [breach.commitment.target.pk], "is_uncaught": "on", "note": "x"}
    browser = sign_in(sari)

    assert browser.post(page(complaint, "targets"), both).status_code == 422
    neither = browser.post(page(complaint, "targets"), {})
    assert list(neither.context["form"].errors) == ["targets"]
    no_why = browser.post(page(complaint, "targets"), {"is_uncaught": "on"})
    assert list(no_why.context["form"].errors) == ["note"]


def test_target_of_another_customer_is_refused(breach, customer_b, sari):
    other = tell(customer_b, sari)

    with pytest.raises(ComplaintRefused, match="did not bind"):
        name_catching_targets(
            feedback=other, targets=[breach.commitment.target], note="", actor=sari, at=NOW
        )


def test_breaches_are_linked_from_both_sides(complaint, breach, sari, sign_in):
    browser = sign_in(sari)
    browser.post(page(complaint, "breaches"), {"breaches": [breach.pk]})

    assert ComplaintBreach.objects.get().breach == breach
    assert breach.get_absolute_url() in browser.get(complaint.get_absolute_url()).content.decode()
    assert complaint.get_absolute_url() in browser.get(breach.get_absolute_url()).content.decode()
    browser.post(page(complaint, "breaches"), {})
    assert not ComplaintBreach.objects.exists()


def test_change_is_proposed_once(complaint, breach, sari, sign_in):
    browser = sign_in(sari)
    browser.post(page(complaint, "targets"), {"is_uncaught": "on", "note": "Nothing sees it"})
    form = browser.get(page(complaint, "propose")).context["form"]
    assert complaint.text in form.initial["reason"]
    wish = {"agreement": breach.agreement.code, "reason": "Answer within a second"}

    assert browser.post(page(complaint, "propose"), wish).status_code == 302
    change = ChangeRequest.objects.get()
    assert (change.reason, change.asked_by) == ("Answer within a second", "Ibu Wening, loket")
    assert browser.post(page(complaint, "propose"), wish).status_code == 422
    # What was acted upon is not taken back.
    target = [breach.commitment.target.pk]
    assert browser.post(page(complaint, "targets"), {"targets": target}).status_code == 422


def test_requirement_is_proposed_instead(complaint, rangga, sari):
    say_uncaught(feedback=complaint, note="x", actor=rangga, at=NOW)

    check = propose_target(
        feedback=complaint, agreement=None, reason="Within a second", actor=rangga, at=NOW
    )

    made = Requirement.objects.get()
    assert check.requirement == made
    assert (made.statement, list(made.services.all())) == ("Within a second", [complaint.service])


def test_relationship_manager_changes_no_agreement(complaint, breach, rangga):
    say_uncaught(feedback=complaint, note="x", actor=rangga, at=NOW)

    with pytest.raises(ComplaintRefused) as refused:
        propose_target(
            feedback=complaint, agreement=breach.agreement, reason="x", actor=rangga, at=NOW
        )
    assert refused.value.field == "agreement"


def test_nothing_is_proposed_for_what_is_caught(complaint, sari):
    with pytest.raises(ComplaintRefused, match="Say first"):
        propose_target(feedback=complaint, agreement=None, reason="x", actor=sari, at=NOW)


@pytest.mark.parametrize(
    ("who", "codes"), [("sari", 2), ("tirta", 2), ("rangga", 2), ("alia", None), ("zaki", None)]
)
def test_list_of_the_uncaught(customer_a, customer_b, sari, who, codes, request, sign_in):
    for customer in (customer_a, customer_b):
        feedback = tell(customer, sari)
        say_uncaught(feedback=feedback, note="x", actor=sari, at=NOW)

    answer = sign_in(request.getfixturevalue(who)).get(UNCAUGHT)

    if codes is None:
        assert answer.status_code == 403
    else:
        assert len(answer.context["page"].object_list) == codes
        assert ("Propose a target" in answer.content.decode()) == (who != "tirta")


def test_list_costs_the_same_for_one_and_for_three(customer_a, sari, sign_in):
    browser = sign_in(sari)

    def cost():
        say_uncaught(feedback=tell(customer_a, sari), note="x", actor=sari, at=NOW)
        browser.get(UNCAUGHT)
        with CaptureQueriesContext(connection) as queries:
            browser.get(UNCAUGHT)
        return len(queries)

    one = cost()
    cost()
    assert cost() == one


def test_uncaught_complaints_since(customer_a, customer_b, sari):
    old = tell(customer_a, sari, at=NOW - dt.timedelta(days=40))
    new = tell(customer_a, sari)
    elsewhere, unsaid = tell(customer_b, sari), tell(customer_a, sari)
    for feedback in (old, new, elsewhere):
        say_uncaught(feedback=feedback, note="x", actor=sari, at=NOW)

    found = uncaught_complaints([customer_a.pk], NOW - dt.timedelta(days=30))

    assert found == [
        UncaughtComplaint(new.code, new.title, customer_a.pk, None, NOW, is_proposed=False)
    ]
    assert not ComplaintCheck.objects.filter(feedback=unsaid).exists()
