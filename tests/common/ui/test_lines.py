"""Lines of a chart: on one scale, broken where nothing is known, named at their ends."""

import itertools

from common.ui.charts import Limit, Series, lines

DAYS = ["1", "2", "3", "4"]


def test_lines_break_where_nothing_is_known_and_a_lone_value_is_a_dot():
    chart = lines(DAYS, [Series("p50", [10, 20, None, 30]), Series("p95", [None] * 4)])
    (one,) = chart.series
    assert [len(run.split()) for run in one.runs] == [2]
    assert [x for x, _y in one.dots] == [chart.x_ticks[3].at]
    assert len(chart.gaps) == 1


def test_scale_holds_every_value_and_limit():
    chart = lines(DAYS, [Series("p50", [1, 2, 3, 4])], limits=[Limit(800, "promised")])
    assert [tick.label for tick in chart.y_ticks][-1] == "800"
    assert chart.limits[0].y == chart.top
    assert all(chart.top <= one.label_y <= chart.bottom for one in chart.series)


def test_names_at_the_ends_do_not_cover_each_other():
    values = [5, 5, 5, 5]
    chart = lines(DAYS, [Series(name, values) for name in ("a", "b", "c")])
    heights = sorted(one.label_y for one in chart.series)
    assert all(behind - before >= 14 for before, behind in itertools.pairwise(heights))


def test_nothing_known_is_all_gap():
    chart = lines(DAYS, [Series("p50", [None] * 4)])
    assert (chart.series, len(chart.gaps)) == ((), 4)
