"""The first page of service levels, and the first steps of an empty installation."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Installation
from agreements.operations.tick import tick
from slm.models import Fact, Layer, Source
from tests.agreements.scenes import (
    draft,
    in_force,
    indicator,
    judged,
    missed,
    november,
    outage,
    round_the_clock,
    three_outages,
    write,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/levels/"


@pytest.fixture(autouse=True)
def _zone(db):
    Installation.objects.create(zone="Asia/Jakarta")


@pytest.mark.parametrize(
    ("name", "status"),
    [("sari", 200), ("rangga", 200), ("tirta", 200), ("alia", 403), ("zaki", 403)],
)
def test_overview_is_for_whoever_works_for_the_provider(
    name, status, request, sari, customer_a, sign_in
):
    judged(sari, customer_a)
    assert sign_in(request.getfixturevalue(name)).get(URL).status_code == status


def test_root_leads_to_the_overview(sari, customer_a, sign_in):
    judged(sari, customer_a)
    response = sign_in(sari).get("/", follow=True)
    assert response.redirect_chain[-1][0] == URL


def test_overview_shows_every_service_by_month(sari, customer_a, sign_in):
    outage(indicator(), "O-0", november(1) - dt.timedelta(days=11), 7_200)
    three_outages(indicator())
    in_force(sari, customer_a, starts_on=dt.date(2026, 9, 1))
    tick(at=NOW)
    (row,) = sign_in(sari).get(URL).context["slam"].rows
    assert [cell.state for cell in row.cells] == [""] * 9 + ["met", "missed"]
    september, october = row.cells[-2:]
    assert (september.text, september.url) == ("100", "")
    # 7 200 s bad of 2 678 400 s in October: 99.731 …
    assert october.text == "99.73"
    assert october.url.endswith("?period=month:2026-10-01")
    assert (row.now.state, row.now.text, row.now.url) == ("met", "99.94", "")
    assert row.budget_text.replace("\xa0", " ") == "55 %"


def test_overview_shows_the_worst_target_of_a_service(sari, customer_a, customer_b, sign_in):
    three_outages(indicator())
    in_force(sari, customer_a, code="SLA-1")
    in_force(sari, customer_b, code="SLA-2", threshold_ppm=999_900)
    tick(at=NOW)
    (row,) = sign_in(sari).get(URL).context["slam"].rows
    assert (row.promise, row.now.state) == ("99.99", "missed")
    assert "/SLA-2/" in row.url


def test_coverage_stands_in_a_cell_that_is_not_full(sari, customer_a, sign_in):
    measured = indicator()
    outage(measured, "U-1", november(3), 1_000)
    Fact.objects.update(layer=Layer.UNKNOWN)
    in_force(sari, customer_a)
    tick(at=NOW)
    (row,) = sign_in(sari).get(URL).context["slam"].rows
    assert (row.now.state, row.now.text, row.now.coverage) == ("met", "100", "99%")
    assert row.now.url


def test_needs_come_with_their_instants(sari, customer_a, sign_in):
    outage(indicator(), "O-7", november(25, 9, 29), None)
    in_force(sari, customer_a, ends_on=dt.date(2026, 12, 31))
    Source.objects.create(code="PROBE", name="Probe", silent_since_at=NOW - dt.timedelta(hours=1))
    tick(at=NOW)
    needs = sign_in(sari).get(URL).context["needs"]
    assert [(need.what.replace("\xa0", " "), need.when_at) for need in needs] == [
        ("Payment gateway will miss 99.90 %", november(25, 10, 12, 13)),
        ("Renew or end SLA-0042, Payment services", november(30, 23, 59, 59) + dt.timedelta(31)),
        ("Probe: source silent", NOW - dt.timedelta(hours=1)),
    ]


def test_breach_is_needed_until_somebody_acknowledges_it(sari, customer_a, sign_in):
    breach = missed(sari, customer_a, ends_on=None)
    browser = sign_in(sari)
    assert [need.url for need in browser.get(URL).context["needs"]] == [breach.get_absolute_url()]
    browser.post(f"{breach.get_absolute_url()}acknowledge/")
    assert browser.get(URL).context["needs"] == []


def test_overview_is_filtered_by_state_and_exported(sari, customer_a, sign_in):
    judged(sari, customer_a)
    browser = sign_in(sari)
    assert browser.get(URL, {"state": "missed"}).context["slam"] is None
    assert browser.get(URL, {"state": "nonsense"}).context["slam"].rows
    lines = b"".join(browser.get(URL, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert lines.splitlines()[1] == (
        "PAY,Payment gateway,SLA-0042,99.9,2026-11,met,99.9453,100.0000,1152,2108460,"
        "availability,≥\N{NO-BREAK SPACE}99.90\N{NO-BREAK SPACE}%,99.9453\N{NO-BREAK SPACE}%"
    )
    sheet = browser.get(URL, {"format": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    sheet.close()


@pytest.fixture
def five_services(sari, customer_a, monkeypatch):
    """Five services, of which two fit a page: the fifth missed, the third is at risk."""
    monkeypatch.setattr("portfolio.pages.levels.SERVICES", 2)
    monkeypatch.setattr("portfolio.pages.levels.EXPORTED_AT_ONCE", 2)
    services = [indicator(f"S{number}", f"Service {number}") for number in range(1, 6)]
    outage(services[4], "O-5", november(3), 7_200)
    outage(services[2], "O-3", november(3), 2_500)
    in_force(sari, customer_a, of=services)
    tick(at=NOW)


def names(response):
    return [row.name for row in response.context["slam"].rows]


def test_more_services_than_fit_are_turned_over_the_most_urgent_first(five_services, sari, sign_in):
    browser = sign_in(sari)
    assert [names(browser.get(URL, {"page": page})) for page in (1, 2, 3)] == [
        ["Service 5", "Service 3"],
        ["Service 1", "Service 2"],
        ["Service 4"],
    ]
    first = browser.get(URL)
    assert names(first) == ["Service 5", "Service 3"]
    assert 'href="?page=2"' in first.content.decode()
    assert first.context["counts"] == {"missed": 1, "at_risk": 1, "no_data": 0, "met": 3}
    assert (first.context["services"], first.context["running"]) == (5, 5)


@pytest.mark.parametrize("page", ["0", "9", "-1", "nine", "99999999999"])
def test_page_that_is_none_leads_to_one_that_is(page, five_services, sari, sign_in):
    assert names(sign_in(sari).get(URL, {"page": page}))


def test_needs_do_not_depend_on_the_page(five_services, sari, sign_in):
    browser = sign_in(sari)
    wanted = [[need.what for need in browser.get(URL, {"page": n}).context["needs"]] for n in "123"]
    assert [what.replace("\xa0", " ") for what in wanted[0][:2]] == [
        "Service 3 may miss 99.90 %",
        "Service 5 missed 99.90 %",
    ]
    assert wanted[1] == wanted[2] == wanted[0]


def test_pages_of_a_state_and_the_whole_export(five_services, sari, sign_in):
    browser = sign_in(sari)
    assert names(browser.get(URL, {"state": "at_risk"})) == ["Service 3"]
    lines = b"".join(browser.get(URL, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert [line.split(",")[1] for line in lines.splitlines()[1:]] == [
        "Service 5",
        "Service 3",
        "Service 1",
        "Service 2",
        "Service 4",
    ]


def test_stopped_workers_are_noticed(sari, customer_a, sign_in):
    in_force(sari, customer_a)
    tick(at=NOW - dt.timedelta(hours=1))
    assert "Levels are not being computed." in sign_in(sari).get(URL).content.decode()


def test_empty_installation_leads_to_its_first_steps(sari, tirta, sign_in):
    browser = sign_in(sari)
    assert browser.get(URL)["Location"] == "/first-steps/"
    assert browser.get(URL, {"empty": "1"}).status_code == 200
    assert sign_in(tirta).get(URL).status_code == 200


def test_steps_tick_themselves_off(sari, customer_a, sign_in):
    browser = sign_in(sari)

    def done():
        return [step.is_done for step in browser.get("/first-steps/").context["steps"]]

    assert done() == [True, False, False, False, False, False]
    measured = indicator()
    assert done() == [True, True, False, True, False, False]
    round_the_clock()
    agreement = draft(sari, customer_a)
    write(agreement, [measured], sari)
    assert done() == [True, True, True, True, False, False]
    page = browser.get("/first-steps/").content.decode()
    assert 'href="/agreements/SLA-0042/"' in page
    browser.post("/agreements/SLA-0042/v1/activate/")
    outage(measured, "O-1", november(3), 60)
    assert done() == [True] * 6


def test_sixty_services_for_a_year_take_few_queries(sari, customer_a, sign_in):
    """A year of sixty services costs at most 25 queries; `make bench` has the time."""
    services = [indicator(f"S{number}", f"Service {number}") for number in range(60)]
    for number, one in enumerate(services):
        outage(one, f"O-{number}", november(3), 60 * number + 1)
    in_force(sari, customer_a, of=services, starts_on=dt.date(2025, 11, 1))
    # As autovacuum does a minute after such a load: without statistics plans are a lottery.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tick(at=NOW)
    browser = sign_in(sari)
    browser.get(URL)
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(URL)
    assert len(response.context["slam"].rows) == 30  # of 60, the rest on the next page
    assert len(queries) <= 25
