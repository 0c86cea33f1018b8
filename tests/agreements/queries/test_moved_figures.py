"""What a change of service hours would do to commitments, told before and true afterwards."""

import datetime as dt
import re

import pytest

from agreements.models import Commitment
from agreements.operations.tick import tick
from agreements.queries.moved_figures import figures_moved_by, told_figures
from agreements.queries.standing import standings, verdicts_at
from slm.models import HoursVersion
from slm.operations.save_hours_version import proposed_version, save_hours_version
from slm.queries.proposed_hours import proposal_of
from tests.agreements import scenes
from tests.cast import NOW

# Weekdays only, from 1 November: of the outages of 3, 11 and 17 November none falls away.
WEEKDAYS = [[day, "00:00", "24:00"] for day in range(5)]


@pytest.fixture
def commitment(sari, customer_a):
    indicator = scenes.indicator()
    scenes.three_outages(indicator)
    made = scenes.in_force(sari, customer_a, of=[indicator])
    version = HoursVersion.objects.get()
    version.valid_from = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    version.save()
    tick(at=NOW)
    return made


def wish(commitment, **changes):
    values = {"valid_from": scenes.november(1), "weekly": WEEKDAYS, "actor": None, "at": NOW}
    return {"hours": commitment.measure.hours, **values, **changes}


def proposal(commitment, **changes):
    version = proposed_version(**wish(commitment, **changes))
    return proposal_of(version, list(version.hours.versions.all()), at=NOW)


def figures_now():
    rows = standings(verdicts_at(Commitment.objects.all(), at=NOW), at=NOW)
    return [(row.verdict.state, row.figures.percent, row.figures.whole.service) for row in rows]


def test_figures_before_are_those_that_stand_and_after_are_those_that_come(commitment, sari):
    (row,) = figures_moved_by(proposal(commitment), user=sari).rows
    stands = figures_now()
    assert stands == [(row.before.verdict.word, row.before.figures.percent, 2_592_000)]
    save_hours_version(**wish(commitment))
    tick(at=NOW)
    assert figures_now() == [(row.after.verdict.word, row.after.figures.percent, 21 * 86_400)]
    assert row.after.figures.percent != row.before.figures.percent


def test_change_in_the_future_touches_no_running_period(commitment, sari):
    moves = figures_moved_by(proposal(commitment, valid_from=scenes.november(30)), user=sari)
    # 30 November is a Monday: the first second that moves is Saturday 5 December's.
    assert (moves.count, moves.past_count, moves.later_count) == (0, 0, 1)


def test_nothing_that_moves_touches_nothing(commitment, sari):
    weekly = [[day, "00:00", "24:00"] for day in range(7)]
    moves = figures_moved_by(proposal(commitment, weekly=weekly), user=sari)
    assert moves.is_nothing


def test_commitments_that_may_not_be_seen_are_not_told(commitment, zaki, sari):
    told = told_figures(proposal(commitment), zaki)
    assert (told["running_count"], told["rows"]) == (0, [])
    told = told_figures(proposal(commitment), sari)
    assert [(row["agreement"], row["is_over"]) for row in told["rows"]] == [("SLA-0042", False)]


def test_period_that_is_over_is_judged_too_and_its_result_named(commitment, sari):
    later = dt.datetime(2026, 12, 8, tzinfo=dt.UTC)
    tick(at=later)
    version = proposed_version(**wish(commitment, at=later))
    shown = proposal_of(version, list(version.hours.versions.all()), at=later)
    moves = figures_moved_by(shown, user=sari)
    assert [row.verdict.period_label for row in moves.past] == ["month:2026-11-01"]
    assert (moves.past_count, moves.result_count) == (1, 1)
    assert moves.past[0].before.figures.whole.service == 2_592_000
    assert moves.past[0].after.figures.whole.service == 21 * 86_400


def test_page_shows_the_commitment_with_its_level_now_and_then(commitment, sari, sign_in):
    days = {f"day_{day}": "00:00–24:00" for day in range(5)} | {"day_5": "", "day_6": ""}
    url = f"/hours/{commitment.measure.hours.code}/versions/new/"
    page = sign_in(sari).post(url, days | {"valid_from": "2026-11-01", "do": "look"})
    said = page.content.decode()
    (row,) = figures_moved_by(page.context["proposal"], user=sari).rows
    assert "Commitments that move" in said
    assert commitment.get_absolute_url() in said
    assert re.search(row.before.figures.percent, said)
    assert re.search(row.after.figures.percent, said)
