"""Signatures: authority, order on every path, delegation, decline, evidence, hash."""

import datetime as dt
import hashlib
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from agreements.models import Signature, Step
from agreements.operations.activate import ActivationRefused, activate
from agreements.operations.name_signatories import (
    SignatoryRefused,
    drop_signatory,
    name_signatory,
    revoke_authority,
)
from agreements.operations.negotiate import agree
from agreements.operations.save_version import VersionRefused, save_value, save_version
from agreements.operations.sign import SignatureRefused, decline, delegate, open_signing, sign
from agreements.operations.take_step import LifecycleRefused
from agreements.operations.withdraw_version import redraft, withdraw_version
from agreements.queries.signed_text import hash_of
from agreements.queries.signing import signing_of
from notices.models import Delivery, Notice
from tests.agreements.signing import (
    EARLIER,
    LIMITED,
    agreed,
    authority,
    handed_over,
    party_of,
    place,
    sent_out,
    signed_by_both,
)
from tests.cast import NOW, make_user

pytestmark = pytest.mark.django_db


def of(version, user):
    return version.signatories.get(person=user.person)


def told(user, kind: str) -> list[str]:
    rows = Delivery.objects.filter(user=user, notice__kind=kind, channel="bell")
    return list(rows.order_by("notice__created_at").values_list("notice__level", flat=True))


def test_opening_freezes_the_text_and_asks_the_first(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    assert version.state == "signing"
    assert version.text_hash == hash_of(version)
    assert version.lapses_at == NOW + dt.timedelta(days=30)
    assert told(sari, "agreements.signature") == ["asked"]
    assert told(alia, "agreements.signature") == []


def test_both_sign_in_order_and_it_comes_in_force(sari, alia, customer_a):
    version = signed_by_both(sari, alia, customer_a)
    assert told(alia, "agreements.signature") == ["asked"]
    assert told(sari, "agreements.signing") == ["signed"]
    activate(version=version, actor=sari, at=NOW)
    version.refresh_from_db()
    assert version.state == "signed"
    assert list(Step.objects.filter(version=version).values_list("name", flat=True)) == [
        "negotiate",
        "agree",
        "open_signing",
        "activate",
    ]


def test_signature_keeps_person_authority_time_and_hash(sari, alia, customer_a):
    version = signed_by_both(sari, alia, customer_a)
    row = Signature.objects.get(person=alia.person)
    assert (row.act, row.method, row.recorded_by) == ("signed", "in_app", alia)
    assert row.text_hash == version.text_hash
    assert row.authority_words == "Head of office, no limit"
    assert row.signed_at == NOW


def test_order_is_kept_in_the_application(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(SignatureRefused, match="turn of Sari Tingkat first"):
        sign(signatory=of(version, alia), actor=alia, at=NOW)


def test_order_is_kept_for_what_is_recorded(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(SignatureRefused, match="turn of Sari Tingkat first"):
        sign(signatory=of(version, alia), method="minutes", evidence="Minutes", actor=sari, at=NOW)


def test_nobody_signs_for_another(sari, alia, rangga, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(SignatureRefused, match="Only Sari Tingkat signs here"):
        sign(signatory=of(version, sari), actor=rangga, at=NOW)


def test_nobody_signs_twice(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    with pytest.raises(SignatureRefused, match="signed already"):
        sign(signatory=of(version, sari), actor=sari, at=NOW)


def test_same_place_in_the_order_signs_at_the_same_time(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    authority(alia.person, actor=sari, customer=customer_a)
    place(version, sari, sari)
    place(version, alia, sari, party=party_of(version, customer_a))
    open_signing(version=version, actor=sari, at=NOW)
    sign(signatory=of(version, alia), actor=alia, at=NOW)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    assert signing_of(version, at=NOW).is_complete


def test_approver_comes_before_everybody_who_signs(sari, alia, rangga, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    authority(alia.person, actor=sari, customer=customer_a)
    place(version, sari, sari)
    place(version, alia, sari, party=party_of(version, customer_a))
    place(version, rangga, sari, part="approver", order=5)
    open_signing(version=version, actor=sari, at=NOW)
    with pytest.raises(SignatureRefused, match="turn of Rangga Hubungan first"):
        sign(signatory=of(version, sari), actor=sari, at=NOW)
    approval = sign(signatory=of(version, rangga), actor=rangga, at=NOW)
    assert (approval.act, approval.authority) == ("approved", None)
    sign(signatory=of(version, sari), actor=sari, at=NOW)


def test_approver_blocks(sari, alia, rangga, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    authority(alia.person, actor=sari, customer=customer_a)
    place(version, sari, sari)
    place(version, alia, sari, party=party_of(version, customer_a))
    place(version, rangga, sari, part="approver")
    open_signing(version=version, actor=sari, at=NOW)
    after = decline(signatory=of(version, rangga), reason="Too dear", actor=rangga, at=NOW)
    assert after.state == "negotiation"


def test_every_side_needs_somebody(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    place(version, sari, sari)
    with pytest.raises(LifecycleRefused) as refused:
        open_signing(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["no_signatory"]
    assert "Dinas Contoh" in refused.value.rows[0]["message"]


def test_without_authority_nobody_is_named(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    with pytest.raises(SignatoryRefused, match="no authority to sign for Dinas Contoh"):
        place(version, alia, sari, party=party_of(version, customer_a))


def test_authority_of_another_customer_does_not_count(sari, alia, customer_a, customer_b):
    version = agreed(sari, customer_a)
    authority(alia.person, actor=sari, customer=customer_b)
    with pytest.raises(SignatoryRefused, match="no authority"):
        place(version, alia, sari, party=party_of(version, customer_a))


def test_authority_above_covers_a_unit(sari, alia, customer_a):
    from brm.models import Customer

    unit = Customer.objects.create(code="UNIT", name="Unit Satu", parent=customer_a)
    version = agreed(sari, unit)
    authority(alia.person, actor=sari, customer=customer_a)
    assert place(version, alia, sari, party=party_of(version, unit)).pk


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        (None, "", "say what the agreement is worth"),
        (Decimal("1000.01"), "IDR", "the agreement is worth"),
        (Decimal("10.00"), "EUR", "counts in EUR"),
    ],
)
def test_limit_of_an_authority_is_checked(sari, alia, customer_a, amount, currency, message):
    version = handed_over(sari, customer_a)
    save_value(version=version, amount=amount, currency=currency, actor=sari)
    authority(alia.person, actor=sari, customer=customer_a, **LIMITED)
    with pytest.raises(SignatoryRefused, match=message):
        place(version, alia, sari, party=party_of(version, customer_a))


def test_amount_at_the_limit_is_signed(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    save_value(version=version, amount=Decimal("1000.00"), currency="IDR", actor=sari)
    authority(alia.person, actor=sari, customer=customer_a, **LIMITED)
    version.refresh_from_db()
    assert place(version, alia, sari, party=party_of(version, customer_a)).pk


def test_authority_ends_before_its_exclusive_day(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    authority(alia.person, actor=sari, customer=customer_a, valid_to=EARLIER.date())
    with pytest.raises(SignatoryRefused, match="no authority"):
        place(version, alia, sari, party=party_of(version, customer_a))


def test_authority_is_checked_again_when_signing(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    mandate = alia.person.authorities.get()
    revoke_authority(authority=mandate, actor=sari, at=NOW)
    with pytest.raises(SignatureRefused, match="no authority"):
        sign(signatory=of(version, alia), actor=alia, at=NOW)


def test_delegate_with_authority_signs_until_the_day(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    deputy = make_user("Dewi Wakil")
    authority(deputy.person, actor=sari, customer=customer_a)
    row = of(version, alia)
    delegate(signatory=row, to=deputy.person, until=dt.date(2026, 11, 28), actor=alia, at=NOW)
    with pytest.raises(SignatureRefused, match="Only Dewi Wakil signs here"):
        sign(signatory=row, actor=alia, at=NOW)
    after = dt.datetime(2026, 11, 28, 1, tzinfo=dt.UTC)
    with pytest.raises(SignatureRefused, match="Only Alia Pemutus signs here"):
        sign(signatory=row, actor=deputy, at=after)
    assert sign(signatory=row, actor=deputy, at=NOW).person == deputy.person
    assert told(deputy, "agreements.signature") == ["asked"]


@pytest.mark.parametrize(
    ("until", "message"),
    [(dt.date(2026, 11, 25), "ends in the past"), (dt.date(2026, 12, 1), "no authority")],
)
def test_delegation_is_dated_and_needs_authority(sari, alia, customer_a, until, message):
    version = sent_out(sari, alia, customer_a)
    deputy = make_user("Dewi Wakil")
    with pytest.raises(SignatureRefused, match=message):
        delegate(signatory=of(version, alia), to=deputy.person, until=until, actor=alia, at=NOW)


def test_stranger_delegates_nothing(sari, alia, bram, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(SignatureRefused, match="Only Alia Pemutus delegates"):
        delegate(
            signatory=of(version, alia),
            to=sari.person,
            until=dt.date(2026, 12, 1),
            actor=bram,
            at=NOW,
        )


def test_decline_reaches_the_requester_and_voids_every_signature(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    after = decline(signatory=of(version, alia), reason="The credit is too low", actor=alia, at=NOW)
    assert (after.state, after.text_hash, after.lapses_at) == ("negotiation", "", None)
    acts = of(version, sari).signatures.values_list("act", flat=True)
    assert list(acts) == ["signed", "voided"]
    notice = Notice.objects.get(kind="agreements.signing")
    assert notice.level == "declined"
    assert notice.facts["reason"] == "The credit is too low"
    assert told(sari, "agreements.signing") == ["declined"]
    assert after.rounds.get(closed_at=None).turn == "provider"


def test_decline_needs_a_reason(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(LifecycleRefused) as refused:
        decline(signatory=of(version, sari), reason=" ", actor=sari, at=NOW)
    assert refused.value.field == "reason"


def test_manager_records_that_somebody_declined_outside(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    after = decline(
        signatory=of(version, alia), reason="By mail", on_behalf=True, actor=sari, at=NOW
    )
    assert after.state == "negotiation"


def test_after_a_decline_everybody_signs_anew(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    decline(signatory=of(version, alia), reason="No", actor=alia, at=NOW)
    agree(version=version, note="Talked", actor=sari, at=NOW)
    version = open_signing(version=version, actor=sari, at=NOW)
    for user in (sari, alia):
        sign(signatory=of(version, user), actor=user, at=NOW)
    assert signing_of(version, at=NOW).is_complete
    acts = of(version, alia).signatures.values_list("act", flat=True)
    assert list(acts) == ["declined", "voided", "signed"]


def test_upload_is_kept_with_its_hash_and_seen_by_the_party_alone(
    sari, alia, bram, tirta, customer_a
):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    row = sign(
        signatory=of(version, alia),
        method="upload",
        evidence="Signed copy",
        content=ContentFile(b"%PDF-1.7 signed", "signed.pdf"),
        actor=sari,
        at=NOW,
    )
    file = row.evidence_file
    assert file.sha256 == hashlib.sha256(b"%PDF-1.7 signed").hexdigest()
    assert [file.may_be_read_by(user) for user in (sari, tirta, alia, bram)] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"method": "minutes", "evidence": ""}, "evidence"),
        ({"method": "upload", "evidence": "Copy"}, "file"),
        ({"method": "pigeon", "evidence": "x"}, "method"),
        ({"method": "email", "evidence": "x", "signed_at": NOW + dt.timedelta(1)}, "signed_at"),
        ({"method": "email", "evidence": "x", "signed_at": EARLIER}, "signed_at"),
    ],
)
def test_what_was_signed_outside_needs_proof(sari, alia, customer_a, given, field):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(SignatureRefused) as refused:
        sign(signatory=of(version, sari), actor=sari, at=NOW, **given)
    assert refused.value.field == field


def test_signatory_cannot_record_own_signature_as_minutes(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    with pytest.raises(SignatureRefused, match="manager"):
        sign(signatory=of(version, alia), method="minutes", evidence="x", actor=alia, at=NOW)


def test_text_out_for_signing_is_not_written(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(VersionRefused, match="no draft any more"):
        save_version(version=version, starts_on=None, ends_on=None, evidence="x", actor=sari)


def test_it_is_not_activated_before_everybody_signed(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(ActivationRefused) as refused:
        activate(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["not_signed", "not_signed"]


def test_named_signatories_are_not_passed_by_with_evidence(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    place(version, sari, sari)
    with pytest.raises(ActivationRefused):
        activate(version=version, actor=sari, at=NOW)


def test_redraft_withdraws_voids_and_begins_a_draft_that_says_the_same(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=of(version, sari), actor=sari, at=NOW)
    term = version.effective_from, version.effective_to
    second = redraft(version=version, reason="A wrong figure", actor=sari, at=NOW)
    version.refresh_from_db()
    assert (version.state, version.effective_from) == ("withdrawn", None)
    assert version.text_hash != ""
    assert (second.number, second.state) == (2, "draft")
    assert (second.effective_from, second.effective_to) == term
    assert [row.threshold_ppm for row in second.targets.all()] == [999_000]
    assert of(version, sari).signatures.last().act == "voided"


def test_withdrawn_version_stays_withdrawn(sari, customer_a):
    version = withdraw_version(
        version=agreed(sari, customer_a), reason="No budget", actor=sari, at=NOW
    )
    assert (version.state, version.effective_from) == ("withdrawn", None)
    with pytest.raises(LifecycleRefused, match="cannot become"):
        withdraw_version(version=version, reason="Again", actor=sari, at=NOW)


def test_auditor_decides_nothing(sari, tirta, customer_a):
    version = agreed(sari, customer_a)
    with pytest.raises(LifecycleRefused, match="may not decide"):
        withdraw_version(version=version, reason="x", actor=tirta, at=NOW)
    with pytest.raises(LifecycleRefused, match="may not decide"):
        open_signing(version=version, actor=tirta, at=NOW)


def test_who_has_acted_stays_on_the_list(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    decline(signatory=of(version, sari), reason="No", actor=sari, at=NOW)
    with pytest.raises(SignatoryRefused, match="record of it stays"):
        drop_signatory(signatory=of(version, sari), actor=sari)
    drop_signatory(signatory=of(version, alia), actor=sari)
    assert version.signatories.count() == 1


def test_nobody_is_named_once_signing_began(sari, alia, rangga, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(SignatoryRefused, match="Signing has begun"):
        name_signatory(
            version=version, person=rangga.person, party=None, part="approver", actor=sari, at=NOW
        )
