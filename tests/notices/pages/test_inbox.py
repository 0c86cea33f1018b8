import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices.models import Delivery, Notice, Subscription
from tests.cast import NOW


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_inbox_says_what_why_and_when(tell, sign_in, sari):
    notice = tell(sari)

    page = text(sign_in(sari).get("/notices/"))

    assert f'<a href="/notices/{notice.pk}/">Payment gateway missed its target</a>' in page
    assert "&lt;at last&gt;" in page
    assert "Why you: you answer for this agreement" in page
    assert "Alarm" in page
    assert '<li class="need" data-state="missed">' in page
    assert '<time datetime="2026-11-25T02:41:00Z"' in page
    assert "1 need you, 0 to know" in page


def test_inbox_groups_by_what_there_is_to_do(tell, sign_in, sari):
    tell(sari, kind="tests.outage", subject="O-1")
    tell(sari)

    page = text(sign_in(sari).get("/notices/"))

    assert page.index('">Answer</h2>') < page.index('">To know</h2>')


def test_inbox_asks_a_guest_to_sign_in(client, db):
    assert client.get("/notices/").status_code == 302


def test_inbox_of_others_is_not_shown(tell, sign_in, sari, zaki):
    tell(sari)

    assert "Nothing needs you" in text(sign_in(zaki).get("/notices/"))


def test_inbox_shows_a_customer_nothing_internal(tell, sign_in, alia, customer_a):
    tell(alia, scope=[customer_a.pk])

    page = text(sign_in(alia).get("/notices/"))

    assert "Payment gateway" not in page
    assert "Nothing needs you" in page


def test_inbox_filters(tell, sign_in, sari):
    tell(sari)
    tell(sari, kind="tests.outage")
    browser = sign_in(sari)

    assert "Waiting: Payment" not in text(browser.get("/notices/", {"show": "needs"}))
    assert "missed its target" not in text(browser.get("/notices/", {"show": "know"}))
    assert "missed its target" not in text(browser.get("/notices/", {"kind": "tests.outage"}))
    assert "Nothing read yet" in text(browser.get("/notices/", {"show": "read"}))
    assert "Nothing of this kind" in text(browser.get("/notices/", {"kind": "tests.none"}))


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?show=nonsense", "?kind=%00"])
def test_inbox_bears_odd_addresses(tell, sign_in, sari, query):
    tell(sari)

    assert sign_in(sari).get(f"/notices/{query}").status_code == 200


def test_inbox_has_pages(tell, sign_in, sari):
    for number in range(51):
        tell(sari, subject=f"B-{number}", at=NOW + dt.timedelta(seconds=number))

    browser = sign_in(sari)
    assert text(browser.get("/notices/")).count('class="need"') == 50
    second = text(browser.get("/notices/?page=2"))
    assert second.count('class="need"') == 1
    assert "page 2 of 2" in second


def test_inbox_costs_the_same_for_one_and_three(tell, sign_in, sari):
    browser = sign_in(sari)
    tell(sari)
    browser.get("/notices/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/notices/")
    tell(sari, subject="B-2")
    tell(sari, subject="B-3")
    with CaptureQueriesContext(connection) as three:
        browser.get("/notices/")

    assert len(one) == len(three)


def test_inbox_bears_a_notice_that_cannot_be_worded(tell, sign_in, sari):
    from notices.queries.kinds import register_kind

    register_kind("tests.wordless", label="Wordless news")
    tell(sari, kind="tests.wordless")

    assert "Wordless news" in text(sign_in(sari).get("/notices/"))


def test_bell_counts_what_needs_the_reader(tell, sign_in, sari):
    tell(sari)
    tell(sari, kind="tests.outage")

    page = text(sign_in(sari).get("/jobs/"))

    assert 'href="/notices/" aria-label="Needs me: 1"' in page


def test_notice_marks_read_and_leads_on(tell, sign_in, sari):
    notice = tell(sari)

    response = sign_in(sari).get(f"/notices/{notice.pk}/")

    assert (response.status_code, response["Location"]) == (302, "/jobs/")
    assert not Delivery.objects.filter(read_at=None).exists()


@pytest.mark.parametrize(
    "url", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_notice_never_leads_away_from_us(tell, sign_in, sari, url):
    notice = tell(sari, url=url)

    assert sign_in(sari).get(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_notice_of_somebody_else_is_not_found(tell, sign_in, sari, rangga):
    notice = tell(sari)

    assert sign_in(rangga).get(f"/notices/{notice.pk}/").status_code == 404


def test_notice_about_a_customer_no_longer_seen_is_not_found(tell, sign_in, alia, customer_a):
    notice = tell(alia, kind="tests.outage", scope=[customer_a.pk])
    alia.grants.all().delete()

    assert sign_in(alia).get(f"/notices/{notice.pk}/").status_code == 404


def test_read_and_unread(tell, sign_in, sari):
    notice = tell(sari)
    browser = sign_in(sari)

    response = browser.post(f"/notices/{notice.pk}/read/", {"show": "needs"})
    assert response["Location"] == "/notices/?show=needs"
    assert Delivery.objects.filter(read_at=None).count() == 0
    assert "Mark unread" in text(browser.get("/notices/?show=read"))

    browser.post(f"/notices/{notice.pk}/read/", {"unread": "1", "show": "read"})
    assert Delivery.objects.filter(read_at=None).count() == 2


def test_read_of_somebody_elses_changes_nothing(tell, sign_in, sari, rangga):
    notice = tell(sari)

    sign_in(rangga).post(f"/notices/{notice.pk}/read/")

    assert Delivery.objects.filter(read_at=None).count() == 2


def test_read_all_leaves_what_came_after_the_page(tell, sign_in, sari):
    tell(sari, subject="seen", at=NOW)
    tell(sari, subject="came later", at=NOW + dt.timedelta(seconds=2))

    sign_in(sari).post("/notices/read/", {"seen_at": (NOW + dt.timedelta(seconds=1)).isoformat()})

    unread = Notice.objects.filter(deliveries__read_at=None).distinct()
    assert [notice.subject for notice in unread] == ["came later"]


def test_read_all_keeps_to_what_was_shown(tell, sign_in, sari):
    tell(sari)
    tell(sari, kind="tests.outage")

    response = sign_in(sari).post(
        "/notices/read/", {"seen_at": NOW.isoformat(), "show": "know"}, follow=True
    )

    assert set(Delivery.objects.filter(read_at=None).values_list("notice__kind", flat=True)) == {
        "tests.breach"
    }
    assert "1 notice marked read." in text(response)


@pytest.mark.parametrize("seen_at", ["", "yesterday", "2026-11-25", "2026-99-99T00:00:00Z"])
def test_read_all_without_an_instant_marks_nothing(tell, sign_in, sari, seen_at):
    tell(sari)

    response = sign_in(sari).post("/notices/read/", {"seen_at": seen_at}, follow=True)

    assert Delivery.objects.filter(read_at=None).count() == 2
    assert "Nothing was marked" in text(response)


@pytest.mark.parametrize(
    "path", ["/notices/read/", f"/notices/{'0' * 8}-0000-0000-0000-{'0' * 12}/read/"]
)
def test_marking_is_never_a_link(sign_in, sari, path):
    assert sign_in(sari).get(path).status_code == 405


def test_inbox_names_what_is_silent(tell, sign_in, sari):
    Subscription.objects.create(
        user=sari,
        kind="tests.outage",
        channel="bell",
        muted_until_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC),
    )

    page = text(sign_in(sari).get("/notices/"))

    assert "Silent</h2>" in page
    assert 'href="/notices/channels/#tests.outage"' in page
