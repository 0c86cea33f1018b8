"""Works out where the marks of a chart stand; the templates in `ui/charts/` draw them.

Pure functions from figures to frozen dataclasses: no database, no clock, no word of the practice
beyond the labels passed in. Coordinates are floats because they are pixels; no figure that is
written on a chart is taken from a coordinate.
"""

from common.ui.charts.bars import Bullet, Meter, Part, Parts, bullet, meter, parts
from common.ui.charts.burndown import BurnDown, BurnForecast, BurnStep, burn_down
from common.ui.charts.lanes import LaneMark, Lanes, lanes
from common.ui.charts.lines import Limit, Lines, Series, lines
from common.ui.charts.quadrant import Bubble, Quadrant, quadrant
from common.ui.charts.slam import Slam, SlamCell, SlamRow, slam
from common.ui.charts.spark import Spark, spark
from common.ui.charts.strip import Strip, StripDay, StripMark, strip
from common.ui.charts.trend import Trend, TrendPoint, trend

__all__ = [
    "Bubble",
    "Bullet",
    "BurnDown",
    "BurnForecast",
    "BurnStep",
    "LaneMark",
    "Lanes",
    "Limit",
    "Lines",
    "Meter",
    "Part",
    "Parts",
    "Quadrant",
    "Series",
    "Slam",
    "SlamCell",
    "SlamRow",
    "Spark",
    "Strip",
    "StripDay",
    "StripMark",
    "Trend",
    "TrendPoint",
    "bullet",
    "burn_down",
    "lanes",
    "lines",
    "meter",
    "parts",
    "quadrant",
    "slam",
    "spark",
    "strip",
    "trend",
]
