"""The page of a target."""

import datetime as dt
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.operations.tick import tick
from slm.models import Layer
from slm.operations.plan_maintenance import plan_maintenance
from slm.operations.write_protections import Part
from tests.agreements.scenes import (
    ALLOWED,
    BAD,
    LEFT,
    SERVICE_TIME,
    in_force,
    indicator,
    judged,
    november,
    outage,
    three_outages,
)
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 200), ("tirta", 200), ("alia", 302), ("bram", 404), ("zaki", 404)]
)
def test_target_is_shown_to_whoever_may_see_it(name, status, request, sari, customer_a, sign_in):
    commitment = judged(sari, customer_a)
    browser = sign_in(request.getfixturevalue(name))
    assert browser.get(commitment.get_absolute_url()).status_code == status


def test_target_shows_the_figures_counted_by_hand(sari, customer_a, sign_in):
    response = sign_in(sari).get(judged(sari, customer_a).get_absolute_url())
    figures = response.context["figures"]
    assert (figures.parts.service, figures.contract.bad) == (SERVICE_TIME, BAD)
    assert (figures.contract.allowed, figures.contract.remaining) == (ALLOWED, LEFT)
    assert figures.percent == "99.9453"
    assert figures.if_measured_now.allowed == Fraction(SERVICE_TIME, 1000)
    text = response.content.decode()
    for words in ("99.945", "24 min 00 s", "43 min 12 s", "19 min 12 s"):
        assert words in text.replace("\xa0", " ")


def test_target_lists_what_counted_and_what_did_not_with_why(sari, customer_a, sign_in):
    measured = indicator()
    three_outages(measured)
    outage(measured, "O-4", november(14, 10, 2), 48, reason="Short break")
    outage(measured, "O-5", november(18, 1), 1_800, layer=Layer.DEGRADED, reason="Slow")
    outage(measured, "O-6", november(1) - dt.timedelta(hours=1), 3_900, reason="Over midnight")
    commitment = in_force(sari, customer_a, min_break_seconds=60)
    tick(at=NOW)
    response = sign_in(sari).get(commitment.get_absolute_url())
    lines = {
        line["row"].fact.external_id: (line["state"], int(line["row"].counted.counted), line["why"])
        for line in response.context["lines"]
    }
    assert {key: value[:2] for key, value in lines.items()} == {
        "O-1": ("counts", 450),
        "O-2": ("counts", 462),
        "O-3": ("counts", 240),
        "O-4": ("ignored", 0),
        "O-5": ("ignored", 0),
        "O-6": ("counts", 300),
    }
    assert lines["O-4"][2] == ["shorter than the break that counts; the time is good"]
    assert lines["O-5"][2] == ["counts as good by the terms"]
    assert lines["O-6"][2] == ["1\xa0h\xa000\xa0min before the period or the promise began"]
    assert response.context["counted_seconds"] == BAD + 300
    assert response.context["figures"].contract.bad == BAD + 300


def test_target_before_its_commitment_names_what_happened_then(sari, customer_a, sign_in):
    outage(indicator(), "O-1", november(5), 600)
    commitment = in_force(sari, customer_a, starts_on=dt.date(2026, 11, 10))
    tick(at=NOW)
    response = sign_in(sari).get(commitment.get_absolute_url())
    (line,) = response.context["lines"]
    assert (line["state"], line["why"]) == (
        "ignored",
        ["before the period or the promise began"],
    )
    assert "clipped to the term" in response.content.decode()


def test_open_outage_names_the_second_at_which_it_breaks_the_promise(sari, customer_a, sign_in):
    three_outages(indicator())
    outage(indicator(), "O-7", november(25, 9, 29), None, reason="Switch time-outs")
    commitment = in_force(sari, customer_a)
    tick(at=NOW)
    response = sign_in(sari).get(commitment.get_absolute_url())
    # 1 152 s are bad before 09:29; 1 440 s later the budget is used, a second later exceeded.
    assert response.context["verdict"].breaches_at == november(25, 9, 53, 1)
    text = response.content.decode().replace("\xa0", " ")
    assert "Outage O-7 is open" in text
    assert "25 Nov 09:53:01 WIB" in text


def test_pace_tells_when_the_budget_is_used_up(sari, customer_a, sign_in):
    outage(indicator(), "O-1", november(2), 2_400)
    commitment = in_force(sari, customer_a)
    tick(at=NOW)
    page = sign_in(sari).get(commitment.get_absolute_url()).context["page"]
    # 2 400 s bad in 2 108 460 s; 2 592 s at that pace after 2 277 136.8 s of service time.
    assert page.pace_used_up_at == november(1) + dt.timedelta(seconds=2_277_137)


def test_strip_has_ninety_days_and_nothing_before_the_promise(sari, customer_a, sign_in):
    commitment = judged(sari, customer_a)
    days = sign_in(sari).get(commitment.get_absolute_url()).context["page"].days
    assert (len(days), days[-1].day) == (90, dt.date(2026, 11, 25))
    by_day = {day.day: (day.good, day.bad) for day in days}
    assert by_day[dt.date(2026, 10, 31)] == (0, 0)
    assert by_day[dt.date(2026, 11, 1)] == (86_400, 0)
    assert by_day[dt.date(2026, 11, 3)] == (86_400 - 450, 450)
    assert by_day[dt.date(2026, 11, 25)] == (9 * 3_600 + 41 * 60, 0)


def test_past_period_is_reached_by_its_label(sari, customer_a, sign_in):
    commitment = in_force(sari, customer_a, starts_on=dt.date(2026, 9, 1))
    tick(at=NOW)
    browser, url = sign_in(sari), commitment.get_absolute_url()
    response = browser.get(url, {"period": "month:2026-09-01"})
    assert response.context["verdict"].period_label == "month:2026-09-01"
    assert [row[2] for row in response.context["past"]] == ["October 2026", "September 2026"]
    assert browser.get(url, {"period": "month:2026-01-01"}).status_code == 404
    assert browser.get(url, {"period": "nonsense"}).status_code == 404


def test_target_that_has_not_begun_says_so(sari, customer_a, sign_in):
    commitment = in_force(sari, customer_a, starts_on=dt.date(2026, 12, 1))
    response = sign_in(sari).get(commitment.get_absolute_url())
    assert "It has not begun" in response.content.decode()


def test_events_are_exported_exactly(sari, customer_a, sign_in):
    commitment = judged(sari, customer_a)
    response = sign_in(sari).get(commitment.get_absolute_url() + "events/")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("O-3,Failed release,down,")
    assert ",240,240,Counts," in lines[1]


def test_target_costs_the_same_for_one_and_for_three_outages(sari, customer_a, sign_in):
    outage(indicator(), "O-1", november(3), 60)
    commitment = in_force(sari, customer_a)
    tick(at=NOW)
    browser, url = sign_in(sari), commitment.get_absolute_url()
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    outage(indicator(), "O-2", november(4), 60)
    outage(indicator(), "O-3", november(5), 60)
    tick(at=NOW)
    with CaptureQueriesContext(connection) as three:
        response = browser.get(url)
    assert len(response.context["lines"]) == 3
    assert len(three) == len(one)


def test_maintenance_is_listed_with_why_it_counts_or_not_yet(sari, customer_a, sign_in):
    measured = indicator()
    outage(measured, "O-1", november(10, 1), 7_200)
    for title, told in (("Told in time", november(2)), ("Told late", november(9))):
        plan_maintenance(
            parts=[Part(measured.service)],
            title=title,
            start_at=november(10, 1),
            end_at=november(10, 2),
            announced_at=told,
            actor=sari,
            at=told,
        )
    commitment = in_force(sari, customer_a)
    tick(at=NOW)
    response = sign_in(sari).get(commitment.get_absolute_url())
    lines = {line["row"].reason or "O-1": line for line in response.context["lines"]}
    assert {
        name: (line["state"], int(line["row"].counted.counted)) for name, line in lines.items()
    } == {"O-1": ("counts", 3_600), "Told in time": ("planned", 0), "Told late": ("ignored", 0)}
    assert [why.replace("\xa0", " ") for why in lines["Told late"]["why"]] == [
        "Does not count yet, because notice was given 1 d 1 h before it, and 5 d are due."
    ]
