"""A customer's word on time that is to be left out of a level that was promised to it."""

import datetime as dt

import pytest

from accounts.models import Role
from agreements.models import Commitment, Verdict
from agreements.operations.activate import activate
from agreements.operations.tick import tick
from brm.models import Grant
from notices.models import Delivery, Notice
from slm.models import Consent, Decision, Exclusion
from slm.operations.decide_exclusion import approve_exclusion, decide_for_party, refuse_exclusion
from slm.operations.propose_exclusion import ExclusionRefused, change_exclusion
from slm.queries.consents import missing_names
from tests.agreements.scenes import draft, indicator, november, outage, write
from tests.cast import NOW, make_user
from tests.slm.protections import propose

BEGAN, ENDED = november(20, 10), november(20, 11)


def promised(actor, *customers, policy, code="SLA-0042"):
    """A promise of November that one hour of the 20th breaks."""
    version = write(
        draft(actor, *customers, code=code), [indicator()], actor, exclusion_approval=policy
    )
    activate(version=version, actor=actor, at=NOW)
    return Commitment.objects.get(agreement__code=code)


def proposed(oka, **wish):
    return propose(indicator(), BEGAN, ENDED, actor=oka, at=NOW, **wish)


def address(row):
    return f"/my/exclusions/{row.source.code}/{row.external_id}/"


def say(browser, row, decision="approved", reason="It was our firewall"):
    return browser.post(address(row), {"decision": decision, "reason": reason})


def stored(row):
    row = Exclusion.objects.select_related("fact").get(pk=row.pk)
    return row.decision, row.fact.layer == 0


def test_customer_decides_alone_where_the_promise_says_so(sari, oka, alia, customer_a, sign_in):
    outage(indicator(), "O-9", BEGAN, 3_600)
    promised(sari, customer_a, policy="customer")
    tick(at=NOW)
    assert Verdict.objects.get().state == "missed"
    row = proposed(oka)
    with pytest.raises(ExclusionRefused, match="Dinas Contoh"):
        approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=NOW)
    browser = sign_in(alia)
    home = browser.get("/my/").content.decode()
    assert address(row) in home
    page = browser.get(address(row)).content.decode()
    assert "Letter of the customer" in page
    answer = say(browser, row)
    assert answer["Location"] == address(row)
    assert stored(row) == (Decision.APPROVED, True)
    consent = Consent.objects.get()
    assert (consent.party, consent.party_name, consent.decided_by, consent.reason) == (
        "customer:DINAS",
        "Dinas Contoh",
        alia,
        "It was our firewall",
    )
    tick(at=NOW + dt.timedelta(minutes=1))
    assert Verdict.objects.get().state == "met"
    assert address(row) not in browser.get("/my/").content.decode()


def test_both_must_agree_in_any_order(sari, oka, alia, customer_a, sign_in):
    promised(sari, customer_a, policy="both")
    row = proposed(oka)
    assert missing_names(row) == ["a service level manager", "Dinas Contoh"]
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=NOW)
    assert stored(row) == (Decision.NONE, False)
    assert missing_names(row) == ["Dinas Contoh"]
    page = sign_in(sari).get(row.get_absolute_url()).content.decode()
    assert "Still to be asked: Dinas Contoh." in page
    say(sign_in(alia), row)
    assert stored(row) == (Decision.APPROVED, True)
    refuse_exclusion(exclusion=row, decision_reason="Seen again", actor=sari, at=NOW)
    assert stored(row) == (Decision.REFUSED, False)


def test_one_refusal_refuses_and_may_be_taken_back(sari, oka, alia, customer_a, sign_in):
    promised(sari, customer_a, policy="both")
    row, browser = proposed(oka), sign_in(alia)
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=NOW)
    say(browser, row, "refused", "Our firewall was fine")
    assert stored(row) == (Decision.REFUSED, False)
    say(browser, row)
    assert stored(row) == (Decision.APPROVED, True)


def test_every_customer_that_is_named_is_asked(
    sari, oka, alia, bram, customer_a, customer_b, sign_in
):
    promised(sari, customer_a, policy="customer")
    promised(sari, customer_b, policy="manager", code="SLA-0043")
    promised(sari, customer_b, policy="both", code="SLA-0044")
    row = proposed(oka)
    say(sign_in(alia), row)
    say(sign_in(bram), row)
    assert missing_names(row) == ["a service level manager"]
    assert stored(row) == (Decision.NONE, False)
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=NOW)
    assert stored(row) == (Decision.APPROVED, True)


def test_promise_of_the_manager_asks_no_customer(sari, oka, alia, customer_a, sign_in):
    promised(sari, customer_a, policy="manager")
    row = proposed(oka)
    assert sign_in(alia).get(address(row)).status_code == 404
    with pytest.raises(ExclusionRefused):
        decide_for_party(
            exclusion=row,
            party="customer:DINAS",
            decision=Decision.APPROVED,
            decision_reason="We agree",
            actor=alia,
            at=NOW,
        )
    approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=NOW)
    assert stored(row) == (Decision.APPROVED, True)
    assert Notice.objects.filter(kind="agreements.exclusion").count() == 0


def test_promise_of_another_time_or_service_asks_nobody(sari, oka, alia, customer_a, sign_in):
    promised(sari, customer_a, policy="customer")
    early = propose(indicator(), november(1) - dt.timedelta(days=2), november(1), actor=oka, at=NOW)
    other = propose(indicator("MAIL", "Mail"), BEGAN, ENDED, actor=oka, at=NOW)
    for row in (early, other):
        assert sign_in(alia).get(address(row)).status_code == 404
        approve_exclusion(exclusion=row, decision_reason="Seen", actor=sari, at=NOW)
        assert stored(row) == (Decision.APPROVED, True)


def test_change_asks_everybody_anew(sari, oka, alia, customer_a, sign_in):
    promised(sari, customer_a, policy="customer")
    row = proposed(oka)
    say(sign_in(alia), row)
    change_exclusion(
        exclusion=row,
        cause="customer",
        start_at=BEGAN,
        end_at=ENDED + dt.timedelta(hours=1),
        evidence="Second letter",
        change_reason="It was longer",
        actor=oka,
        at=NOW,
    )
    assert stored(row) == (Decision.NONE, False)
    assert (missing_names(row), Consent.objects.count()) == (["Dinas Contoh"], 0)
    told = Notice.objects.filter(kind="agreements.exclusion").order_by("episode")
    assert [(one.level, one.episode) for one in told] == [("DINAS", 1), ("DINAS", 3)]


def test_customers_people_are_told_once_and_nobody_else(
    sari, oka, alia, bram, customer_a, customer_b, sign_in
):
    promised(sari, customer_a, policy="both")
    row = proposed(oka)
    notice = Notice.objects.get(kind="agreements.exclusion")
    assert (notice.url, notice.scope) == (address(row), [customer_a.pk])
    assert set(Delivery.objects.values_list("user", flat=True)) == {alia.pk}
    page = sign_in(alia).get("/notices/").content.decode()
    assert "time of Payment gateway is to be left out" in page


def test_only_people_of_the_customer_open_the_page(
    sari, oka, alia, bram, zaki, customer_a, customer_b, sign_in, client
):
    promised(sari, customer_a, policy="both")
    row = proposed(oka)
    unit = type(customer_a).objects.create(
        code="UNIT", name="Unit", zone="Asia/Jakarta", parent=customer_a
    )
    dewi = make_user("Dewi Unit")
    Grant.objects.create(user=dewi, role=Role.CUSTOMER, customer=unit)
    answers = {
        user: sign_in(user).get(address(row)).status_code
        for user in (alia, bram, dewi, sari, oka, zaki)
    }
    assert answers == {alia: 200, bram: 404, dewi: 404, sari: 403, oka: 403, zaki: 403}
    assert client.get(address(row)).status_code == 302
    assert say(sign_in(bram), row).status_code == 404
    assert Consent.objects.count() == 0


def test_word_needs_its_reason_and_a_decision(sari, oka, alia, customer_a, sign_in):
    promised(sari, customer_a, policy="both")
    row, browser = proposed(oka), sign_in(alia)
    page = say(browser, row, reason=" ")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["reason"])
    assert say(browser, row, "none").status_code == 200
    assert Consent.objects.count() == 0


def test_customer_reads_its_own_word_alone(sari, oka, alia, bram, customer_a, customer_b, sign_in):
    promised(sari, customer_a, customer_b, policy="both")
    row = proposed(oka)
    say(sign_in(bram), row, reason="INNER-B")
    approve_exclusion(exclusion=row, decision_reason="INNER-M", actor=sari, at=NOW)
    page = sign_in(alia).get(address(row)).content.decode()
    assert [word for word in ("INNER-B", "INNER-M", "Kantor", "Sari", "Oka") if word in page] == []
