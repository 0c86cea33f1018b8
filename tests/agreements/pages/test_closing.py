"""Closed periods on the pages: issued and restated side by side, and the button that closes."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Result
from agreements.operations.tick import tick
from tests.agreements.closing import LABEL, closed_june, correct, day, june
from tests.agreements.scenes import indicator

pytestmark = pytest.mark.django_db
LATER = day(7, 20)
MARK = "MARKER-INTERNAL"


def text_of(response):
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def close_url(commitment):
    return f"{commitment.get_absolute_url()}close/?period={LABEL}"


@pytest.fixture
def restated(sari, oka, customer_a):
    verdict = closed_june(sari, customer_a)
    correct(45, oka, at=LATER, why=MARK)
    tick(at=LATER)
    return verdict


@pytest.fixture
def second_of_july():
    with time_machine.travel(day(7, 2), tick=False):
        yield


def test_target_shows_issued_and_restated_with_who_and_why(restated, sari, sign_in):
    response = sign_in(sari).get(restated.commitment.get_absolute_url())
    ((_row, frozen, name),) = response.context["past"]
    assert name == "June 2026"
    assert [(kept.result.number, kept.figures.percent, kept.key) for kept in frozen] == [
        (1, "99.8611", "missed"),
        (2, "99.8958", "close"),
    ]
    text = text_of(response)
    for words in ("99.8611 %", "99.8958 %", "O-1 was corrected", "Oka Pemilik", MARK, "Restated"):
        assert words in text
    assert "by itself, after the grace" in text
    assert "Close now" not in text


def test_open_period_says_when_it_closes(sari, tirta, customer_a, sign_in):
    commitment = june(sari, customer_a)
    text = text_of(sign_in(sari).get(commitment.get_absolute_url()))
    assert "closes on" in text
    assert "4 Jul 2026" in text
    assert "Close now" in text
    assert "Close now" not in text_of(sign_in(tirta).get(commitment.get_absolute_url()))


def test_frozen_figures_follow_from_the_result_alone(restated, sari, sign_in):
    """Whatever becomes of the sums and the facts, what was issued is shown as it was."""
    restated.period_state.__class__.objects.update(down_seconds=100_000)
    response = sign_in(sari).get(restated.commitment.get_absolute_url())
    ((_row, frozen, _name),) = response.context["past"]
    assert [kept.figures.percent for kept in frozen] == ["99.8611", "99.8958"]


def test_target_costs_the_same_for_one_and_for_three_results(sari, oka, customer_a, sign_in):
    commitment = closed_june(sari, customer_a).commitment
    browser, url = sign_in(sari), commitment.get_absolute_url()
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    for on, minutes in ((20, 45), (21, 50)):
        correct(minutes, oka, at=day(7, on))
        tick(at=day(7, on))
    with CaptureQueriesContext(connection) as three:
        response = browser.get(url)
    assert len(response.context["past"][0][1]) == 3
    assert len(three) == len(one)


def test_table_of_the_agreement_marks_the_restated_month(restated, sari, sign_in):
    response = sign_in(sari).get("/agreements/SLA-0042/")
    (row,) = response.context["results"].rows
    marked = [cell for cell in row.cells if cell.restated]
    assert [(cell.state, cell.text) for cell in marked] == [("met", "99.895")]


# Closing ---------------------------------------------------------------------------------------


def test_manager_closes_after_being_asked(second_of_july, sari, customer_a, sign_in):
    commitment = june(sari, customer_a)
    browser = sign_in(sari)
    asked = browser.get(close_url(commitment))
    assert asked.status_code == 200
    assert "99.8611 % is issued: Missed." in text_of(asked)
    response = browser.post(close_url(commitment), {"reason": "Both agreed"}, follow=True)
    assert "June 2026 is closed." in text_of(response)
    result = Result.objects.get()
    assert (result.actor, result.reason, result.issued_at) == (sari, "Both agreed", day(7, 2))
    again = browser.get(close_url(commitment), follow=True)
    assert "June 2026 is closed already." in text_of(again)


def test_closing_without_a_reason_keeps_the_page(second_of_july, sari, customer_a, sign_in):
    commitment = june(sari, customer_a)
    response = sign_in(sari).post(close_url(commitment), {"reason": ""})
    assert response.status_code == 422
    assert "The period was not closed" in text_of(response)
    assert Result.objects.count() == 0


def test_closing_while_facts_are_computed_says_so(second_of_july, sari, oka, customer_a, sign_in):
    commitment = june(sari, customer_a)
    correct(45, oka, at=day(7, 2))
    response = sign_in(sari).post(close_url(commitment), {"reason": "Both agreed"})
    assert response.status_code == 422
    assert "still being computed" in text_of(response)


@pytest.mark.parametrize(
    ("name", "status"),
    [("tirta", 403), ("oka", 403), ("alia", 404), ("bram", 404), ("zaki", 404)],
)
def test_closing_is_for_service_level_managers(
    name, status, request, second_of_july, sari, customer_a, sign_in
):
    commitment = june(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(close_url(commitment)).status_code == status
    assert browser.post(close_url(commitment), {"reason": "Now"}).status_code == status
    assert Result.objects.count() == 0


def test_running_or_unknown_period_has_no_page(second_of_july, sari, customer_a, sign_in):
    url = june(sari, customer_a).get_absolute_url()
    browser = sign_in(sari)
    for label in ("month:2026-07-01", "month:2026-01-01", ""):
        assert browser.get(f"{url}close/?period={label}").status_code == 404


# Export ----------------------------------------------------------------------------------------


def test_results_are_exported_exactly(restated, sari, sign_in):
    response = sign_in(sari).get("/agreements/SLA-0042/results/")
    lines = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = lines.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert len(lines) == 3
    assert ",2026-06,1,issued,Missed,99.8611 %,99.8611,2588400,2592000,2592000,0,0,0," in lines[1]
    assert ",2026-06,2,restated,Met,99.8958 %,99.8958,2589300,2592000," in lines[2]
    assert lines[2].endswith(f"Oka Pemilik,O-1 was corrected,{MARK}")
    workbook = sign_in(sari).get("/agreements/SLA-0042/results/?format=xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    workbook.close()


@pytest.mark.parametrize(
    ("name", "status"), [("tirta", 200), ("alia", 404), ("bram", 404), ("zaki", 404)]
)
def test_export_is_for_the_provider(name, status, request, restated, sign_in):
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get("/agreements/SLA-0042/results/").status_code == status


# The customer's own page -----------------------------------------------------------------------


def test_customer_reads_issued_and_restated_plainly(restated, alia, sign_in):
    response = sign_in(alia).get("/my/agreements/SLA-0042/")
    (row,) = response.context["closed"]
    assert (row.period, row.issued, row.issued_state) == ("June 2026", "99.8611\xa0%", "missed")
    assert (row.restated, row.restated_state, row.why) == (
        "99.8958\xa0%",
        "close",
        "an outage was corrected",
    )
    text = text_of(response)
    assert "Closed periods" in text
    for internal in (MARK, "Oka", "O-1"):
        assert internal not in text


def test_customer_sees_nothing_of_another(restated, sari, bram, customer_b, sign_in):
    closed_june(sari, customer_b, code="SLA-0050", of=indicator("B", "Two"), minutes=0)
    browser = sign_in(bram)
    assert browser.get("/my/agreements/SLA-0042/").status_code == 404
    (row,) = browser.get("/my/agreements/SLA-0050/").context["closed"]
    assert (row.service, row.issued, row.restated) == ("Two", "100.0000\xa0%", "")
