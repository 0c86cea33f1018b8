"""The response times of the demo: a probe on a web service, and one evening that went badly."""

import datetime as dt

import numpy as np

from accounts.models import User
from agreements.models import Version
from agreements.operations.add_targets import add_targets
from common.db.instants import from_seconds, to_seconds
from slm.engine.metrics import Metric
from slm.engine.times import day_start
from slm.engine.zones import DAY_SECONDS, zone
from slm.models import Indicator, Service, Source
from slm.operations.ingest_response_times import ingest_response_times

from . import story

SERVICE = "MOB-API"
# 95 of 100 answers within this time (ms), each month.
WITHIN_MS, SHARE_PPM = 800, 950_000
STEP_SECONDS = 300
# So many days ago the evening was bad, from 18:30 to 22:00 on the wall.
BAD_DAYS_AGO = 6
_BAD_FROM, _BAD_TO = 18 * 3_600 + 1_800, 22 * 3_600


def make_timed(probe: Source) -> Indicator:
    """The indicator that the probe feeds."""
    return Indicator.objects.create(
        service=Service.objects.get(code=SERVICE),
        kind=Indicator.Kind.RESPONSE_TIME,
        source=probe,
    )


def promise_times(version: Version, manager: User) -> None:
    """Promise a 95th percentile where the version promises this service anything."""
    promised = version.targets.filter(indicator__service__code=SERVICE).select_related("hours")
    for target in promised:
        add_targets(
            version=version,
            indicators=[
                Indicator.objects.get(service__code=SERVICE, kind=Indicator.Kind.RESPONSE_TIME)
            ],
            hours=target.hours,
            metric=Metric.WITHIN_TIME.value,
            within=WITHIN_MS,
            threshold_ppm=SHARE_PPM,
            protects=target.protects,
            actor=manager,
        )


def bad_day(now: int) -> int:
    """The first instant of the day whose evening was bad."""
    return day_start(zone(story.ZONE), now - BAD_DAYS_AGO * DAY_SECONDS)


def tell_times(indicator: Indicator, *, start: int, end: int, bad: int = 0) -> int:
    """What the probe measured in `[start, end)`; `bad` is the bad day's first instant, 0 for none.

    Returns how many samples were new.
    """
    instants = np.arange(-(-start // STEP_SECONDS) * STEP_SECONDS, end, STEP_SECONDS)
    if not len(instants):
        return 0
    assert indicator.source is not None
    return ingest_response_times(
        indicator=indicator,
        source=indicator.source,
        instants=instants * 1000,
        values=_values(instants, bad),
        at=from_seconds(end),
    ).new


def go_on_with_times(*, at: dt.datetime) -> int:
    """What was measured since the demo was last told."""
    timed = Indicator.objects.filter(service__code=SERVICE, kind=Indicator.Kind.RESPONSE_TIME)
    return sum(
        tell_times(
            indicator, start=to_seconds(indicator.times_feed.last_at) + 1, end=to_seconds(at)
        )
        for indicator in timed.select_related("source", "times_feed")
    )


def _values(instants: np.ndarray, bad: int) -> np.ndarray:
    """Milliseconds: busier by day, with a long tail, and far too slow in the bad evening."""
    dice = np.random.default_rng(int(instants[0]))
    offset = zone(story.ZONE).datetime_at(int(instants[0])).utcoffset() or dt.timedelta()
    hour = (instants + int(offset.total_seconds())) % DAY_SECONDS / 3_600
    busy = 1 + 0.5 * np.exp(-(((hour - 13.0) / 4.5) ** 2))
    took = dice.lognormal(5.1, 0.42, len(instants)) * busy
    evening = (instants >= bad + _BAD_FROM) & (instants < bad + _BAD_TO)
    took[evening] *= 2 + 7 * dice.random(int(evening.sum()))
    return np.ceil(took).astype(np.int64)
