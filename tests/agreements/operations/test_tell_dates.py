"""Managers are told of each date once, however often the clock comes round."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from agreements.models import Agreement
from agreements.operations.give_notice import give_notice
from agreements.operations.renew_term import renew_term
from agreements.operations.tell_dates import tell_dates
from agreements.tasks import run_tell_dates
from notices.models import Delivery, Notice
from notices.queries.wording import word
from tests.agreements.operations.test_term import EXPRESS, activated, local, written
from tests.cast import NOW

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 1)


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="agreements.dates").order_by("period", "level")
    return list(rows.values_list("level", "period"))


def test_a_notice_limit_near_is_told_once(sari, customer_a):
    activated(sari, customer_a, starts_on=MARCH)
    assert [tell_dates(at=NOW), tell_dates(at=NOW), run_tell_dates()] == [1, 0, 0]
    assert told() == [("notice", "2026-11-30")]
    assert {row.user for row in Delivery.objects.all()} == {sari}


def test_what_is_far_is_not_told(sari, customer_a):
    activated(sari, customer_a)
    assert tell_dates(at=NOW) == 0


def test_after_the_limit_the_next_one_is_told_a_year_later(sari, customer_a):
    activated(sari, customer_a, starts_on=MARCH)
    for at in (NOW, local(2026, 12, 1), local(2027, 3, 5), local(2027, 9, 2)):
        tell_dates(at=at)
    assert [row for row in told() if row[0] == "notice"] == [
        ("notice", "2026-11-30"),
        ("notice", "2027-11-30"),
    ]


def test_notice_given_silences_its_limit_and_tells_the_end(sari, customer_a):
    version = activated(sari, customer_a, starts_on=MARCH)
    give_notice(
        agreement=version.agreement,
        party=None,
        given_by="Sari Tingkat",
        received_on=dt.date(2026, 11, 20),
        reason="Replaced",
        actor=sari,
        at=NOW,
    )
    assert tell_dates(at=NOW) == 0
    tell_dates(at=local(2026, 12, 5))
    tell_dates(at=local(2027, 3, 2))
    assert told() == [("end", "2027-02-28"), ("expired", "2027-02-28")]


def test_express_renewal_is_asked_for_until_it_is_agreed(sari, customer_a):
    version = activated(sari, customer_a, term=EXPRESS, starts_on=dt.date(2026, 10, 15))
    tell_dates(at=NOW)
    renew_term(agreement=version.agreement, agreed_by="Alia", evidence="Mail", actor=sari, at=NOW)
    tell_dates(at=NOW)
    tell_dates(at=local(2027, 1, 10))
    assert told() == [("renew", "2026-12-14"), ("renew", "2027-03-14")]


def test_review_is_told_when_it_comes_near(sari, customer_a):
    activated(sari, customer_a)
    Agreement.objects.update(next_review_on=dt.date(2026, 12, 20))
    assert tell_dates(at=NOW) == 0
    assert tell_dates(at=local(2026, 12, 7)) == 1
    assert told() == [("review", "2026-12-20")]


def test_a_draft_has_no_dates_to_tell(sari, customer_a):
    written(sari, customer_a, starts_on=MARCH)
    assert tell_dates(at=NOW) == 0


@pytest.mark.parametrize(
    ("what", "title", "body"),
    [
        ("notice", "SLA-0042: last notice day 30 Nov 2026", "ends it with 28 Feb 2027"),
        ("renew", "SLA-0042 ends on 30 Nov 2026 unless it is renewed", "Agree on a further term"),
        ("end", "SLA-0042 ends on 30 Nov 2026", "Nothing follows it yet"),
        ("expired", "SLA-0042 ended on 30 Nov 2026", "not watched any more"),
        ("review", "SLA-0042: review due on 30 Nov 2026", "Hold the review"),
    ],
)
def test_words_of_each_kind(sari, customer_a, what, title, body):
    activated(sari, customer_a, starts_on=MARCH)
    tell_dates(at=NOW)
    notice = Notice.objects.get(kind="agreements.dates")
    notice.facts["what"] = what
    with translation.override("en"), timezone.override("UTC"):
        wording = word(notice)
    assert wording.title.replace("\xa0", " ") == title
    assert body in wording.body.replace("\xa0", " ")
    assert "SLA-0042 Payment services" in wording.body
