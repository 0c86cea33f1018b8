"""What the verbs of agreements refuse besides what their own tests tell; each in its words.

`tests/plugins/exercised.py` fails a whole run that leaves a refusal, a transition or a missing
thing without any test.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import F

from agreements.models import (
    Agreement,
    Breach,
    Pilot,
    SectionSet,
    Signatory,
    Target,
    Version,
)
from agreements.operations.activate import ActivationRefused, activate
from agreements.operations.add_targets import TargetRefused, save_target
from agreements.operations.decide_requirement import (
    DecisionRefused,
    approve_requirement,
    submit_requirement,
    withdraw_requirement,
)
from agreements.operations.end_commitments import EndRefused
from agreements.operations.give_notice import NoticeRefused, give_notice
from agreements.operations.name_signatories import (
    SignatoryRefused,
    grant_authority,
    name_signatory,
)
from agreements.operations.negotiate import (
    NegotiationRefused,
    agree,
    agree_outside,
    comment_on,
    hand_over,
    negotiate,
)
from agreements.operations.pilot import PilotRefused, end_pilot, start_pilot
from agreements.operations.renew_term import RenewalRefused, renew_term
from agreements.operations.request_change import (
    ChangeRefused,
    answer_change,
    refuse_change,
    request_change,
)
from agreements.operations.save_agreement import AgreementRefused, update_agreement
from agreements.operations.save_sections import choose_section_set, save_charging, save_sections
from agreements.operations.save_version import (
    VersionRefused,
    save_value,
    save_version,
    start_version,
)
from agreements.operations.sign import (
    SignatureRefused,
    decline,
    delegate,
    open_signing,
    sign,
)
from agreements.operations.specify import SpecificationRefused, save_line, start_specification
from agreements.operations.take_step import LifecycleRefused
from agreements.operations.terminate import TerminationRefused, terminate
from agreements.operations.tick import tick
from agreements.operations.withdraw_version import withdraw_version
from agreements.operations.write_term import TermRefused, WrittenTerm
from agreements.queries.guards import missing_by_name
from slm.models import Indicator, ServiceHours
from tests.agreements.operations.test_pilot import ola
from tests.agreements.requirements import requirement, wanted
from tests.agreements.scenes import (
    draft,
    in_force,
    indicator,
    november,
    outage,
    round_the_clock,
    write,
)
from tests.agreements.signing import agreed, authority, handed_over, party_of, place, sent_out
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TERM = {"starts_on": dt.date(2026, 11, 1), "ends_on": None, "evidence": "Minutes"}


@pytest.fixture
def version(sari, customer_a) -> Version:
    """A complete draft of an SLA of Dinas Contoh."""
    return write(draft(sari, customer_a), [indicator()], sari)


@pytest.fixture
def open_ended(sari, customer_a) -> Version:
    """The same in force without an end."""
    commitment = in_force(sari, customer_a, ends_on=None)
    return commitment.target.version


# Every way out of a draft ------------------------------------------------------------------------


def test_draft_is_withdrawn_at_every_stage_before_signing(sari, customer_a):
    announced = draft(sari, customer_a, code="SLA-1", is_intent=True).versions.get()
    begun = draft(sari, customer_a, code="SLA-2").versions.get()
    talked_of = handed_over(sari, customer_a, code="SLA-3")
    for one in (announced, begun, talked_of):
        assert withdraw_version(version=one, reason="No", actor=sari, at=NOW).state == "withdrawn"


def test_text_out_for_signing_is_withdrawn_with_its_signatures(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    sign(signatory=version.signatories.get(order=1), actor=sari, at=NOW)
    withdrawn = withdraw_version(version=version, reason="No", actor=sari, at=NOW)
    assert withdrawn.state == "withdrawn"
    assert withdrawn.signatories.get(order=1).signatures.latest("number").act == "voided"


# What is missing for a step ----------------------------------------------------------------------


def test_underpinning_agreement_needs_its_provider(sari, customer_a):
    version = draft(sari, code="OLA-1", kind="ola").versions.get()
    with pytest.raises(LifecycleRefused) as refused:
        negotiate(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["no_provider", "no_target"]


def test_agreeing_needs_an_open_round(sari, customer_a):
    version = handed_over(sari, customer_a)
    version.rounds.update(closed_at=NOW)
    with pytest.raises(LifecycleRefused) as refused:
        agree(version=version, note="By telephone", actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["no_round"]


def test_who_lost_authority_meanwhile_keeps_the_text_from_going_out(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    theirs = authority(alia.person, actor=sari, customer=customer_a)
    place(version, sari, sari)
    place(version, alia, sari, party=party_of(version, customer_a))
    theirs.delete()
    with pytest.raises(LifecycleRefused) as refused:
        open_signing(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["no_authority"]


def test_text_that_says_something_else_is_neither_signed_nor_activated(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    ServiceHours.objects.update(code="OTHER")  # behind the application's back
    with pytest.raises(SignatureRefused, match="not the one that was sent out for signing"):
        sign(signatory=version.signatories.get(order=1), actor=sari, at=NOW)
    codes = {row["code"] for row in missing_by_name("activate", version, at=NOW)}
    assert "text_changed" in codes


def test_text_that_is_signed_here_has_sections(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    Version.objects.filter(pk=version.pk).update(section_set=None)
    version.refresh_from_db()
    authority(sari.person, actor=sari)
    authority(alia.person, actor=sari, customer=customer_a)
    place(version, sari, sari)
    place(version, alia, sari, party=party_of(version, customer_a))
    with pytest.raises(LifecycleRefused) as refused:
        open_signing(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["no_section_set"]


# Activating --------------------------------------------------------------------------------------


def test_who_was_named_to_sign_is_not_passed_by(sari, version):
    """Evidence of an agreement outside does not stand in for them."""
    authority(sari.person, actor=sari)
    place(version, sari, sari)
    agree_outside(version=version, actor=sari, at=NOW)
    with pytest.raises(ActivationRefused) as refused:
        activate(version=version, actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["not_signed"]


def test_version_that_would_overlap_another_is_not_activated(sari, open_ended):
    agreement = open_ended.agreement
    second = start_version(agreement=agreement, actor=sari, at=NOW)
    save_version(version=second, **(TERM | {"starts_on": dt.date(2026, 12, 1)}), actor=sari)
    Version.objects.filter(pk=open_ended.pk).update(effective_to=november(30))
    Version.objects.create(
        agreement=agreement, number=9, effective_from=november(30), state="draft"
    )
    with pytest.raises(ActivationRefused, match="Another version of this agreement"):
        activate(version=second, actor=sari, at=NOW)


# Targets and terms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"grace_days": 93}, "A grace has at most"),
        ({"period": "fiscal_year", "first_month": None}, "in which month the fiscal year begins"),
    ],
)
def test_target_that_could_not_be_judged(sari, version, changed, words):
    target = version.targets.select_related("indicator").get()
    for name, value in changed.items():
        setattr(target, name, value)
    with pytest.raises(TargetRefused, match=words):
        save_target(target=target, actor=sari)


def test_response_time_says_within_which(sari, version):
    target = version.targets.select_related("indicator").get()
    Indicator.objects.update(kind="response_time", unit="ms")
    target.indicator.refresh_from_db()
    target.metric, target.within = Target.Metric.WITHIN_TIME, None
    with pytest.raises(TargetRefused, match="Say within which time"):
        save_target(target=target, actor=sari)


def test_months_are_not_counted_from_before_anybody_remembers(sari, version):
    term = WrittenTerm(12, Version.Renewal.TACIT, 12, counts_from_on=dt.date(1949, 12, 31))
    with pytest.raises(TermRefused, match="Count from 1950"):
        save_version(version=version, **TERM, term=term, actor=sari)


def test_worth_names_its_currency(sari, version):
    with pytest.raises(VersionRefused, match="in which currency"):
        save_value(version=version, amount=Decimal(5), currency="", actor=sari)


def test_draft_does_not_take_over_before_one_that_follows(sari, open_ended):
    agreement = open_ended.agreement
    second = start_version(agreement=agreement, actor=sari, at=NOW)
    save_version(version=second, **(TERM | {"starts_on": dt.date(2027, 1, 1)}), actor=sari)
    activate(version=second, actor=sari, at=NOW)
    third = start_version(agreement=agreement, actor=sari, at=NOW)
    with pytest.raises(VersionRefused, match="Another version of this agreement holds"):
        save_version(version=third, **(TERM | {"starts_on": dt.date(2026, 12, 1)}), actor=sari)


def test_agreement_is_changed_by_its_manager(oka, version):
    with pytest.raises(AgreementRefused, match="may not change this agreement"):
        update_agreement(
            agreement=version.agreement,
            title="Other",
            level="customer",
            parent=None,
            zone="Asia/Jakarta",
            customers=version.agreement.customers.all(),
            providers=[],
            owner=None,
            actor=oka,
        )


# Sections and charging ---------------------------------------------------------------------------


def choose(version, sari, **given):
    values = {"section_set": SectionSet.objects.get(code="SLA-MINIMUM"), "governing_language": "en"}
    return choose_section_set(version=version, **(values | given), actor=sari)


def test_retired_set_is_not_chosen(sari, version):
    SectionSet.objects.update(is_default=False, is_retired=True)
    with pytest.raises(VersionRefused, match="no longer offered"):
        choose(version, sari)


def test_governing_language_is_one_of_the_two(sari, version):
    with pytest.raises(VersionRefused, match="Choose a language"):
        choose(version, sari, governing_language="fr")


def test_text_needs_a_set_first(sari, version):
    with pytest.raises(VersionRefused, match="Choose a set of sections first"):
        save_sections(version=version, language="en", texts={}, none=set(), actor=sari)


def test_days_of_payment_need_an_invoice(sari, version):
    with pytest.raises(VersionRefused, match="how often is invoiced"):
        save_charging(version=version, tariff=None, invoiced="", due_days=30, actor=sari)


# Negotiation -------------------------------------------------------------------------------------


def test_comment_says_something_about_its_own_text(sari, customer_a, customer_b):
    version = handed_over(sari, customer_a)
    other = handed_over(sari, customer_b, code="SLA-0043")
    for given, words in (
        ({"text": " "}, "Write what you have to say"),
        ({"text": "x", "target": other.targets.get()}, "belongs to another version"),
        ({"text": "x", "party": other.agreement.parties.get()}, "belongs to another agreement"),
    ):
        with pytest.raises(NegotiationRefused, match=words):
            comment_on(version=version, **given, actor=sari, at=NOW)


def test_customer_speaks_while_it_is_negotiated(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    with pytest.raises(NegotiationRefused, match="not in negotiation"):
        comment_on(version=version, text="And Sundays?", actor=alia, at=NOW)
    with pytest.raises(NegotiationRefused, match="not in negotiation"):
        hand_over(version=version, actor=sari, at=NOW)


def test_nothing_is_said_about_a_frozen_text(sari, alia, customer_a):
    version = sent_out(sari, alia, customer_a)
    with pytest.raises(NegotiationRefused, match="The text is frozen"):
        comment_on(version=version, text="Too late", actor=sari, at=NOW)


# Who signs ---------------------------------------------------------------------------------------


def name(version, person, actor, **given) -> Signatory:
    values = {"party": None, "part": "signatory", "order": 1} | given
    return name_signatory(version=version, person=person, actor=actor, at=NOW, **values)


def test_signatory_is_named_for_a_side_in_an_order_once(
    sari, alia, customer_a, customer_b, version
):
    other = draft(sari, customer_b, code="SLA-0043").parties.get()
    authority(sari.person, actor=sari)
    name(version, sari.person, sari)
    for given, words in (
        ({"party": other}, "one of the sides"),
        ({"order": 100}, "from 1 to 99"),
        ({}, "named already"),
        (
            {"party": party_of(version, customer_a), "part": "approver"},
            "is no contact of Dinas Contoh",
        ),
    ):
        with pytest.raises(SignatoryRefused, match=words):
            name(version, sari.person, sari, **given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"provider": "some"}, "not both"),
        ({"capacity": " "}, "as what this person signs"),
        ({"valid_to": dt.date(2026, 1, 1)}, "ends before it begins"),
        ({"limit_amount": Decimal(0)}, "more than nothing"),
        ({"limit_amount": Decimal(5)}, "in which currency"),
    ],
)
def test_authority_that_makes_no_sense(sari, customer_a, given, words):
    values = {"capacity": "Head", "valid_from": dt.date(2026, 1, 1), "customer": customer_a}
    with pytest.raises(SignatoryRefused, match=words):
        grant_authority(person=sari.person, actor=sari, at=NOW, **(values | given))


def test_authority_is_granted_by_who_keeps_them(oka, alia, customer_a):
    with pytest.raises(SignatoryRefused, match="may not say who signs for them"):
        grant_authority(
            person=alia.person,
            customer=customer_a,
            capacity="Head",
            valid_from=dt.date(2026, 1, 1),
            actor=oka,
            at=NOW,
        )


# Signing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 367])
def test_request_to_sign_lasts_a_day_to_a_year(sari, customer_a, days):
    with pytest.raises(SignatureRefused, match="between 1 and 366 days"):
        open_signing(version=agreed(sari, customer_a), days=days, actor=sari, at=NOW)


def test_nobody_signs_what_is_not_out(sari, alia, customer_a):
    version = agreed(sari, customer_a)
    authority(sari.person, actor=sari)
    row = place(version, sari, sari)
    with pytest.raises(SignatureRefused, match="not out for signing"):
        sign(signatory=row, actor=sari, at=NOW)


def test_one_declines_for_oneself_only(sari, alia, bram, customer_a):
    row = sent_out(sari, alia, customer_a).signatories.get(order=1)
    with pytest.raises(SignatureRefused, match="Only Sari Tingkat declines here"):
        decline(signatory=row, reason="No", actor=bram, at=NOW)


def test_what_is_signed_is_not_delegated(sari, alia, customer_a):
    row = sent_out(sari, alia, customer_a).signatories.get(order=1)
    sign(signatory=row, actor=sari, at=NOW)
    with pytest.raises(SignatureRefused, match="signed already"):
        delegate(signatory=row, to=alia.person, until=dt.date(2026, 12, 31), actor=sari, at=NOW)


# Ending and going on -----------------------------------------------------------------------------


def test_nothing_in_force_has_nothing_to_be_ended_by_notice(sari, version):
    with pytest.raises(NoticeRefused, match="Nothing is in force"):
        give_notice(
            agreement=version.agreement,
            party=None,
            given_by="Sari",
            received_on=dt.date(2026, 11, 20),
            reason="No more",
            actor=sari,
            at=NOW,
        )


def renewable(sari, customer) -> Version:
    version = write(draft(sari, customer), [indicator()], sari, ends_on=None)
    term = WrittenTerm(2, Version.Renewal.EXPRESS, 3, notice_months=1)
    save_version(version=version, **TERM, term=term, actor=sari)
    activate(version=version, actor=sari, at=NOW)
    version.refresh_from_db()
    return version


def renew(agreement: Agreement, sari):
    return renew_term(agreement=agreement, agreed_by="Alia", evidence="E-mail", actor=sari, at=NOW)


def test_what_was_cut_short_is_not_renewed(sari, customer_a):
    version = renewable(sari, customer_a)
    Version.objects.filter(pk=version.pk).update(
        effective_to=F("effective_to") - dt.timedelta(days=1)
    )
    with pytest.raises(RenewalRefused, match="It ends before its term"):
        renew(version.agreement, sari)


def test_what_something_follows_is_not_renewed(sari, customer_a):
    version = renewable(sari, customer_a)
    Version.objects.create(
        agreement=version.agreement, number=9, effective_from=version.effective_to, state="draft"
    )
    with pytest.raises(RenewalRefused, match="A later version follows it"):
        renew(version.agreement, sari)


def test_agreement_that_something_follows_is_not_terminated(sari, open_ended):
    second = start_version(agreement=open_ended.agreement, actor=sari, at=NOW)
    save_version(version=second, **(TERM | {"starts_on": dt.date(2027, 1, 1)}), actor=sari)
    activate(version=second, actor=sari, at=NOW)
    with pytest.raises(TerminationRefused, match="A later version follows"):
        terminate(
            agreement=open_ended.agreement,
            ends_on=dt.date(2026, 12, 15),
            reason="No more",
            actor=sari,
            at=NOW,
        )


def test_next_version_does_not_begin_before_a_breach(sari, customer_a, open_ended):
    december = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)
    outage(indicator(), "O-1", dt.datetime(2026, 12, 1, tzinfo=dt.UTC), 90_000)
    tick(at=december)
    assert Breach.objects.count() == 1
    second = start_version(agreement=open_ended.agreement, actor=sari, at=december)
    save_version(version=second, **(TERM | {"starts_on": dt.date(2026, 12, 1)}), actor=sari)
    with pytest.raises(EndRefused, match="A breach happened after this day"):
        activate(version=second, actor=sari, at=december)


# Pilots ------------------------------------------------------------------------------------------


def test_pilot_needs_hours_with_windows(sari, db):
    version = ola(sari)
    silent = ServiceHours.objects.create(code="SILENT", name="Silent", zone="Asia/Jakarta")
    version.targets.update(hours=silent)
    with pytest.raises(PilotRefused, match="have no windows yet"):
        start_pilot(version=version, starts_on=dt.date(2026, 11, 1), actor=sari, at=NOW)


def test_pilot_is_not_ended_before_it_measured(sari, db):
    pilot = start_pilot(version=ola(sari), starts_on=dt.date(2026, 11, 1), actor=sari, at=NOW)
    Pilot.objects.update(start_at=NOW)
    with pytest.raises(PilotRefused, match="Nothing was measured yet"):
        end_pilot(pilot=pilot, result="kept", words="Good", actor=sari, at=NOW)


# Changes and requirements ------------------------------------------------------------------------


def test_change_of_a_draft_is_made_in_the_draft(sari, version):
    with pytest.raises(ChangeRefused, match="change the draft"):
        request_change(
            agreement=version.agreement, reason="More", asked_by="Alia", actor=sari, at=NOW
        )


def test_change_is_refused_with_a_reason_by_who_decides(sari, oka, alia, open_ended):
    change = request_change(agreement=open_ended.agreement, reason="More", actor=alia, at=NOW)
    with pytest.raises(ChangeRefused, match="Say why it is not made"):
        refuse_change(change=change, reason=" ", actor=sari, at=NOW)
    with pytest.raises(ChangeRefused, match="may not decide"):
        answer_change(change=change, actor=oka, at=NOW)


def test_requirement_is_withdrawn_with_a_reason(sari, customer_a):
    with pytest.raises(DecisionRefused, match="not asked for any more"):
        withdraw_requirement(
            requirement=requirement(sari, customer_a), reason=" ", actor=sari, at=NOW
        )


def test_line_of_a_limit_says_how_much(sari, customer_a):
    asked = requirement(sari, customer_a)
    wanted(asked, sari, metric="downtime", threshold_ppm=None, limit=3_600, comparator="<=")
    asked = submit_requirement(requirement=asked, actor=sari, at=NOW)
    asked = approve_requirement(requirement=asked, evidence="Minutes", actor=sari, at=NOW)
    specification = start_specification(requirement=asked, actor=sari, at=NOW)
    with pytest.raises(SpecificationRefused, match="Say how much is promised"):
        save_line(
            specification=specification,
            wanted=asked.wanted.get(),
            how="Two of everything",
            indicator=indicator(),
            hours=round_the_clock(),
            limit=None,
            actor=sari,
        )
