"""Requirements in a browser: written, specified, agreed on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Requirement
from agreements.operations.decide_requirement import submit_requirement
from brm.models import Customer
from tests.agreements.requirements import (
    approved,
    complete,
    requirement,
    specified,
    wanted,
)
from tests.agreements.scenes import indicator, round_the_clock
from tests.cast import NOW

pytestmark = pytest.mark.django_db

LIST = reverse("agreements:requirement-list")


def page(name: str, *args: object) -> str:
    return reverse(f"agreements:{name}", args=args)


@pytest.mark.parametrize("who", ["ayu", "sari", "rangga", "oka", "tirta"])
def test_people_of_the_provider_see_the_list_and_a_requirement(
    who, request, sign_in, sari, customer_a
):
    record = complete(sari, customer_a)
    client = sign_in(request.getfixturevalue(who))

    assert "SLR-0001" in client.get(LIST).content.decode()
    assert (
        "Every salary is on its account" in client.get(record.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(("who", "status"), [("alia", 403), ("bram", 404), ("zaki", 404)])
def test_others_are_refused(who, status, request, sign_in, sari, customer_a):
    record = complete(sari, customer_a)
    client = sign_in(request.getfixturevalue(who))

    assert client.get(LIST).status_code == 403
    assert client.get(page("requirement-edit", record.code)).status_code == status
    assert client.get(page("requirement-create")).status_code == 403


def test_guest_is_asked_to_sign_in(client, sari, customer_a):
    record = complete(sari, customer_a)
    for url in (LIST, record.get_absolute_url(), page("my-requirement", record.code)):
        assert client.get(url).status_code == 302


@pytest.mark.parametrize("who", ["oka", "tirta"])
def test_readers_may_not_write(who, request, sign_in, sari, customer_a):
    record = complete(sari, customer_a)
    client = sign_in(request.getfixturevalue(who))

    assert "Ask for sign-off" not in client.get(record.get_absolute_url()).content.decode()
    for name in ("edit", "withdraw"):
        assert client.get(page(f"requirement-{name}", record.code)).status_code == 403
    assert client.post(page("requirement-submit", record.code)).status_code == 403
    record.refresh_from_db()
    assert record.state == "draft"


def test_empty_list_teaches(sign_in, rangga):
    html = sign_in(rangga).get(LIST).content.decode()
    assert "No requirement yet" in html
    assert page("requirement-create") in html


def test_list_takes_the_same_queries_for_one_and_for_three(sign_in, sari, customer_a):
    client = sign_in(sari)
    complete(sari, customer_a)
    client.get(LIST)
    with CaptureQueriesContext(connection) as for_one:
        client.get(LIST)
    for number in (2, 3):
        approved(sari, customer_a, code=f"SLR-000{number}")
    with CaptureQueriesContext(connection) as for_three:
        client.get(LIST)
    assert len(for_three) == len(for_one)


def test_requirement_is_written_in_a_form_and_opens_on_its_page(sign_in, rangga, customer_a):
    service = indicator().service
    client = sign_in(rangga)

    answer = client.post(
        page("requirement-create"),
        {
            "customer": customer_a.code,
            "title": "Salaries on time",
            "statement": "Every salary is there by the 25th.",
            "services": [service.code],
            "currency": "IDR",
            "benefit": "120000000",
            "cost": "20000000.50",
            "wanted_on": "2027-01-01",
            "section-support": "By phone",
        },
    )

    record = Requirement.objects.get()
    assert answer.headers["Location"] == record.get_absolute_url()
    assert (record.code, record.customer, record.wanted_on) == (
        "SLR-0001",
        customer_a,
        dt.date(2027, 1, 1),
    )
    assert record.sections == {"support": {"en": "By phone"}}
    html = client.get(record.get_absolute_url()).content.decode()
    assert "IDR" in html or "Rp" in html


def test_each_language_of_a_section_is_kept(sign_in, sari, customer_a):
    record = requirement(sari, customer_a, sections={"support": {"en": "By phone"}})
    client = sign_in(sari)
    form = {
        "title": record.title,
        "statement": record.statement,
        "currency": "IDR",
        "section-support": "Lewat telepon",
        "services": [indicator().service.code],
    }

    client.post(page("requirement-edit", record.code) + "?text=id", form)

    record.refresh_from_db()
    assert record.sections == {"support": {"en": "By phone", "id": "Lewat telepon"}}


def test_refused_form_keeps_what_was_typed(sign_in, sari, customer_a):
    answer = sign_in(sari).post(
        page("requirement-create"),
        {"customer": customer_a.code, "title": "", "statement": "Keep me", "currency": "Rp"},
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Keep me" in html
    assert "Three capital letters" in html
    assert not Requirement.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"metric": "availability", "amount": "99.95"}, (999_500, None, None)),
        ({"metric": "downtime", "amount": "1 h 30 min"}, (None, 5_400, None)),
        ({"metric": "breaks", "amount": "3"}, (None, 3, None)),
        ({"metric": "within_time", "amount": "95", "within": "800 ms"}, (950_000, None, 800)),
        ({"metric": "resolved", "amount": "90", "within": "8 h"}, (900_000, None, 28_800)),
        ({"metric": "satisfaction", "amount": "4,25"}, (None, 4_250, None)),
    ],
)
def test_level_is_typed_as_people_write_it(typed, kept, sign_in, sari, customer_a):
    record = requirement(sari, customer_a)
    form = {
        "wording": "It works",
        "service": indicator().service.code,
        "period": "month",
        "importance": "5",
    } | typed

    answer = sign_in(sari).post(page("wanted-add", record.code), form)

    assert answer.status_code == 302, answer.content.decode()
    level = record.wanted.get()
    assert (level.threshold_ppm, level.limit, level.within) == kept
    again = sign_in(sari).get(page("wanted-edit", record.code, level.pk)).content.decode()
    assert typed["amount"].replace(",", ".") in again


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"metric": "availability", "amount": "101"}, "between 0 and 100"),
        ({"metric": "downtime", "amount": "soon"}, "Write a length"),
        ({"metric": "breaks", "amount": "some"}, "Write a whole number"),
        ({"metric": "within_time", "amount": "95"}, "Say within which time"),
    ],
)
def test_level_that_cannot_be_read_is_refused_where_it_was_typed(
    typed, error, sign_in, sari, customer_a
):
    record = requirement(sari, customer_a)
    form = {
        "wording": "It works",
        "service": indicator().service.code,
        "period": "month",
        "importance": "5",
    } | typed

    answer = sign_in(sari).post(page("wanted-add", record.code), form)

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert not record.wanted.exists()


def test_page_says_what_is_missing_and_where_to_write_it(sign_in, sari, customer_a):
    record = requirement(sari, customer_a, business_case="")
    client = sign_in(sari)

    html = client.get(record.get_absolute_url()).content.decode()
    assert "Ask for at least one level." in html
    assert page("wanted-add", record.code) in html

    answer = client.post(page("requirement-submit", record.code), follow=True)
    assert "The requirement is not complete" in answer.content.decode()
    record.refresh_from_db()
    assert record.state == "draft"


def test_manager_signs_off_with_evidence_and_revises(sign_in, sari, customer_a):
    record = submit_requirement(requirement=complete(sari, customer_a), actor=sari, at=NOW)
    client = sign_in(sari)

    assert client.post(page("requirement-approve", record.code), {}).status_code == 422
    client.post(page("requirement-approve", record.code), {"evidence": "Minutes of today"})
    record.refresh_from_db()
    assert (record.state, record.decision) == ("approved", "Minutes of today")

    assert "new revision" in client.get(page("requirement-revise", record.code)).content.decode()
    client.post(page("requirement-revise", record.code))
    record.refresh_from_db()
    assert (record.state, record.revision) == ("draft", 2)


def test_withdrawing_asks_for_a_reason(sign_in, sari, customer_a):
    record = complete(sari, customer_a)
    client = sign_in(sari)

    assert client.post(page("requirement-withdraw", record.code), {}).status_code == 422
    client.post(page("requirement-withdraw", record.code), {"reason": "Bought elsewhere"})

    record.refresh_from_db()
    assert (record.state, record.decision) == ("withdrawn", "Bought elsewhere")


def test_units_that_disagree_are_shown_on_list_and_page(sign_in, sari, customer_a):
    units = [
        Customer.objects.create(code=code, name=code.title(), parent=customer_a)
        for code in ("GAJI", "SEKOLAH")
    ]
    first = requirement(sari, units[0], code="SLR-1")
    wanted(first, sari, threshold_ppm=999_900)
    wanted(requirement(sari, units[1], code="SLR-2"), sari, threshold_ppm=995_000)
    client = sign_in(sari)

    assert "Units that disagree" in client.get(LIST).content.decode()
    html = client.get(first.get_absolute_url()).content.decode()
    assert "Another unit wants something else" in html
    assert "99.50" in html


def test_specification_is_written_until_it_can_be_promised_and_becomes_an_agreement(
    sign_in, sari, customer_a
):
    record = approved(sari, customer_a)
    level, volume = record.wanted.get(), record.volumes.get()
    client = sign_in(sari)
    round_the_clock()

    client.post(page("specification-start", record.code))
    here = page("specification", record.code, 1)
    assert "2 things that were asked for have no line yet" in client.get(here).content.decode()
    refused = client.post(page("specification-ready", record.code, 1), follow=True)
    assert "No line says how this will be met" in refused.content.decode()

    promised = client.post(
        page("line-add", record.code, 1),
        {
            "answers": str(level.pk),
            "how": "Two gateways",
            "indicator": str(indicator().public_id),
            "hours": "ALWAYS",
            "promised": "99.95",
            "monthly_cost": "1500000",
        },
    )
    assert promised.status_code == 302, promised.content.decode()
    client.post(page("line-add", record.code, 1), {"answers": str(volume.pk), "how": "Room"})
    html = client.get(here).content.decode()
    assert "99.95" in html
    client.post(page("specification-ready", record.code, 1))

    begun = client.post(
        page("specification-agree", record.code, 1),
        {"title": "Salaries", "section_set": "SLA-FULL", "zone": "Asia/Jakarta"},
    )
    agreement = Agreement.objects.get()
    assert begun.headers["Location"] == agreement.get_absolute_url()
    assert agreement.versions.get().targets.get().threshold_ppm == 999_500
    assert agreement.code in client.get(record.get_absolute_url()).content.decode()
    assert agreement.code in client.get(LIST).content.decode()


@pytest.mark.parametrize("who", ["rangga", "tirta"])
def test_readers_see_a_specification_and_may_not_write_it(who, request, sign_in, sari, customer_a):
    record = approved(sari, customer_a)
    specified(record, sari)
    client = sign_in(request.getfixturevalue(who))

    html = client.get(page("specification", record.code, 1)).content.decode()
    assert "Two gateways" in html
    assert "Write on" not in html
    client.post(page("specification-reopen", record.code, 1))
    assert record.specifications.get().state == "ready"


@pytest.mark.parametrize(("who", "status"), [("alia", 403), ("bram", 404), ("zaki", 404)])
def test_specification_is_never_shown_to_others(who, status, request, sign_in, sari, customer_a):
    record = approved(sari, customer_a)
    specified(record, sari)

    answer = sign_in(request.getfixturevalue(who)).get(page("specification", record.code, 1))

    assert answer.status_code == status


def test_customer_reads_and_signs_off_its_own_requirement(sign_in, sari, alia, bram, customer_a):
    record = submit_requirement(requirement=complete(sari, customer_a), actor=sari, at=NOW)
    mine = page("my-requirement", record.code)
    client = sign_in(alia)

    assert record.code in client.get(reverse("agreements:my-home")).content.decode()
    assert client.get(record.get_absolute_url()).headers["Location"] == mine
    html = client.get(mine).content.decode()
    assert "Is this what your business needs?" in html
    assert sign_in(bram).get(mine).status_code == 404
    assert sign_in(bram).post(page("my-requirement-approve", record.code)).status_code == 404

    client.post(page("my-requirement-approve", record.code))
    record.refresh_from_db()
    assert (record.state, record.decided_by) == ("approved", alia)


def test_customer_sends_it_back_with_what_has_to_change(sign_in, sari, alia, customer_a):
    record = submit_requirement(requirement=complete(sari, customer_a), actor=sari, at=NOW)
    client = sign_in(alia)

    assert client.post(page("my-requirement-refuse", record.code), {}).status_code == 422
    client.post(page("my-requirement-refuse", record.code), {"reason": "Before the 20th"})

    record.refresh_from_db()
    assert (record.state, record.decision) == ("refused", "Before the 20th")


def test_customer_does_not_see_drafts(sign_in, sari, alia, customer_a):
    record = complete(sari, customer_a)
    assert sign_in(alia).get(page("my-requirement", record.code)).status_code == 404
