"""Scores: entered, corrected with a reason, withdrawn, and the mean of a period."""

import datetime as dt
import random

import pytest
from django.core.files.base import ContentFile

from slm.engine.metrics import Metric
from slm.models import Dirty, Indicator, Score, ScoreVersion
from slm.operations.recompute import run_cycle
from slm.operations.record_score import (
    Said,
    ScoreRefused,
    ScoresRefused,
    correct_score,
    record_score,
    record_scores,
    withdraw_score,
)
from slm.operations.watch_period import measure_for, watch_periods
from tests.cast import NOW
from tests.scenarios.building import make_hours, make_indicator

START_AT = dt.datetime(2026, 10, 31, 17, tzinfo=dt.UTC)  # November in Jakarta
END_AT = dt.datetime(2026, 11, 30, 17, tzinfo=dt.UTC)


@pytest.fixture
def survey(db) -> Indicator:
    return make_indicator("HELP", kind=Indicator.Kind.SATISFACTION, scale_from=1, scale_to=5)


@pytest.fixture
def backlog(db) -> Indicator:
    return make_indicator("DESK", kind=Indicator.Kind.ENTERED, name="Backlog", unit="items")


def answer(day: int, value: int, respondents: int | None = 10, **more) -> Said:
    return Said(dt.date(2026, 11, day), value, respondents, **more)


def figure(day: int, value: int, **more) -> Said:
    return Said(dt.date(2026, 11, day), value, **{"note": "Minutes", **more})


def record(indicator, said, **more) -> Score:
    return record_score(indicator=indicator, said=said, **{"actor": None, "at": NOW, **more})


def watch(indicator, metric, zone="Asia/Jakarta"):
    measure = measure_for(indicator=indicator, hours=make_hours("HOURS", zone=zone), metric=metric)
    states = watch_periods(wanted=[(measure, START_AT, END_AT)], at=NOW)
    return states[measure.pk, START_AT, END_AT]


def counted(state) -> tuple[int, int]:
    run_cycle(at=NOW)
    state.refresh_from_db()
    return state.good_count, state.total_count


def test_each_answer_counts_once_for_each_respondent(survey):
    state = watch(survey, Metric.SATISFACTION)
    record(survey, answer(2, 4_000, 30))
    record(survey, answer(20, 3_500, 10))
    assert counted(state) == (4_000 * 30 + 3_500 * 10, 40)


def test_each_figure_counts_once(backlog):
    state = watch(backlog, Metric.ENTERED)
    record(backlog, figure(2, 12_500))
    record(backlog, figure(3, -500))
    assert counted(state) == (12_000, 2)


def test_date_lies_in_the_period_that_holds_its_beginning_where_the_hours_are(backlog):
    state = watch(backlog, Metric.ENTERED)
    record(backlog, Said(dt.date(2026, 10, 31), 1_000, note="n"))
    record(backlog, Said(dt.date(2026, 11, 1), 2_000, note="n"))
    assert counted(state) == (2_000, 1)


def test_nothing_entered_is_nothing_counted(backlog):
    state = watch(backlog, Metric.ENTERED)
    assert counted(state) == (0, 0)


def test_score_keeps_who_said_what_and_what_shows_it(backlog, sari):
    file = ContentFile(b"%PDF-1.7", name="november.pdf")
    file.content_type = "application/pdf"
    score = record(backlog, figure(24, 12_000, file=file), actor=sari)
    (version,) = score.versions.all()
    assert (version.number, version.actor, version.note) == (1, sari, "Minutes")
    assert (version.evidence.name, version.evidence.parent) == ("november.pdf", score)
    assert version.evidence.may_be_read_by(sari)


def test_figure_without_anything_that_shows_it_is_refused(backlog):
    with pytest.raises(ScoreRefused) as refused:
        record(backlog, figure(24, 12_000, note=" "))
    assert refused.value.field == "note"


def test_scores_entered_by_hand_are_numbered(backlog):
    rows = [record(backlog, figure(day, 1_000)) for day in (1, 2)]
    assert [row.external_id for row in rows] == ["E-0001", "E-0002"]


def test_correction_is_a_version_with_its_reason(backlog, sari):
    state = watch(backlog, Metric.ENTERED)
    score = record(backlog, figure(24, 12_000))
    corrected = correct_score(
        score=score,
        said=figure(23, 10_000, note="Recount"),
        change_reason="Counted twice",
        actor=sari,
        at=NOW,
    )
    assert (corrected.version_number, corrected.dated_on.day) == (2, 23)
    assert list(
        ScoreVersion.objects.order_by("number").values_list("value_thousandths", "change_reason")
    ) == [(12_000, ""), (10_000, "Counted twice")]
    assert counted(state) == (10_000, 1)
    with pytest.raises(ScoreRefused) as refused:
        correct_score(score=score, said=figure(23, 1), change_reason=" ", actor=sari, at=NOW)
    assert refused.value.field == "change_reason"


def test_correction_keeps_the_file_unless_another_comes(backlog, sari):
    score = record(backlog, figure(24, 1_000, note="", file=ContentFile(b"a", name="a.txt")))
    again = correct_score(
        score=score, said=figure(24, 2_000, note=""), change_reason="Why", actor=sari, at=NOW
    )
    assert again.versions.get(number=2).evidence.name == "a.txt"


def test_withdrawn_score_counts_no_more_and_a_correction_brings_it_back(backlog, sari):
    state = watch(backlog, Metric.ENTERED)
    score = record(backlog, figure(24, 12_000))
    assert counted(state) == (12_000, 1)
    withdraw_score(score=score, change_reason="Other desk", actor=sari, at=NOW)
    assert counted(state) == (0, 0)
    withdraw_score(score=score, change_reason="Other desk", actor=sari, at=NOW)
    assert score.versions.count() == 2
    correct_score(score=score, said=figure(24, 9_000), change_reason="Ours", actor=sari, at=NOW)
    assert counted(state) == (9_000, 1)
    with pytest.raises(ScoreRefused):
        withdraw_score(score=score, change_reason="", actor=sari, at=NOW)


def test_one_figure_a_date_stands(backlog, sari):
    first = record(backlog, figure(24, 12_000))
    with pytest.raises(ScoreRefused) as refused:
        record(backlog, figure(24, 13_000))
    assert refused.value.field == "dated_on"
    withdraw_score(score=first, change_reason="Wrong", actor=sari, at=NOW)
    second = record(backlog, figure(24, 13_000))
    with pytest.raises(ScoreRefused):
        correct_score(score=first, said=figure(24, 1), change_reason="x", actor=sari, at=NOW)
    assert list(Score.objects.standing()) == [second]


def test_answers_of_one_date_stand_beside_each_other(survey):
    state = watch(survey, Metric.SATISFACTION)
    for _again in range(2):
        record(survey, answer(24, 4_000, 1))
    assert counted(state) == (8_000, 2)


def test_same_words_under_one_name_are_nothing_new(survey, sari):
    first = record(survey, answer(24, 4_000), external_id="Q4", actor=sari)
    Dirty.objects.all().delete()
    assert record(survey, answer(24, 4_000), external_id="Q4", actor=sari) == first
    withdraw_score(score=first, change_reason="Test run", actor=sari, at=NOW)
    Dirty.objects.all().delete()
    assert record(survey, answer(24, 4_000), external_id="Q4", actor=sari).is_void
    assert (first.versions.count(), Dirty.objects.count()) == (2, 0)


def test_other_words_under_one_name_need_a_reason(survey, sari):
    record(survey, answer(24, 4_000), external_id="Q4", actor=sari)
    with pytest.raises(ScoreRefused) as refused:
        record(survey, answer(24, 4_100), external_id="Q4", actor=sari)
    assert refused.value.field == "change_reason"
    changed = record(
        survey, answer(24, 4_100), external_id="Q4", change_reason="Late ones", actor=sari
    )
    assert (changed.version_number, changed.value_thousandths) == (2, 4_100)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (answer(24, 999), "value"),
        (answer(24, 5_001), "value"),
        (answer(24, 4_000, None), "respondents"),
        (answer(24, 4_000, 0), "respondents"),
        (answer(27, 4_000), "dated_on"),
        (Said(dt.date(1999, 12, 31), 4_000, 1), "dated_on"),
    ],
)
def test_answer_that_cannot_be_is_refused(survey, said, field):
    with pytest.raises(ScoreRefused) as refused:
        record(survey, said)
    assert refused.value.field == field
    assert Score.objects.count() == 0


def test_figure_has_no_respondents_and_a_bound(backlog):
    for said, field in (
        (figure(24, 1_000, respondents=2), "respondents"),
        (figure(24, 10**12 + 1), "value"),
    ):
        with pytest.raises(ScoreRefused) as refused:
            record(backlog, said)
        assert refused.value.field == field


def test_what_is_measured_takes_no_score(db):
    with pytest.raises(ScoreRefused):
        record(make_indicator("WEB"), figure(24, 1_000))


def test_batch_names_every_bad_row_and_writes_nothing(survey, sari):
    rows = [
        {"external_id": "A", "said": answer(1, 4_000)},
        {"external_id": "B", "said": answer(1, 9_000)},
        {"external_id": "C", "said": answer(29, 4_000)},
    ]
    with pytest.raises(ScoresRefused) as refused:
        record_scores(indicator=survey, rows=rows, actor=sari, at=NOW)
    assert [(row["row"], row["field"]) for row in refused.value.rows] == [
        (1, "value"),
        (2, "dated_on"),
    ]
    assert Score.objects.count() == 0


@pytest.mark.parametrize("seed", range(3))
def test_order_and_repetition_of_scores_change_nothing(survey, seed, sari):
    chance = random.Random(seed)
    rows = [
        {"external_id": f"S{n}", "said": answer(chance.randrange(1, 25), 1_000 + n * 37, n + 1)}
        for n in range(30)
    ]
    state = watch(survey, Metric.SATISFACTION)
    waiting = rows + chance.sample(rows, 10)
    chance.shuffle(waiting)
    for row in waiting:
        record_scores(indicator=survey, rows=[row], actor=sari, at=NOW)
    total = sum(n + 1 for n in range(30))
    assert counted(state) == (sum((1_000 + n * 37) * (n + 1) for n in range(30)), total)


def test_versions_are_never_changed(survey):
    from django.db import InternalError, transaction

    record(survey, answer(24, 4_000))
    with pytest.raises(InternalError), transaction.atomic():
        ScoreVersion.objects.update(value_thousandths=0)
