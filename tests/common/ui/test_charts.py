import itertools
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.utils.translation import override

from common.templatetags.ui import draw
from common.ui import charts
from common.ui.charts.scale import round_ticks
from common.ui.slam_cells import draw_cell


def days(*kinds: str) -> list[charts.StripDay]:
    made = {
        "good": {"good_seconds": 86_400},
        "bad": {"good_seconds": 86_100, "bad_seconds": 300},
        "worse": {"good_seconds": 85_800, "bad_seconds": 600},
        "unknown": {"unknown_seconds": 86_400},
        "excluded": {"good_seconds": 80_000, "excluded_seconds": 6_400},
        "closed": {},
    }
    first = date(2026, 11, 1)
    return [
        charts.StripDay(first + timedelta(days=place), **made[kind])
        for place, kind in enumerate(kinds)
    ]


def test_a_strip_draws_good_days_as_one_path():
    strip = charts.strip(days("good", "closed", "good"))
    assert strip.days_path == "M0 0h7v48h-7zM16 0h7v48h-7z"
    assert strip.marks == ()


def test_the_worst_day_fills_the_height():
    strip = charts.strip(days("bad", "good", "worse"))
    assert [(mark.x, mark.y, mark.height) for mark in strip.marks] == [(0, 24, 24), (16, 0, 48)]
    assert strip.full_seconds == 600


def test_a_strip_counts_what_it_shows():
    strip = charts.strip(days("good", "bad", "unknown", "excluded", "closed"))
    assert (strip.bad_days, strip.unknown_days, strip.excluded_days) == (1, 1, 1)


def test_an_empty_strip_is_a_strip():
    assert charts.strip([]).ticks == ()


def test_parts_fill_the_bar_and_widen_what_is_small():
    parts = charts.parts(good=2_095_848, bad=1_872, excluded=8_460, unknown=2_280)
    assert parts.magnified == 20
    assert [piece.kind for piece in parts.pieces] == ["good", "bad", "excluded", "unknown"]
    assert parts.pieces[-1].x.startswith("97.")


def test_large_parts_are_drawn_as_they_are():
    assert charts.parts(good=60, bad=40).magnified == 1


def test_nothing_has_no_parts():
    assert charts.parts(good=0, bad=0).pieces == ()


@pytest.mark.parametrize(
    ("part", "whole", "width"),
    [(27, 100, "27%"), (-5, 100, "0%"), (150, 100, "100%"), (1, 0, "0%")],
)
def test_a_meter_stays_within_its_track(part, whole, width):
    assert charts.meter(part, whole).width == width


def test_a_used_up_budget_is_drawn_full():
    assert charts.meter(-740, 2592, state="missed").width == "100%"


@pytest.mark.parametrize(("spent", "over"), [(12, False), (15, False), (16, True)])
def test_over_by_more_than_a_quarter_is_marked(spent, over):
    assert charts.bullet(spent=spent, plan=12, scale=60).over is over


def test_a_spark_needs_two_values():
    assert charts.spark([None, 3]) is None


def test_a_gap_breaks_a_spark():
    assert len(charts.spark([1, 2, None, 3, 4]).lines) == 2


def test_a_level_spark_lies_in_the_middle():
    assert charts.spark([5, 5]).end_y == 10


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 43, [0, 10, 20, 30, 40, 50]),
        (0, 1, [0, Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5), 1]),
        (Fraction("99.87"), Fraction("99.98"), None),
        (3, 3, None),
    ],
)
def test_ticks_are_round_and_cover_the_figures(low, high, ticks):
    found = round_ticks(Fraction(low), Fraction(high))
    assert found[0] <= low
    assert found[-1] >= high
    if ticks:
        assert found == ticks


def test_a_trend_leaves_no_data_out_of_the_line():
    trend = charts.trend(
        [
            charts.TrendPoint("Jan", Fraction("99.9")),
            charts.TrendPoint("Feb", None),
            charts.TrendPoint("Mar", Fraction("99.8")),
            charts.TrendPoint("Apr", Fraction("99.95")),
        ],
        threshold=Fraction("99.9"),
    )
    assert (len(trend.lines), len(trend.gaps), len(trend.marks)) == (1, 1, 3)


def test_a_trend_of_nothing_can_be_drawn():
    assert 'role="img"' in draw(charts.trend([charts.TrendPoint("Jan", None)]), label="no data")


START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 16, tzinfo=UTC)


def burn(**more) -> charts.BurnDown:
    step = charts.BurnStep(
        START + timedelta(days=3), START + timedelta(days=3, hours=1), 600, "−10"
    )
    given = {
        "start_at": START,
        "end_at": END,
        "now": NOW,
        "allowance_seconds": 2400,
        "steps": [step],
    }
    return charts.burn_down(**given | more)


def test_a_burn_down_starts_full_and_steps_down():
    chart = burn()
    assert chart.line.split()[0] == "40.0,14.0"
    assert (chart.now_x, chart.now_y) == (468.0, 78.0)


def test_a_budget_over_spent_is_drawn_at_zero():
    step = charts.BurnStep(START, START + timedelta(hours=1), 9999, "all")
    assert burn(steps=[step]).now_y == 270


def test_forecasts_make_a_cone_and_labels_do_not_cover_each_other():
    chart = burn(
        forecasts=[
            charts.BurnForecast("best", left_at_end_seconds=1800),
            charts.BurnForecast("pace", left_at_end_seconds=1790),
            charts.BurnForecast("worst", used_up_at=NOW + timedelta(days=5)),
        ]
    )
    labels = [way.label_y for way in chart.forecasts]
    assert all(later - sooner >= 30 for sooner, later in itertools.pairwise(labels))
    assert chart.cone.startswith("468.0,78.0 ")


def test_a_closed_period_has_no_forecast():
    chart = burn(now=END, forecasts=[charts.BurnForecast("best", left_at_end_seconds=1800)])
    assert (chart.closed, chart.forecasts) == (True, ())


def test_a_budget_of_nothing_can_be_drawn():
    assert burn(allowance_seconds=0, steps=[]).now_y == 270


def test_coordinates_are_not_written_in_the_readers_language():
    with override("id"):
        drawn = draw(burn(), label="x") + draw(charts.spark([1, 2, 5]), label="x")
    assert "14.0" in drawn
    assert "14,0 " not in drawn


def test_a_slam_row_has_as_many_cells_as_heads():
    row = charts.SlamRow("Mail", "/", "", "99.50", (charts.SlamCell("met", "99.9"),))
    with pytest.raises(ValueError, match="Mail"):
        charts.slam(heads=[("Oct", ""), ("Nov", "")], rows=[row])


def test_a_slam_cell_without_data_has_its_word_and_no_figure():
    drawn = draw_cell(charts.SlamCell("no_data"))
    assert 'data-state="none"' in drawn
    assert '<span class="vh">No data</span>' in drawn


def test_a_slam_cell_says_everything_it_knows_and_escapes_it():
    cell = charts.SlamCell("missed", "99.31", "98%", url="/a/?b&c", title="<SLA>", restated=True)
    assert draw_cell(cell, now=True) == (
        '<td class="slam__cell" data-state="missed" data-now>'
        '<a href="/a/?b&amp;c" title="&lt;SLA&gt;">99.31<i>'
        '<svg class="icon" aria-hidden="true"><use href="#i-missed"/></svg>'
        '<span class="vh">Missed</span>'
        '<svg class="icon" aria-hidden="true"><use href="#i-restated"/></svg>'
        '<span class="vh">, restated</span>'
        '98%<span class="vh"> coverage</span></i></a></td>'
    )


def test_an_empty_slam_cell_says_why():
    drawn = draw_cell(charts.SlamCell("", title="nothing was promised"))
    assert drawn == (
        '<td><span title="nothing was promised"><span class="vh">nothing was promised</span>'
        "</span></td>"
    )


def test_only_a_cell_with_an_address_is_a_link():
    row = charts.SlamRow(
        "Mail",
        "/mail/",
        "availability",
        "99.50",
        (charts.SlamCell("met", "99.97"), charts.SlamCell("missed", "99.31", url="/breach/")),
    )
    drawn = draw(charts.slam(heads=[("Sep", ""), ("Oct", "")], rows=[row]), label="Levels")
    assert drawn.count("<a ") == 2
    assert '<caption class="vh">Levels</caption>' in drawn
