"""What people are told of a promise, in both languages."""

import pytest
from django.utils import timezone, translation

from agreements.models import Breach
from agreements.operations.tick import tick
from notices.models import Notice
from notices.queries.kinds import check_wording
from notices.queries.wording import word
from slm.models import Fact
from slm.operations.record_outage import withdraw_outage
from tests.agreements.closing import closed_june, correct, day
from tests.agreements.scenes import in_force, indicator, missed, november, outage, three_outages
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def told(kind, language):
    """Title and body of the only notice of a kind, with plain spaces."""
    notice = Notice.objects.get(kind=kind)
    with translation.override(language), timezone.override("UTC"):
        wording = word(notice)
    plain = {ord("\xa0"): " ", ord("\u202f"): " "}
    return wording.title.translate(plain), wording.body.translate(plain)


def test_every_kind_has_its_words():
    assert check_wording() == []


def test_open_outage_is_announced_with_its_instant(sari, customer_a):
    three_outages(indicator())
    outage(indicator(), "O-7", november(25, 9, 29), None)
    in_force(sari, customer_a, of=[indicator()])
    tick(at=NOW)
    title, body = told("agreements.at_risk", "en")
    assert title == "Payment gateway will miss 99.90 % if the open outage lasts"
    assert body.startswith(
        "If the open outage lasts, the budget runs out at 25 Nov 2026 09:53:01 WIB."
    )
    assert "31 min 12 s of 43 min 12 s are used in November 2026." in body
    assert body.endswith("SLA-0042 Payment services")
    title, body = told("agreements.at_risk", "id")
    assert title == "Payment gateway tidak akan mencapai 99,90 % bila gangguan berlanjut"
    assert "25 Nov 2026 09.53.01 WIB" in body


def test_breach_names_the_second_and_what_to_do(sari, customer_a):
    missed(sari, customer_a)
    title, body = told("agreements.breach", "en")
    assert title == "Payment gateway missed 99.90 % in November 2026"
    assert "The budget ran out at 20 Nov 2026 10:43:13 WIB." in body
    assert "2 h 00 min were bad, 43 min 12 s were allowed." in body
    assert "Acknowledge SLA-0042-B1" in body
    title, body = told("agreements.breach", "id")
    assert title == "Payment gateway tidak mencapai 99,90 % pada November 2026"
    assert "20 Nov 2026 10.43.13 WIB" in body


def test_withdrawal_says_that_the_promise_is_kept(sari, customer_a):
    missed(sari, customer_a)
    withdraw_outage(fact=Fact.objects.get(), change_reason="Probe fault", actor=sari, at=NOW)
    tick(at=NOW)
    assert Breach.objects.get().step == "withdrawn"
    title, _body = told("agreements.breach_withdrawn", "en")
    assert title == "SLA-0042-B1 withdrawn: Payment gateway keeps its promise"
    title, _body = told("agreements.breach_withdrawn", "id")
    assert title == "SLA-0042-B1 ditarik: Payment gateway menepati janjinya"


def test_restatement_says_what_was_issued_and_what_is_right(sari, oka, customer_a):
    closed_june(sari, customer_a)
    correct(45, oka, at=day(7, 20), why="Clock of the tool was wrong")
    tick(at=day(7, 20))
    title, body = told("agreements.restated", "en")
    assert title == "June 2026 restated: Payment gateway is met, no longer missed"
    assert body == (
        "99.8611 % was issued, 99.8958 % is right. What changed: O-1 was corrected. "
        "Oka Pemilik wrote: Clock of the tool was wrong\n\n"
        "What was issued on 4 Jul 2026 00:00:00 WIB stays in the records; this stands beside it "
        "as number 2.\n\nSLA-0042 Payment services"
    )
    title, body = told("agreements.restated", "id")
    assert (
        title
        == "Juni 2026 dihitung ulang: Payment gateway kini tercapai, sebelumnya tidak tercapai"
    )
    assert body.startswith("99,8611 % telah diterbitkan, yang benar 99,8958 %.")
