"""A new version takes over: spans, commitments, periods, requests; and an end before its time."""

import datetime as dt

import pytest

from agreements.models import Agreement, Commitment, Version
from agreements.operations.activate import activate
from agreements.operations.add_targets import save_target
from agreements.operations.close_period import close_due
from agreements.operations.end_commitments import EndRefused
from agreements.operations.request_change import ChangeRefused, refuse_change, request_change
from agreements.operations.save_version import save_version, start_version
from agreements.operations.sign import SignatureRefused, sign
from agreements.operations.tend_signing import tend_signing
from agreements.operations.terminate import TerminationRefused, terminate
from agreements.operations.tick import tick
from agreements.queries.agreement_state import with_state
from agreements.queries.signed_text import hash_of
from notices.models import Delivery
from tests.agreements.scenes import WIB, draft, indicator, november, three_outages, write
from tests.agreements.signing import sent_out
from tests.cast import NOW

pytestmark = pytest.mark.django_db
DECEMBER = dt.datetime(2026, 12, 1, tzinfo=WIB)


def in_force(sari, *customers, ends_on=None, **terms) -> Agreement:
    agreement = draft(sari, *customers)
    version = write(agreement, [indicator()], sari, ends_on=ends_on, **terms)
    activate(version=version, actor=sari, at=NOW)
    return agreement


def second(agreement, sari, starts_on, *, threshold_ppm=None) -> Version:
    version = start_version(agreement=agreement, actor=sari, at=NOW)
    if threshold_ppm is not None:
        target = version.targets.select_related("indicator").get()
        target.threshold_ppm = threshold_ppm
        save_target(target=target, actor=sari)
    return save_version(
        version=version, starts_on=starts_on, ends_on=None, evidence="Minutes", actor=sari
    )


def state_at(agreement, at) -> str:
    return with_state(Agreement.objects.filter(pk=agreement.pk), at=at).get().state


def test_takes_over_from_an_open_ended_version(sari, customer_a):
    agreement = in_force(sari, customer_a)
    version = second(agreement, sari, dt.date(2026, 12, 1), threshold_ppm=995_000)
    activate(version=version, actor=sari, at=NOW)
    first = agreement.versions.get(number=1)
    version.refresh_from_db()
    assert (first.effective_to, version.effective_from) == (DECEMBER, DECEMBER)
    assert (first.state, version.state) == ("signed", "signed")
    assert list(agreement.versions.in_force(NOW)) == [first]
    assert list(agreement.versions.in_force(DECEMBER)) == [version]


def test_old_version_is_superseded_once_its_span_is_over(sari, customer_a):
    agreement = in_force(sari, customer_a)
    activate(version=second(agreement, sari, dt.date(2026, 12, 1)), actor=sari, at=NOW)
    assert tend_signing(at=NOW)["superseded"] == 0
    assert tend_signing(at=DECEMBER)["superseded"] == 1
    assert tend_signing(at=DECEMBER)["superseded"] == 0
    first = agreement.versions.get(number=1)
    assert first.state == "superseded"
    assert list(agreement.versions.in_force(NOW)) == [first]
    assert state_at(agreement, DECEMBER) == "in_force"


def test_equal_terms_go_on_and_split_no_period(sari, customer_a):
    agreement = in_force(sari, customer_a)
    version = second(agreement, sari, dt.date(2026, 11, 10))
    (commitment,) = activate(version=version, actor=sari, at=NOW)
    assert Commitment.objects.get() == commitment
    assert (commitment.end_at, commitment.target.version) == (None, version)
    verdict = commitment.verdicts.get()
    assert (verdict.period_label, verdict.is_clipped) == ("month:2026-11-01", False)


def test_changed_terms_cut_the_period_and_past_periods_keep_theirs(sari, customer_a):
    three_outages(indicator())
    agreement = in_force(sari, customer_a)
    tick(at=NOW)
    version = second(agreement, sari, dt.date(2026, 11, 16), threshold_ppm=999_900)
    (new,) = activate(version=version, actor=sari, at=NOW)
    tick(at=NOW)
    old = Commitment.objects.exclude(pk=new.pk).get()
    middle = dt.datetime(2026, 11, 16, tzinfo=WIB)
    before, after = old.verdicts.get(), new.verdicts.get()
    assert (before.period_end_at, before.is_clipped, before.state) == (middle, True, "met")
    assert (after.period_start_at, after.is_clipped, after.state) == (middle, True, "missed")
    assert old.terms["target_ppm"] == 999_000
    assert list(old.bound.values_list("to_at", flat=True)) == [middle]


def test_closed_period_is_not_cut_afterwards(sari, customer_a):
    agreement = in_force(sari, customer_a)
    later = dt.datetime(2026, 12, 8, tzinfo=WIB)
    tick(at=later)
    close_due(at=later)
    version = second(agreement, sari, dt.date(2026, 11, 16), threshold_ppm=995_000)
    with pytest.raises(EndRefused, match="is closed"):
        activate(version=version, actor=sari, at=later)
    assert Commitment.objects.get().end_at is None


def test_take_over_after_signing(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    for user in (sari, alia):
        sign(signatory=version.signatories.get(person=user.person), actor=user, at=NOW)
    activate(version=version, actor=sari, at=NOW)
    following = second(version.agreement, sari, dt.date(2026, 12, 1))
    assert following.evidence == "Minutes"
    activate(version=following, actor=sari, at=NOW)
    version.refresh_from_db()
    assert version.effective_to == DECEMBER
    assert version.signed_to == dt.datetime(2027, 1, 1, tzinfo=WIB)


def test_hash_of_a_signed_text_stays_when_its_end_is_cut(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    Version.objects.filter(pk=version.pk).update(effective_to=DECEMBER)
    version.refresh_from_db()
    assert hash_of(version) == version.text_hash


def test_change_request_begins_a_version_and_follows_it(sari, customer_a):
    agreement = in_force(sari, customer_a)
    change = request_change(
        agreement=agreement, reason="More users", asked_by="Head of IT", actor=sari, at=NOW
    )
    assert (str(change), change.standing) == ("SLA-0042-C1", "open")
    version = start_version(agreement=agreement, change=change, actor=sari, at=NOW)
    change.refresh_from_db()
    assert (change.version, change.standing) == (version, "in_work")
    assert [row.threshold_ppm for row in version.targets.all()] == [999_000]
    save_version(
        version=version,
        starts_on=dt.date(2026, 12, 1),
        ends_on=None,
        evidence="Minutes",
        actor=sari,
    )
    activate(version=version, actor=sari, at=NOW)
    change.refresh_from_db()
    assert change.standing == "done"


def test_customer_asks_for_a_change_in_its_own_name(sari, alia, customer_a):
    agreement = in_force(sari, customer_a)
    change = request_change(
        agreement=agreement, reason="Sundays too", asked_by="the King", actor=alia, at=NOW
    )
    assert (change.asked_by, change.party.customer) == ("Alia Pemutus", customer_a)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("bram", {"reason": "x"}, "may not ask"),
        ("sari", {"reason": " ", "asked_by": "x"}, "what should change"),
        ("sari", {"reason": "x", "asked_by": ""}, "who asked"),
    ],
)
def test_change_request_is_refused(name, given, message, request, sari, customer_a, customer_b):
    agreement = in_force(sari, customer_a)
    with pytest.raises(ChangeRefused, match=message):
        request_change(agreement=agreement, **given, actor=request.getfixturevalue(name), at=NOW)


def test_change_is_refused_with_a_reason(sari, customer_a):
    agreement = in_force(sari, customer_a)
    change = request_change(agreement=agreement, reason="x", asked_by="y", actor=sari, at=NOW)
    refused = refuse_change(change=change, reason="Too dear", actor=sari, at=NOW)
    assert (refused.standing, refused.refusal) == ("refused", "Too dear")
    with pytest.raises(ChangeRefused, match="has been answered"):
        refuse_change(change=change, reason="Again", actor=sari, at=NOW)


def test_termination_cuts_span_commitments_and_period_and_tells_both_sides(
    sari, alia, bram, customer_a
):
    agreement = in_force(sari, customer_a)
    version = terminate(
        agreement=agreement,
        ends_on=dt.date(2026, 11, 30),
        reason="Merged",
        actor=sari,
        at=NOW,
    )
    assert (version.effective_to, version.terminated_by) == (DECEMBER, sari)
    commitment = Commitment.objects.get()
    assert (commitment.end_at, commitment.next_period_at) == (DECEMBER, None)
    assert state_at(agreement, NOW) == "in_force"
    assert state_at(agreement, DECEMBER) == "terminated"
    told = Delivery.objects.filter(notice__kind="agreements.terminated", channel="bell")
    assert set(told.values_list("user", flat=True)) == {sari.pk, alia.pk}


def test_termination_inside_a_period_cuts_it(sari, customer_a):
    agreement = in_force(sari, customer_a)
    terminate(agreement=agreement, ends_on=dt.date(2026, 11, 27), reason="x", actor=sari, at=NOW)
    verdict = Commitment.objects.get().verdicts.get()
    assert (verdict.period_end_at, verdict.is_clipped) == (november(28), True)


@pytest.mark.parametrize(
    ("ends_on", "reason", "field"),
    [
        (dt.date(2026, 11, 24), "x", "ends_on"),
        (dt.date(2027, 1, 31), "x", "ends_on"),
        (dt.date(2026, 11, 30), " ", "reason"),
    ],
)
def test_termination_is_refused(sari, customer_a, ends_on, reason, field):
    agreement = in_force(sari, customer_a, ends_on=dt.date(2026, 12, 31))
    with pytest.raises(TerminationRefused) as refused:
        terminate(agreement=agreement, ends_on=ends_on, reason=reason, actor=sari, at=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["alia", "tirta", "rangga"])
def test_only_the_manager_terminates(name, request, sari, customer_a):
    agreement = in_force(sari, customer_a)
    with pytest.raises(TerminationRefused, match="may not end"):
        terminate(
            agreement=agreement,
            ends_on=dt.date(2026, 11, 30),
            reason="x",
            actor=request.getfixturevalue(name),
            at=NOW,
        )


def test_nothing_in_force_is_not_terminated(sari, customer_a):
    with pytest.raises(TerminationRefused, match="Nothing is in force"):
        terminate(
            agreement=draft(sari, customer_a),
            ends_on=dt.date(2026, 11, 30),
            reason="x",
            actor=sari,
            at=NOW,
        )


def test_reminder_is_sent_once_after_a_week(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    week = NOW + dt.timedelta(days=7)
    assert tend_signing(at=week - dt.timedelta(seconds=1))["reminded"] == 0
    assert tend_signing(at=week)["reminded"] == 1
    assert tend_signing(at=week)["reminded"] == 0
    rows = Delivery.objects.filter(notice__kind="agreements.signature", channel="bell")
    assert sorted(rows.values_list("user", "notice__level")) == [
        (sari.pk, "asked"),
        (sari.pk, "reminder"),
    ]
    assert version.signatories.get(person=alia.person).reminded_at is None


def test_request_to_sign_lapses_and_voids_what_was_signed(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=sari.person)
    sign(signatory=row, actor=sari, at=NOW)
    end = version.lapses_at
    with pytest.raises(SignatureRefused, match="time for signing is over"):
        sign(signatory=version.signatories.get(person=alia.person), actor=alia, at=end)
    assert tend_signing(at=end)["lapsed"] == 1
    assert tend_signing(at=end)["lapsed"] == 0
    version.refresh_from_db()
    assert (version.state, version.text_hash) == ("agreed", "")
    assert row.signatures.last().act == "voided"
    notice = Delivery.objects.get(notice__kind="agreements.signing", channel="bell").notice
    assert (notice.level, notice.facts["person"]) == ("lapsed", "Alia Pemutus")
