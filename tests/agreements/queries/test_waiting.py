"""What waits for somebody's signature or answer, for whom it waits, and at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from agreements.models import Agreement
from agreements.operations.request_change import answer_change, refuse_change, request_change
from agreements.operations.sign import sign
from agreements.queries.access import managed_agreements, may_manage_agreement
from agreements.queries.waiting import changes_that_wait, signings_that_wait
from brm.models import Grant
from tests.agreements.scenes import draft, in_force
from tests.agreements.signing import sent_out
from tests.cast import NOW, make_user

pytestmark = pytest.mark.django_db
NUMBERED = "/agreements/SLA-0042/v1/"


def waiting(user):
    return [(need.what, need.do_url) for need in signings_that_wait(user=user, at=NOW)]


def test_signing_waits_for_one_after_the_other(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    named = f"{version}, Payment services"
    assert waiting(sari) == [(f"{named}, waits for your signature", f"{NUMBERED}sign/")]
    sign(signatory=version.signatories.get(person=sari.person), actor=sari, at=NOW)
    assert waiting(sari) == [(f"{named}, waits for Alia Pemutus", f"{NUMBERED}signatories/")]
    sign(signatory=version.signatories.get(person=alia.person), actor=alia, at=NOW)
    assert waiting(sari) == [(f"{named}: everybody signed", f"{NUMBERED}activate/")]


def test_signing_says_how_far_it_is_and_when_it_lapses(sari, alia, customer_a):
    sent_out(sari, alia, customer_a)
    (need,) = signings_that_wait(user=sari, at=NOW)
    assert (need.after, need.when_at) == ("0 of 2 signed", NOW + dt.timedelta(days=30))


@pytest.mark.parametrize("name", ["tirta", "rangga", "oka", "bram", "zaki"])
def test_signing_is_nothing_to_whoever_neither_signs_nor_manages(
    name, request, sari, alia, customer_a
):
    sent_out(sari, alia, customer_a)
    assert waiting(request.getfixturevalue(name)) == []


def test_change_waits_until_it_is_answered(sari, alia, customer_a):
    agreement = in_force(sari, customer_a).agreement
    first = request_change(agreement=agreement, reason="x", actor=alia, at=NOW)
    second = request_change(agreement=agreement, reason="y", actor=alia, at=NOW)
    third = request_change(agreement=agreement, reason="z", actor=alia, at=NOW)
    refuse_change(change=first, reason="Too dear", actor=sari, at=NOW)
    answer_change(change=second, actor=sari, at=NOW)
    (need,) = changes_that_wait(user=sari)
    assert need.what == "Alia Pemutus asks for a change of Payment services"
    assert need.after == f"not answered · {third}"
    assert need.do_url == "/agreements/SLA-0042/#asked-changes"


@pytest.mark.parametrize("name", ["tirta", "rangga", "oka", "alia", "bram"])
def test_change_is_nothing_to_whoever_does_not_manage(name, request, sari, alia, customer_a):
    agreement = in_force(sari, customer_a).agreement
    request_change(agreement=agreement, reason="x", actor=alia, at=NOW)
    assert changes_that_wait(user=request.getfixturevalue(name)) == []


def test_managed_agreements_are_those_that_one_may_manage(
    sari, oka, ayu, tirta, rangga, alia, customer_a, customer_b
):
    """The query and the question agree for everybody and every kind."""
    limited = make_user("Lia Terbatas")
    Grant.objects.create(user=limited, role=Role.SERVICE_LEVEL_MANAGER, customer=customer_a)
    draft(sari, customer_a, code="SLA-0001")
    draft(sari, customer_a, customer_b, code="SLA-0002")
    draft(sari, code="SLA-0003")
    draft(sari, code="OLA-0001", kind="ola")
    draft(sari, customer_a, code="UC-0001", kind="uc")
    rows = list(Agreement.objects.order_by("code"))
    for user in (sari, oka, ayu, tirta, rangga, alia, limited):
        found = set(managed_agreements(user).values_list("code", flat=True))
        assert found == {row.code for row in rows if may_manage_agreement(user, row)}
    assert set(managed_agreements(limited).values_list("code", flat=True)) == {
        "SLA-0001",
        "UC-0001",
    }


def test_many_signings_cost_no_more_than_one(sari, alia, customer_a):
    sent_out(sari, alia, customer_a)
    with CaptureQueriesContext(connection) as one:
        signings_that_wait(user=sari, at=NOW)
    for number in (43, 44):
        agreement = draft(sari, customer_a, code=f"SLA-00{number}")
        agreement.versions.update(state="negotiation")
        agreement.versions.update(state="agreed")
        agreement.versions.update(state="signing")
    with CaptureQueriesContext(connection) as three:
        assert len(signings_that_wait(user=sari, at=NOW)) == 3
    assert len(three) == len(one) == 3
