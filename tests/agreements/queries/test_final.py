"""What was issued is the last word where the promise knows no late correction, in every view."""

import pytest

from agreements.models import Commitment, Result, State
from agreements.operations.tick import tick
from agreements.queries.charts import slam_chart
from agreements.queries.slam import slam_table
from agreements.queries.standing import with_figures
from agreements.queries.target_page import past_periods, period_page
from tests.agreements.closing import closed_june, correct, day

pytestmark = pytest.mark.django_db
LATER = day(7, 20)


@pytest.fixture
def final(sari, oka, customer_a):
    """June was issued with 99.8611 %; then its outage turned out to be 15 minutes shorter."""
    verdict = closed_june(sari, customer_a, late_correction="none")
    correct(45, oka, at=LATER)
    tick(at=LATER)
    return verdict


def test_the_slam_table_shows_what_was_issued(final):
    table = slam_table(Commitment.objects.all(), at=LATER, zone="Asia/Jakarta", months=2)
    cell = table.lines[0].cells[-1]
    assert (cell.state, cell.level.good, cell.is_restated) == (State.MISSED, 2_588_400, False)
    assert slam_chart(table).rows[0].cells[-1].text == "99.861"


def test_the_page_of_the_period_shows_what_was_issued(final):
    verdict = with_figures(type(final).objects.filter(pk=final.pk)).get()
    page = period_page(verdict=verdict, at=LATER)
    assert (page.figures.percent, page.standing.key) == ("99.8611", "missed")
    ((row, frozen),) = past_periods(final.commitment, at=LATER, limit=9)
    assert (row.figures.percent, len(frozen)) == ("99.8611", 1)


def test_the_status_shows_what_was_issued(final, sari, sign_in):
    answer = sign_in(sari).get("/api/v1/sla-status/", {"at": "2026-06-20T00:00:00Z"})
    (row,) = answer.json()["results"]
    assert (row["percent"], row["good_seconds"], row["state"], row["restated"]) == (
        "99.8611",
        2_588_400,
        "missed",
        None,
    )
    assert Result.objects.count() == 1


def test_the_customer_reads_what_was_issued(final, alia, sign_in):
    text = sign_in(alia).get("/my/agreements/SLA-0042/").content.decode()
    assert "99.8611" in text
    assert "99.8958" not in text


def test_without_that_policy_all_of_them_show_the_corrected_level(sari, oka, customer_a):
    verdict = closed_june(sari, customer_a)
    correct(45, oka, at=LATER)
    tick(at=LATER)
    table = slam_table(Commitment.objects.all(), at=LATER, zone="Asia/Jakarta", months=2)
    assert table.lines[0].cells[-1].level.good == 2_589_300
    page = period_page(
        verdict=with_figures(type(verdict).objects.filter(pk=verdict.pk)).get(), at=LATER
    )
    assert page.figures.percent == "99.8958"
