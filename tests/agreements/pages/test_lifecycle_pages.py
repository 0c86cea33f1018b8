"""The lifecycle on pages: drawn, led on, refused with links; signed and negotiated."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Authority, ChangeRequest, Comment, Proposal, Version
from agreements.operations.activate import activate
from agreements.operations.negotiate import comment_on, negotiate
from agreements.operations.sign import sign
from agreements.operations.withdraw_version import redraft, withdraw_version
from tests.agreements.operations.test_pilot import ola
from tests.agreements.scenes import draft, in_force, indicator, write
from tests.agreements.signing import (
    agreed,
    authority,
    handed_over,
    party_of,
    place,
    seated,
    sent_out,
    signed_by_both,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def page(name: str, version: Version, *more: Any) -> str:
    return reverse(f"agreements:{name}", args=[version.agreement.code, version.number, *more])


def text_of(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_lifecycle_is_drawn_from_the_table(sari, alia, customer_a, sign_in):
    version = sent_out(sari, alia, customer_a)
    response = sign_in(sari).get(version.get_absolute_url())
    marks = [(row.state, row.mark) for row in response.context["way"]]
    assert marks == [
        ("intent", "skip"),
        ("draft", "done"),
        ("negotiation", "done"),
        ("agreed", "done"),
        ("signing", "now"),
        ("signed", ""),
        ("superseded", ""),
    ]
    text = text_of(response)
    assert 'aria-current="step"' in text
    assert "0 of 2 signed" in text


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 200), ("tirta", 403), ("rangga", 403), ("alia", 404)]
)
def test_steps_are_for_the_manager(name, status, request, sari, customer_a, alia, sign_in):
    version = agreed(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    found = browser.get(page("version-step", version, "withdraw")).status_code
    assert found == (403 if name == "alia" else status)


def test_stranger_finds_nothing(sari, bram, customer_a, customer_b, sign_in):
    version = agreed(sari, customer_a)
    assert sign_in(bram).get(page("version-step", version, "withdraw")).status_code == 404


def test_unknown_step_is_not_found(sari, customer_a, sign_in):
    version = agreed(sari, customer_a)
    assert sign_in(sari).get(page("version-step", version, "supersede")).status_code == 404


def test_missing_things_link_to_where_they_are_mended(sari, customer_a, sign_in):
    version = draft(sari, customer_a).versions.get()
    response = sign_in(sari).get(page("version-step", version, "negotiate"))
    assert [row["url"] for row in response.context["missing"]] == [page("target-add", version)]
    refused = sign_in(sari).post(page("version-step", version, "negotiate"))
    assert refused.status_code == 422


def test_manager_leads_a_draft_to_agreed(sari, customer_a, sign_in):
    version = write(draft(sari, customer_a), [indicator()], sari)
    browser = sign_in(sari)
    assert browser.post(page("version-step", version, "negotiate")).status_code == 302
    refused = browser.post(page("version-step", version, "agree"), {"note": ""})
    assert refused.status_code == 422
    browser.post(page("version-step", version, "agree"), {"note": "By telephone"})
    version.refresh_from_db()
    assert version.state == "agreed"


def test_signatories_are_named_and_sent_out(sari, alia, customer_a, sign_in):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    authority(alia.person, actor=sari, customer=customer_a)
    browser, url = sign_in(sari), page("version-signatories", version)
    assert "Nobody signs for Dinas Contoh yet" in text_of(browser.get(url))
    for party, user, order in (("us", sari, 1), (party_of(version, customer_a).pk, alia, 2)):
        given = {"party": party, "person": user.person_id, "part": "signatory", "order": order}
        assert browser.post(url, given).status_code == 302
    assert (
        browser.post(page("version-step", version, "open_signing"), {"days": 10}).status_code == 302
    )
    version.refresh_from_db()
    assert version.state == "signing"
    assert (version.lapses_at - NOW).days == 10


def test_person_without_authority_is_refused_at_the_field(sari, rangga, customer_a, sign_in):
    version = agreed(sari, customer_a)
    given = {"party": "us", "person": rangga.person_id, "part": "signatory", "order": 1}
    response = sign_in(sari).post(page("version-signatories", version), given)
    assert response.status_code == 422
    assert "no authority" in response.context["form"].errors["person"][0]


def test_signing_asks_who_one_is_once_more(sari, alia, customer_a, sign_in):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=sari.person)
    url = page("signatory-sign", version, row.pk)
    response = sign_in(sari).post(url)
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert row.signatures.count() == 0
    assert seated(sari).post(url).status_code == 302
    assert row.signatures.get().act == "signed"


def test_customer_signs_on_its_own_page(sari, alia, customer_a, sign_in):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=version.signatories.get(person=sari.person), actor=sari, at=NOW)
    row = version.signatories.get(person=alia.person)
    assert sign_in(alia).get(page("my-sign", version, row.pk)).status_code == 302
    browser = seated(alia)
    assert "Sign" in text_of(browser.get(page("my-version", version)))
    assert version.text_hash in text_of(browser.get(page("my-sign", version, row.pk)))
    assert browser.post(page("my-sign", version, row.pk)).status_code == 302
    assert row.signatures.get().recorded_by == alia


def test_order_is_kept_on_the_customers_page(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=alia.person)
    response = seated(alia).post(page("my-sign", version, row.pk))
    assert response.status_code == 422
    assert "turn of Sari Tingkat first" in text_of(response)
    assert row.signatures.count() == 0


@pytest.mark.parametrize("name", ["my-sign", "my-decline", "my-delegate"])
def test_customer_acts_for_its_own_party_alone(
    name, sari, alia, bram, customer_a, customer_b, sign_in
):
    version = agreed(sari, customer_a, customer_b)
    authority(sari.person, actor=sari)
    for user, customer in ((alia, customer_a), (bram, customer_b)):
        authority(user.person, actor=sari, customer=customer)
        place(version, user, sari, party=party_of(version, customer))
    ours = place(version, sari, sari)
    theirs = version.signatories.get(person=bram.person)
    browser = seated(alia)
    for row in (ours, theirs):
        assert browser.post(page(name, version, row.pk)).status_code == 404
    text = text_of(browser.get(page("my-version", version)))
    assert "Alia Pemutus" in text
    assert "Bram Pemutus" not in text
    assert "Sari Tingkat" not in text


def test_customer_declines_with_a_reason(sari, alia, customer_a, sign_in):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=version.signatories.get(person=sari.person), actor=sari, at=NOW)
    row = version.signatories.get(person=alia.person)
    browser = sign_in(alia)
    assert browser.post(page("my-decline", version, row.pk), {"reason": ""}).status_code == 422
    browser.post(page("my-decline", version, row.pk), {"reason": "Too dear"})
    version.refresh_from_db()
    assert version.state == "negotiation"
    assert "Too dear" in text_of(sign_in(sari).get(page("version-signatories", version)))


def test_manager_records_minutes_and_delegates(sari, alia, customer_a, sign_in):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=sari.person)
    browser = sign_in(sari)
    url = page("signatory-record", version, row.pk)
    assert browser.post(url, {"method": "minutes", "evidence": ""}).status_code == 422
    assert browser.post(url, {"method": "minutes", "evidence": "Minutes, 4"}).status_code == 302
    assert row.signatures.get().evidence == "Minutes, 4"
    theirs = version.signatories.get(person=alia.person)
    given = {"to": alia.person_id, "until": "2026-12-01"}
    response = browser.post(page("signatory-delegate", version, theirs.pk), given)
    assert response.status_code == 422


def test_everybody_signed_is_put_in_force(sari, alia, customer_a, sign_in):
    version = signed_by_both(sari, alia, customer_a)
    assert sign_in(sari).post(page("version-activate", version)).status_code == 302
    version.refresh_from_db()
    assert version.state == "signed"


@pytest.mark.parametrize(("name", "status"), [("sari", 200), ("tirta", 200), ("zaki", 404)])
def test_negotiation_is_read_by_provider_roles(name, status, request, sari, customer_a, sign_in):
    version = handed_over(sari, customer_a)
    response = sign_in(request.getfixturevalue(name)).get(page("version-negotiation", version))
    assert response.status_code == status


def test_customer_takes_part_on_its_own_page(sari, alia, customer_a, sign_in):
    version = handed_over(sari, customer_a)
    target = version.targets.get()
    comment_on(version=version, text="MARKER", is_internal=True, actor=sari, at=NOW)
    browser, url = sign_in(alia), page("my-version", version)
    text = text_of(browser.get(url))
    assert "MARKER" not in text
    assert "Sari Tingkat" not in text
    assert "It is your turn" in text
    browser.post(url, {"about": f"target:{target.public_id}", "text": "And Sundays?"})
    assert Comment.objects.get(side="customer").target == target
    wrong = browser.post(page("my-propose", version, target.public_id), {"figure": "abc"})
    assert wrong.status_code == 422
    browser.post(page("my-propose", version, target.public_id), {"figure": "99.95"})
    assert Proposal.objects.get().threshold_ppm == 999_500
    browser.post(page("my-hand-over", version))
    assert version.rounds.get().turn == "provider"


def test_manager_answers_and_customer_agrees(sari, alia, customer_a, sign_in):
    version = handed_over(sari, customer_a)
    target = version.targets.get()
    theirs, ours = sign_in(alia), sign_in(sari)
    theirs.post(page("my-propose", version, target.public_id), {"figure": "99.95"})
    proposal = Proposal.objects.get()
    assert "99.95 %" in text_of(ours.get(page("version-negotiation", version)))
    ours.post(page("proposal-accept", version, proposal.pk))
    target.refresh_from_db()
    assert target.threshold_ppm == 999_500
    assert theirs.post(page("my-agree", version)).status_code == 302
    version.refresh_from_db()
    assert version.state == "agreed"


def test_customer_cannot_agree_while_something_is_open(sari, alia, customer_a, sign_in):
    version = handed_over(sari, customer_a)
    comment_on(version=version, text="Open", actor=sari, at=NOW)
    response = sign_in(alia).post(page("my-agree", version))
    assert response.status_code == 422
    assert "not resolved" in text_of(response)


@pytest.mark.parametrize("name", ["bram", "sari", "zaki"])
def test_customers_page_is_for_that_customer(name, request, sari, customer_a, customer_b, sign_in):
    version = handed_over(sari, customer_a)
    response = sign_in(request.getfixturevalue(name)).get(page("my-version", version))
    assert response.status_code == (404 if name == "bram" else 403)


def test_draft_is_not_read_by_the_customer(sari, alia, customer_a, sign_in):
    version = write(draft(sari, customer_a), [indicator()], sari)
    assert sign_in(alia).get(page("my-version", version)).status_code == 404


def test_texts_that_wait_stand_on_the_customers_home(sari, alia, bram, customer_a, sign_in):
    handed_over(sari, customer_a)
    assert "Texts that wait for us" in text_of(sign_in(alia).get("/my/"))
    assert "Texts that wait for us" not in text_of(sign_in(bram).get("/my/"))


@pytest.mark.parametrize(("name", "status"), [("sari", 200), ("tirta", 200), ("alia", 403)])
def test_authorities_are_listed_for_provider_roles(
    name, status, request, sari, customer_a, sign_in
):
    authority(sari.person, actor=sari)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(reverse("agreements:authority-list")).status_code == status


def test_authority_is_written_and_revoked(sari, alia, tirta, customer_a, sign_in):
    given = {
        "person": alia.person_id,
        "customer": "DINAS",
        "capacity": "Head of procurement",
        "limit_amount": "1000",
        "currency": "idr",
        "valid_from": "2026-01-01",
        "last_day": "2026-12-31",
    }
    url = reverse("agreements:authority-create")
    assert sign_in(tirta).post(url, given).status_code == 403
    assert sign_in(sari).post(url, given | {"currency": ""}).status_code == 422
    assert sign_in(sari).post(url, given).status_code == 302
    row = Authority.objects.get()
    assert (row.currency, str(row.valid_to)) == ("IDR", "2027-01-01")
    revoke = reverse("agreements:authority-revoke", args=[row.pk])
    assert sign_in(tirta).post(revoke).status_code == 403
    sign_in(sari).post(revoke)
    row.refresh_from_db()
    assert row.revoked_at == NOW


def test_authorities_cost_the_same_for_one_and_for_three(sari, alia, rangga, customer_a, sign_in):
    authority(sari.person, actor=sari)
    browser, url = sign_in(sari), reverse("agreements:authority-list")
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    authority(alia.person, actor=sari, customer=customer_a)
    authority(rangga.person, actor=sari)
    with CaptureQueriesContext(connection) as three:
        browser.get(url)
    assert len(three) == len(one)


def test_change_is_asked_for_and_begins_a_version(sari, customer_a, sign_in):
    agreement = in_force(sari, customer_a).agreement
    browser = sign_in(sari)
    given = {"reason": "More users", "asked_by": "Head of IT"}
    browser.post(reverse("agreements:change-create", args=[agreement.code]), given)
    change = ChangeRequest.objects.get()
    assert "More users" in text_of(browser.get(agreement.get_absolute_url()))
    browser.post(reverse("agreements:change-answer", args=[agreement.code, change.pk]))
    change.refresh_from_db()
    assert change.version.number == 2


def test_agreement_is_terminated_with_a_reason(sari, tirta, customer_a, sign_in):
    agreement = in_force(sari, customer_a).agreement
    url = reverse("agreements:agreement-terminate", args=[agreement.code])
    given = {"ends_on": "2026-11-30", "reason": "Merged"}
    assert sign_in(tirta).post(url, given).status_code == 403
    assert sign_in(sari).post(url, given | {"reason": ""}).status_code == 422
    assert sign_in(sari).post(url, given).status_code == 302
    assert "Merged" in text_of(sign_in(sari).get(agreement.get_absolute_url()))


def test_old_notice_leads_to_what_became_of_the_text(sign_in, sari, alia, bram, customer_a):
    """In force: to the agreement. Withdrawn: to words, and to the text that takes its place."""
    url = "/my/agreements/SLA-0042/v1/"
    first = sent_out(sari, alia, customer_a)
    second = redraft(version=first, reason="Ours to know", actor=sari, at=NOW)
    gone = sign_in(alia).get(url)
    assert gone.status_code == 200
    assert "was withdrawn" in gone.content.decode()
    assert "Ours to know" not in gone.content.decode()
    assert "/my/agreements/SLA-0042/v2/" not in gone.content.decode()  # not handed over yet
    negotiate(version=second, actor=sari, at=NOW)
    assert "/my/agreements/SLA-0042/v2/" in sign_in(alia).get(url).content.decode()
    assert sign_in(bram).get(url).status_code == 404


def test_text_that_nobody_was_handed_is_not_found_once_withdrawn(sign_in, sari, alia, customer_a):
    version = draft(sari, customer_a).versions.get()
    withdraw_version(version=version, reason="No", actor=sari, at=NOW)
    assert sign_in(alia).get("/my/agreements/SLA-0042/v1/").status_code == 404


def test_notice_of_what_came_in_force_leads_to_the_agreement(sign_in, sari, alia, customer_a):
    version = signed_by_both(sari, alia, customer_a)
    activate(version=version, actor=sari, at=NOW)
    answer = sign_in(alia).get("/my/agreements/SLA-0042/v1/")
    assert (answer.status_code, answer["Location"]) == (302, "/my/agreements/SLA-0042/")


def test_nothing_is_handed_to_a_team(sign_in, sari, db):
    ola(sari)
    page = sign_in(sari).get("/agreements/OLA-0042/v1/").content.decode()
    assert "Hand to the customer" not in page
    assert "Begin the negotiation" in page
    step = sign_in(sari).get("/agreements/OLA-0042/v1/step/negotiate/").content.decode()
    assert "takes part through you" in step
    assert "customer" not in step.partition("What will happen")[2].partition("</ul>")[0]
