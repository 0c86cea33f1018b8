"""Outages by hand: report, recover, correct, withdraw."""

import datetime as dt
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from slm.models import Fact, Layer, Source
from slm.operations.record_outage import record_outage, withdraw_outage
from tests.slm.catalogue import make_service

HERE = "%Y-%m-%dT%H:%M:%S"


def typed(at):
    """As a browser sends it; the cast reads in UTC."""
    return at.strftime(HERE)


def report(browser, **wish):
    form = {"parts": ["PAY-GW"], "layer": Layer.DOWN.value, "end_at": "", "reason": ""}
    return browser.post("/outages/new/", form | wish)


def test_form_opens_with_now_and_the_service_asked_for(catalogue, sari, sign_in):
    form = sign_in(sari).get("/outages/new/?service=pay-gw").context["form"]
    assert form.initial["parts"] == ["PAY-GW"]
    assert abs(form.initial["start_at"] - timezone.now()) < dt.timedelta(minutes=1)


def test_each_service_gets_an_outage_of_its_own(catalogue, sari, sign_in):
    make_service("MAIL", name="Mail")
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)
    answer = report(sign_in(sari), parts=["MAIL", "PAY-GW"], start_at=typed(at), reason="Power cut")
    assert answer["Location"] == "/outages/"
    rows = Fact.objects.filter(source__code="MANUAL").order_by("external_id")
    assert [(row.external_id, row.service.code, row.start_at) for row in rows] == [
        ("O-0001", "MAIL", at),
        ("O-0002", "PAY-GW", at),
    ]
    assert Source.objects.get(code="MANUAL").kind == Source.Kind.MANUAL


def test_numbers_go_on_where_they_ended(catalogue, sari, sign_in):
    browser, at = sign_in(sari), timezone.now() - dt.timedelta(minutes=5)
    report(browser, start_at=typed(at))
    report(browser, start_at=typed(at))
    assert set(
        Fact.objects.filter(source__code="MANUAL").values_list("external_id", flat=True)
    ) == {
        "O-0001",
        "O-0002",
    }


def test_what_cannot_be_is_refused_at_its_field(catalogue, sari, sign_in):
    browser, now = sign_in(sari), timezone.now()
    cases = [
        ({"parts": [], "start_at": typed(now)}, "parts"),
        ({"parts": ["\x00"], "start_at": typed(now)}, "parts"),
        ({"parts": ["PAY-GW", "PAY-GW/SBY"], "start_at": typed(now)}, "parts"),
        ({"start_at": ""}, "start_at"),
        ({"start_at": "yesterday"}, "start_at"),
        ({"start_at": typed(now + dt.timedelta(days=1))}, "start_at"),
        ({"start_at": "0001-01-01T00:00:00"}, "start_at"),
        ({"start_at": typed(now), "end_at": typed(now - dt.timedelta(days=1))}, "end_at"),
        ({"start_at": typed(now), "layer": "6"}, "layer"),
        ({"start_at": typed(now), "reason": "x" * 2001}, "reason"),
        ({"start_at": typed(now), "reason": "a\x00b"}, "reason"),
    ]
    for wish, field in cases:
        page = report(browser, **wish)
        assert (wish, list(page.context["form"].errors)) == (wish, [field])
    assert Fact.objects.count() == 1


def test_open_outage_is_ended(catalogue, sari, sign_in):
    now = timezone.now().replace(microsecond=0)
    fact = record_outage(
        source=catalogue.source,
        external_id="INC 2?#%",
        service=catalogue.service,
        start_at=now - dt.timedelta(hours=1),
        at=now,
    )
    browser = sign_in(sari)
    url = fact.get_absolute_url().replace("/of/", "/end/")
    assert browser.get(url).status_code == 200
    answer = browser.post(url, {"end_at": typed(now - dt.timedelta(minutes=1))})
    assert answer["Location"] == fact.get_absolute_url()
    fact.refresh_from_db()
    assert fact.end_at == now - dt.timedelta(minutes=1)
    assert browser.post(url, {"end_at": typed(now)}).status_code == 302  # twice changes nothing
    fact.refresh_from_db()
    assert fact.version_number == 2


def test_correction_needs_its_reason_and_keeps_what_was_said(catalogue, sari, sign_in):
    browser, fact = sign_in(sari), catalogue.outage
    url = fact.get_absolute_url().replace("/of/", "/correct/")
    wish = {
        "layer": Layer.PARTIAL.value,
        "start_at": typed(fact.start_at),
        "end_at": typed(fact.end_at),
        "reason": "Release, half the nodes",
        "change_reason": "",
    }
    assert list(browser.post(url, wish).context["form"].errors) == ["change_reason"]
    browser.post(url, wish | {"change_reason": "The nodes were counted."})
    page = browser.get(fact.get_absolute_url())
    assert [
        (one.number, one.layer, one.reason, one.change_reason, str(one.actor or ""))
        for one in page.context["versions"]
    ] == [
        (2, Layer.PARTIAL, "Release, half the nodes", "The nodes were counted.", "Sari Tingkat"),
        (1, Layer.DOWN, "Release", "", ""),
    ]


def test_withdrawal_asks_why_and_deletes_nothing(catalogue, sari, sign_in):
    browser, fact = sign_in(sari), catalogue.outage
    url = fact.get_absolute_url().replace("/of/", "/withdraw/")
    assert list(browser.post(url, {"change_reason": " "}).context["form"].errors) == [
        "change_reason"
    ]
    browser.post(url, {"change_reason": "The probe was down."})
    fact.refresh_from_db()
    assert (fact.is_void, fact.versions.count()) == (True, 2)
    assert browser.get(url)["Location"] == fact.get_absolute_url()


def test_open_outages_stand_first(catalogue, sari, sign_in):
    now = timezone.now()
    for name, start, end in (("OLD", 9, None), ("NEW", 1, now)):
        record_outage(
            source=catalogue.source,
            external_id=name,
            service=catalogue.service,
            start_at=now - dt.timedelta(days=start),
            end_at=end,
            at=now,
        )
    page = sign_in(sari).get("/outages/").context["page"]
    assert page[0].external_id == "OLD"


def test_reused_reference_has_an_address_of_its_own(catalogue, sari, sign_in):
    fact = record_outage(
        source=catalogue.source,
        external_id="INC/1",
        service=catalogue.service,
        start_at=catalogue.outage.end_at + dt.timedelta(minutes=5),
        at=timezone.now(),
    )
    assert fact.pk != catalogue.outage.pk
    page = sign_in(sari).get(fact.get_absolute_url())
    assert page.context["outage"].pk == fact.pk


def test_formula_in_a_reason_is_text_in_the_export(catalogue, sari, sign_in):
    record_outage(
        source=catalogue.source,
        external_id='=HYPERLINK("x")',
        service=catalogue.service,
        start_at=timezone.now() - dt.timedelta(hours=1),
        reason="+1",
        at=timezone.now(),
    )
    answer = sign_in(sari).get("/outages/?format=csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "'+1" in text


def test_slices_get_outages_of_their_own(catalogue, sari, sign_in):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)
    make_service("MAIL", name="Mail")
    report(sign_in(sari), parts=["PAY-GW/SBY", "MAIL"], start_at=typed(at))
    rows = Fact.objects.filter(source__code="MANUAL").order_by("external_id")
    assert [(row.service.code, row.slice and row.slice.code) for row in rows] == [
        ("PAY-GW", "SBY"),
        ("MAIL", None),
    ]


def test_list_of_services_is_there_without_script(catalogue, sari, sign_in):
    page = sign_in(sari).get("/outages/new/").content.decode()
    assert '<option value="PAY-GW/SBY">Payment gateway · Surabaya</option>' in page
    assert "Hold Ctrl or ⌘ to choose several." in page


def open_outage(catalogue, name, minutes, **wish):
    now = timezone.now()
    return record_outage(
        source=catalogue.source,
        external_id=name,
        service=catalogue.service,
        start_at=now - dt.timedelta(minutes=minutes),
        at=now,
        **wish,
    )


def banner(page):
    return page.content.decode().partition('aria-label="Open outages"')[2].partition("</aside>")[0]


def test_open_outage_stands_on_every_page_with_how_long_it_lasts(
    catalogue, sari, tirta, alia, sign_in
):
    assert banner(sign_in(sari).get("/providers/")) == ""
    fact = open_outage(catalogue, "INC/9", 12, slice=catalogue.slice)
    said = banner(sign_in(sari).get("/providers/"))
    assert "Payment gateway · Surabaya" in said
    assert re.search(r"Down, 12.min", said)
    assert fact.get_absolute_url() in said
    assert fact.get_absolute_url().replace("/of/", "/end/") in said
    assert "/end/" not in banner(sign_in(tirta).get("/providers/"))
    assert "Surabaya" not in sign_in(alia).get("/").content.decode()
    withdraw_outage(fact=fact, change_reason="No", actor=sari, at=timezone.now())
    assert banner(sign_in(sari).get("/providers/")) == ""


def test_many_open_outages_are_counted_at_the_same_cost(catalogue, sari, sign_in):
    browser = sign_in(sari)
    open_outage(catalogue, "A", 1)
    browser.get("/providers/")  # what the first page remembers
    with CaptureQueriesContext(connection) as one:
        browser.get("/providers/")
    for minutes in range(2, 7):
        open_outage(catalogue, f"A{minutes}", minutes)
    with CaptureQueriesContext(connection) as six:
        page = browser.get("/providers/")
    assert len(six) == len(one)
    assert "3 more outages are open" in banner(page)


def test_shortcut_is_shown_to_whoever_may_report(catalogue, sari, tirta, sign_in):
    shown = 'data-shortcut="Alt+O" aria-keyshortcuts="Alt+O"'
    assert shown in sign_in(sari).get("/providers/").content.decode()
    assert shown not in sign_in(tirta).get("/providers/").content.decode()
