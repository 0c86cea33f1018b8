"""Maintenance by hand: plan, change, decide, cancel, and series with their dates."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from slm.models import Fact, Layer, Maintenance, MaintenanceSeries, Slice
from slm.operations.write_protections import Part
from slm.queries.counts import waiting_count
from tests.slm.catalogue import make_service
from tests.slm.pages.test_outages import typed
from tests.slm.pages.test_queries import cost
from tests.slm.protections import DAY, HOUR, plan, propose

NEW, SERIES = "/maintenance/new/", "/maintenance/series/new/"


def soon(days: float = 10):
    return timezone.now().replace(microsecond=0) + days * DAY


def wish(**changes):
    start = soon()
    form = {
        "parts": ["PAY-GW"],
        "title": "Patch day",
        "start_at": typed(start),
        "end_at": typed(start + 2 * HOUR),
        "announced_at": typed(timezone.now()),
        "reason": "",
    }
    return form | changes


def series(**changes):
    form = {
        "parts": ["PAY-GW"],
        "title": "Patch night",
        "reason": "",
        "zone_name": "Europe/Berlin",
        "first_on": "2027-01-01",
        "begins": "02:30",
        "duration": "120",
        "frequency": "MONTHLY",
        "every": "1",
        "nth": "-1",
        "weekdays": ["6"],
        "until": "",
        "count": "",
        "announced_at": typed(timezone.now()),
    }
    return form | changes


def address(record, page):
    return record.get_absolute_url().replace("/of/", f"/{page}/")


def planned(catalogue, **changes):
    start = soon()
    return plan(catalogue.indicator, start, start + HOUR, **{"at": timezone.now(), **changes})


def test_plan_of_a_service_and_a_slice_counts_with_notice_in_time(catalogue, sari, sign_in):
    make_service("MAIL")
    browser = sign_in(sari)
    form = browser.get(NEW + "?service=pay-gw").context["form"]
    assert form.initial["parts"] == ["PAY-GW"]
    answer = browser.post(NEW, wish(parts=["MAIL", "PAY-GW/SBY"]))
    record = Maintenance.objects.get()
    assert answer["Location"] == record.get_absolute_url() == "/maintenance/of/MANUAL/M-0001/"
    assert (record.is_effective, record.notice_seconds) == (True, 5 * 86_400)
    facts = Fact.objects.filter(kind=Fact.Kind.MAINTENANCE).order_by("external_id")
    assert [(fact.external_id, fact.layer) for fact in facts] == [
        ("M-0001@MAIL", Layer.PLANNED),
        ("M-0001@PAY-GW/SBY", Layer.PLANNED),
    ]
    page = browser.get(record.get_absolute_url())
    assert page.context["maintenance"].words == "Counts: notice was given in time."
    assert facts[0].get_absolute_url() == record.get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parts": []}, "parts"),
        ({"parts": ["NOWHERE"]}, "parts"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"start_at": "soon"}, "start_at"),
        ({"end_at": "2001-01-01T00:00"}, "end_at"),
        ({"announced_at": "2100-01-01T00:00"}, "announced_at"),
    ],
)
def test_unfit_plan_is_refused_at_its_field(changes, field, catalogue, sari, sign_in):
    page = sign_in(sari).post(NEW, wish(**changes))
    assert list(page.context["form"].errors) == [field]
    assert Maintenance.objects.count() == 0


def test_late_one_says_why_it_waits_and_is_approved_with_a_reason(catalogue, sari, sign_in):
    browser = sign_in(sari)
    start = soon(2)
    browser.post(NEW, wish(start_at=typed(start), end_at=typed(start + HOUR)))
    record = Maintenance.objects.get()
    page = browser.get(record.get_absolute_url())
    assert page.context["maintenance"].words.startswith("Does not count yet, because notice")
    url = address(record, "approve")
    assert list(browser.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    browser.post(url, {"reason": "The customer agreed by mail."})
    record.refresh_from_db()
    assert (record.is_effective, record.decided_by) == (True, sari)
    page = browser.get(record.get_absolute_url())
    assert [(one.number, one.layer, one.change_reason) for one in page.context["versions"]] == [
        (2, Layer.PLANNED, "The customer agreed by mail."),
        (1, Layer.GOOD, ""),
    ]
    browser.post(address(record, "refuse"), {"reason": "Taken back."})
    record.refresh_from_db()
    assert (record.is_effective, record.decision) == (False, "refused")


def test_change_keeps_what_was_said_and_cancelling_asks_why(catalogue, sari, sign_in):
    browser, record = sign_in(sari), planned(catalogue)
    url = address(record, "change")
    form = browser.get(url).context["form"]
    assert form.initial["parts"] == ["PAY-GW"]
    change = wish(title="Patch evening", change_reason="")
    assert list(browser.post(url, change).context["form"].errors) == ["change_reason"]
    browser.post(url, change | {"change_reason": "Longer"})
    record.refresh_from_db()
    assert record.title == "Patch evening"
    url = address(record, "cancel")
    assert list(browser.post(url, {"change_reason": ""}).context["form"].errors) == [
        "change_reason"
    ]
    browser.post(url, {"change_reason": "Vendor is ill"})
    record.refresh_from_db()
    assert record.is_cancelled
    for page in ("cancel", "approve", "refuse"):
        answer = (browser.get if page == "cancel" else browser.post)(address(record, page), {})
        assert answer["Location"] == record.get_absolute_url()


def test_series_shows_its_dates_over_clock_changes_before_it_is_saved(catalogue, sari, sign_in):
    browser = sign_in(sari)
    page = browser.post(SERIES, series() | {"preview": "1"})
    shown = page.context["shown"]
    assert len(shown) == 12
    begins = [f"{one.start_at:%y-%m-%d %H:%M}" for one in shown]
    # The last Sundays; on 28 March 2027 the clock skips 02:30, on 31 October it is there twice.
    assert begins[:4] == ["27-01-31 01:30", "27-02-28 01:30", "27-03-28 01:30", "27-04-25 00:30"]
    assert begins[9:11] == ["27-10-31 00:30", "27-11-28 01:30"]
    assert [n for n, one in enumerate(shown) if one.is_moved] == [2, 10]
    assert MaintenanceSeries.objects.count() == 0
    answer = browser.post(SERIES, series() | {"save": "1"})
    record = MaintenanceSeries.objects.get()
    assert answer["Location"] == record.get_absolute_url()
    assert record.rule == "FREQ=MONTHLY;BYDAY=-1SU"
    first = record.occurrences.order_by("start_at").first()
    assert first.start_at == dt.datetime(2027, 1, 31, 1, 30, tzinfo=dt.UTC)
    assert browser.get(record.get_absolute_url()).context["rule_words"] == (
        "every month on the last Sunday"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"zone_name": "Mars/Base"}, "zone_name"),
        ({"zone_name": "\x00"}, "zone_name"),
        ({"duration": "0"}, "duration"),
        ({"nth": "5"}, "nth"),
        ({"every": "100"}, "every"),
        ({"until": "2027-02-01", "count": "3"}, "count"),
        ({"until": "2026-12-31"}, "until"),
        ({"first_on": "1066-10-14"}, "first_on"),
    ],
)
def test_unfit_series_is_refused_at_its_field(changes, field, catalogue, sari, sign_in):
    page = sign_in(sari).post(SERIES, series(**changes) | {"save": "1"})
    assert list(page.context["form"].errors) == [field]
    assert MaintenanceSeries.objects.count() == 0


def test_series_is_changed_and_ended(catalogue, sari, sign_in):
    browser = sign_in(sari)
    browser.post(SERIES, series() | {"save": "1"})
    record = MaintenanceSeries.objects.get()
    url = address(record, "change")
    form = browser.get(url).context["form"]
    assert (form.initial["nth"], form.initial["weekdays"]) == (-1, [6])
    wanted = series(begins="03:30", change_reason="Later", zone_name="UTC")
    assert browser.post(url, wanted | {"preview": "1"}).context["shown"]
    browser.post(url, wanted | {"save": "1"})
    record.refresh_from_db()
    assert (record.zone, record.begins) == ("Europe/Berlin", dt.time(3, 30))
    browser.post(address(record, "end"), {"change_reason": "Cloud now"})
    assert not record.occurrences.filter(is_cancelled=False).exists()
    for page in ("change", "end"):
        assert browser.get(address(record, page))["Location"] == record.get_absolute_url()


def test_list_knows_upcoming_running_past_and_waiting(catalogue, sari, sign_in):
    now = timezone.now()
    for title, start in (("ahead", soon()), ("running", now - HOUR), ("past", now - 9 * DAY)):
        plan(catalogue.indicator, start, start + 2 * HOUR, title=title)
    plan(catalogue.indicator, soon(), soon() + HOUR, title="waits", announced_at=None)
    browser = sign_in(sari)

    def titles(state):
        page = browser.get("/maintenance/", {"state": state}).context["page"]
        return {row.title for row in page}

    first = browser.get("/maintenance/").context["page"]
    assert [row.title for row in first] == ["running", "ahead", "waits", "past"]
    assert titles("upcoming") == {"ahead", "waits"}
    assert titles("running") == {"running"}
    assert titles("past") == {"past"}
    assert titles("waiting") == {"waits"}
    assert titles("cancelled") == titles("refused") == set()
    days = browser.get("/maintenance/days/").context["days"]
    assert [[row.title for row in rows] for _day, rows in days] == [["running"], ["ahead", "waits"]]
    page = browser.get("/services/PAY-GW/").context["maintenance"]
    assert [row.title for row in page] == ["running", "ahead", "waits"]
    export = b"".join(browser.get("/maintenance/?format=csv").streaming_content).decode()
    assert "Does not count yet, because nobody gave notice of it." in export


def test_filter_by_service_finds_current_parts_alone(catalogue, sari, sign_in):
    make_service("MAIL")
    planned(catalogue)
    browser = sign_in(sari)
    found = {
        code: browser.get("/maintenance/", {"service": code}).context["page"].paginator.count
        for code in ("PAY-GW", "MAIL")
    }
    assert found == {"PAY-GW": 1, "MAIL": 0}


def test_navigation_counts_what_waits_for_whoever_may_decide(catalogue, sari, oka):
    planned(catalogue, announced_at=None)
    propose(catalogue.indicator, soon(-1), soon(-1) + HOUR)

    counts = [waiting_count(SimpleNamespace(user=user)) for user in (sari, oka)]
    assert counts == [2, None]


@pytest.mark.parametrize("url", ["/maintenance/", "/maintenance/days/", "/exclusions/"])
def test_list_costs_the_same_for_more_rows(url, catalogue, sari, sign_in):
    browser = sign_in(sari)
    planned(catalogue)
    propose(catalogue.indicator, soon(-1), soon(-1) + HOUR, actor=sari)
    before = cost(browser, url)
    for number in (1, 2):
        part = Slice.objects.create(service=catalogue.service, code=f"N{number}", name="North")
        parts = [Part(make_service(f"S{number}")), Part(catalogue.service, part)]
        planned(catalogue, parts=parts)
        propose(catalogue.indicator, soon(-1), soon(-1) + HOUR, actor=sari, part=parts[1])
    assert cost(browser, url) == before


def test_series_page_costs_the_same_for_more_dates(catalogue, sari, sign_in):
    browser = sign_in(sari)
    browser.post(SERIES, series(count="1") | {"save": "1"})
    browser.post(SERIES, series(count="3") | {"save": "1"})
    one, three = MaintenanceSeries.objects.order_by("external_id")
    assert three.occurrences.count() == 3
    assert cost(browser, one.get_absolute_url()) == cost(browser, three.get_absolute_url())
