"""The pages on an agreement's term: its facts, notice, renewal, review, and the calendar."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Review, TermNotice, TermRenewal, Version
from agreements.operations.review_agreement import ReviewRefused, hold_review, move_review
from tests.agreements.operations.test_term import EXPRESS, TACIT, activated, written
from tests.agreements.scenes import draft
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/agreements/SLA-0042/"


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_agreement_says_its_term_and_its_limits(sari, customer_a, sign_in):
    activated(sari, customer_a)
    text = words(sign_in(sari).get(URL))
    for said in (
        "1 Nov 2026 – 31 Oct 2027",
        "renews by itself until notice is given",
        "31 Jul 2027",
        "to end with 31 Oct 2027",
        "25 Nov 2027",
        "not contractual",
        "negotiated",
    ):
        assert said in text


@pytest.mark.parametrize("path", ["notice/", "renew/", "review/", "review/move/"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("tirta", 403), ("rangga", 403), ("bram", 404), ("zaki", 404)],
)
def test_term_is_for_managers(path, name, status, request, sari, customer_a, sign_in):
    activated(sari, customer_a)
    assert sign_in(request.getfixturevalue(name)).get(URL + path).status_code == status


def test_notice_is_recorded_and_shown(sari, customer_a, sign_in):
    version = activated(sari, customer_a)
    browser = sign_in(sari)
    assert "With notice that arrives today the last day is 31 Oct 2027." in words(
        browser.get(URL + "notice/")
    )
    given = {
        "party": str(version.agreement.parties.get().pk),
        "given_by": "Alia Pemutus",
        "received_on": "2026-11-24",
        "reason": "",
    }
    assert browser.post(URL + "notice/", given).status_code == 422
    response = browser.post(URL + "notice/", given | {"reason": "Bought elsewhere"})
    assert response["Location"] == URL
    assert TermNotice.objects.get().party.customer == customer_a
    text = words(browser.get(URL))
    assert "Alia Pemutus, arrived 24 Nov 2026: Bought elsewhere" in text
    assert "31 Oct 2027" in text


def test_renewal_is_recorded_and_shown(sari, customer_a, sign_in):
    activated(sari, customer_a, term=EXPRESS, starts_on=dt.date(2026, 10, 15))
    browser = sign_in(sari)
    assert browser.post(URL + "renew/", {"agreed_by": "Alia"}).status_code == 422
    response = browser.post(URL + "renew/", {"agreed_by": "Alia", "evidence": "Mail of 24 Nov"})
    assert response["Location"] == URL
    assert TermRenewal.objects.get().ends_before_on == dt.date(2027, 3, 15)
    assert "Mail of 24 Nov" in words(browser.get(URL))


def test_review_is_held_and_moved(sari, customer_a, sign_in):
    activated(sari, customer_a)
    browser = sign_in(sari)
    browser.post(URL + "review/", {"words": "Nothing to change", "next_on": "2027-11-20"})
    browser.post(URL + "review/move/", {"words": "People on leave", "next_on": "2027-12-01"})
    assert list(Review.objects.order_by("next_on").values_list("kind", "due_on", "next_on")) == [
        ("held", dt.date(2027, 11, 25), dt.date(2027, 11, 20)),
        ("moved", dt.date(2027, 11, 20), dt.date(2027, 12, 1)),
    ]
    assert Agreement.objects.get().next_review_on == dt.date(2027, 12, 1)
    response = browser.post(URL + "review/move/", {"words": "x", "next_on": "2026-11-25"})
    assert response.status_code == 422
    assert "tomorrow at the earliest" in words(response)


def test_review_keeps_words_and_who(sari, tirta, customer_a):
    agreement = draft(sari, customer_a)
    later = {"agreement": agreement, "next_on": dt.date(2027, 5, 1), "at": NOW}
    for verb, name in ((hold_review, "outcome"), (move_review, "reason")):
        with pytest.raises(ReviewRefused) as refusal:
            verb(**later, **{name: "  "}, actor=sari)
        assert refusal.value.field == "words"
        with pytest.raises(ReviewRefused, match="may not"):
            verb(**later, **{name: "x"}, actor=tirta)
    review = move_review(**later, reason=" Later ", actor=sari)
    assert (review.words, review.recorded_by, review.recorded_at) == ("Later", sari, NOW)


def test_cover_tells_nature_and_review(sari, customer_a, sign_in):
    browser = sign_in(sari)
    cover = {
        "kind": "uc",
        "code": "UC-1",
        "title": "Lines",
        "level": "customer",
        "customers": [customer_a.pk],
        "zone": "Asia/Jakarta",
        "is_contractual": "on",
        "is_standard": "on",
        "next_review_on": "2027-02-01",
    }
    browser.post("/agreements/new/", cover)
    made = Agreement.objects.get()
    assert (made.is_contractual, made.is_standard) == (True, True)
    assert made.next_review_on == dt.date(2027, 2, 1)
    browser.post("/agreements/UC-1/edit/", cover | {"is_standard": ""})
    made.refresh_from_db()
    assert (made.is_contractual, made.is_standard) == (True, False)
    assert made.next_review_on == dt.date(2027, 2, 1)


def test_supplier_contract_is_contractual_and_reviews_are_a_year_ahead(sari, customer_a):
    contract = draft(sari, code="UC-1", kind="uc")
    promise = draft(sari, customer_a)
    assert (contract.is_contractual, promise.is_contractual) == (True, False)
    assert promise.next_review_on == dt.date(2027, 11, 25)


def test_term_is_written_in_months(sari, customer_a, sign_in):
    draft(sari, customer_a)
    browser = sign_in(sari)
    given = {
        "starts_on": "2026-01-31",
        "initial_months": "12",
        "renewal": "express",
        "notice_months": "3",
        "evidence": "Minutes",
    }
    response = browser.post(URL + "v1/term/", given)
    assert response.status_code == 422
    assert "Say how long each further term is." in words(response)
    assert browser.post(URL + "v1/term/", given | {"renewal_months": "6"})["Location"] == URL
    version = Version.objects.get()
    assert (version.renewal_months, version.notice_months) == (6, 3)
    assert "31 Jan 2026 – 30 Jan 2027" in words(browser.get(URL))
    page = browser.get(URL + "v1/term/").content.decode()
    assert 'value="12"' in page


def test_register_tells_notice_and_review(sari, customer_a, sign_in):
    activated(sari, customer_a, starts_on=dt.date(2026, 3, 1))
    browser = sign_in(sari)
    text = words(browser.get("/agreements/"))
    assert "renews by itself" in text
    assert "30 Nov 2026" in text
    agreement = Agreement.objects.get()
    for due, found in (("notice", True), ("review", False), ("end", False)):
        assert ("SLA-0042</a>" in words(browser.get(f"/agreements/?due={due}"))) is found
    Agreement.objects.filter(pk=agreement.pk).update(next_review_on=dt.date(2026, 11, 24))
    assert "SLA-0042</a>" in words(browser.get("/agreements/?due=review"))
    lines = b"".join(browser.get("/agreements/?format=csv").streaming_content).decode()
    assert "2026-11-30" in lines


def test_register_filters_by_nature_and_expiry(sari, customer_a, customer_b, sign_in):
    activated(sari, customer_a, term=EXPRESS, starts_on=dt.date(2026, 10, 15))
    activated(sari, customer_b, code="SLA-0043")
    Agreement.objects.filter(code="SLA-0043").update(is_contractual=True, is_standard=True)
    browser = sign_in(sari)
    for query, code in (
        ("contractual=true", "SLA-0043"),
        ("standard=false", "SLA-0042"),
        ("ends_until=2026-12-31", "SLA-0042"),
        ("customer=KANTOR", "SLA-0043"),
    ):
        text = words(browser.get(f"/agreements/?{query}"))
        assert [c for c in ("SLA-0042", "SLA-0043") if f"{c}</a>" in text] == [code], query


@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("tirta", 200), ("rangga", 200), ("alia", 403), ("zaki", 403)],
)
def test_calendar_is_for_the_provider(name, status, request, sign_in):
    assert sign_in(request.getfixturevalue(name)).get("/agreements/dates/").status_code == status


def test_calendar_is_not_for_the_signed_out(client):
    assert client.get("/agreements/dates/").status_code == 302


def test_calendar_tells_what_comes(sari, customer_a, customer_b, sign_in):
    activated(sari, customer_a, starts_on=dt.date(2026, 3, 1))
    activated(sari, customer_b, term=EXPRESS, starts_on=dt.date(2026, 10, 15), code="SLA-0043")
    Agreement.objects.filter(code="SLA-0043").update(next_review_on=dt.date(2026, 11, 1))
    browser = sign_in(sari)
    text = words(browser.get("/agreements/dates/"))
    for said in (
        "Overdue",
        "30 Nov 2026",
        "in 5 days",
        "It would end with 28 Feb 2027.",
        "14 Dec 2026",
        "It ends unless both agree on a further term.",
        'href="/agreements/SLA-0043/renew/"',
        'href="/agreements/SLA-0042/notice/"',
    ):
        assert said in text
    assert "/renew/" not in words(browser.get("/agreements/dates/?kind=notice"))
    assert "SLA-0043" in words(browser.get("/agreements/dates/?within=30&kind=renew"))


def test_calendar_is_exported(sari, customer_a, sign_in):
    activated(sari, customer_a, starts_on=dt.date(2026, 3, 1))
    browser = sign_in(sari)
    response = browser.get("/agreements/dates/?format=csv&kind=notice")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("2026-11-30,Last notice day,SLA-0042,Payment services,5,")


def test_calendar_costs_the_same_for_three(sari, customer_a, sign_in):
    activated(sari, customer_a)
    browser = sign_in(sari)
    browser.get("/agreements/dates/")
    counts = []
    for code in ("SLA-0043", "SLA-0044", ""):
        with CaptureQueriesContext(connection) as queries:
            browser.get("/agreements/dates/")
        counts.append(len(queries))
        if code:
            activated(sari, customer_a, code=code)
    assert len(set(counts)) == 1


def test_drafts_are_not_in_the_calendar(sari, customer_a, sign_in):
    written(sari, customer_a, term=TACIT)
    assert "SLA-0042" not in words(sign_in(sari).get("/agreements/dates/"))
