"""What the demo counts: payments by counters, answers of surveys, and a figure with its minutes."""

import datetime as dt

import numpy as np
from django.core.files.base import ContentFile

from accounts.models import User
from agreements.models import Version
from agreements.operations.add_targets import add_targets
from common.db.instants import from_seconds, to_seconds
from slm.engine.metrics import Metric
from slm.engine.zones import DAY_SECONDS, zone
from slm.models import CounterReading, Indicator, Service, Source
from slm.operations.ingest_readings import Readings, ingest_readings
from slm.operations.record_score import Said, correct_score, record_score

from . import story

Kind = Indicator.Kind

COUNTED, ASKED, ENTERED = "PAY-GW", "MOB-API", "ADM-ONL"
GATEWAY = "PAY-COUNT"
STEP_SECONDS = 1_800
# The gateway was installed anew so many days ago, and its counters began again.
RESET_DAYS_AGO = 9
# Of so many payments about one fails; in the hour before the new installation far more did.
ONE_IN, ONE_IN_BEFORE_RESET = 4_000, 150

# Month by month, the oldest first: mean answers in thousandths, how many answered, open complaints.
ANSWERS = (
    4_050,
    4_120,
    4_080,
    4_210,
    4_160,
    4_240,
    4_190,
    4_310,
    4_270,
    4_220,
    4_330,
    4_290,
    4_340,
)
RESPONDENTS = (86, 91, 74, 103, 98, 112, 95, 120, 108, 101, 117, 109, 114)
COMPLAINTS = (
    *(9_000, 11_000, 8_000, 10_000, 7_000, 9_000),
    *(8_000, 6_000, 10_000, 9_000, 7_000, 8_000, 6_000),
)


def make_counted() -> None:
    """A counter with a source of its own, a survey, and a figure that somebody enters."""
    source = Source.objects.create(
        code=GATEWAY,
        name="Payment gateway's counters",
        kind=Source.Kind.REST,
        expected_interval_seconds=4 * STEP_SECONDS,
    )
    services = Service.objects.in_bulk([COUNTED, ASKED, ENTERED], field_name="code")
    Indicator.objects.create(
        service=services[COUNTED], kind=Kind.COUNTER, source=source, is_fed=False
    )
    Indicator.objects.create(
        service=services[ASKED], kind=Kind.SATISFACTION, is_fed=False, scale_from=1, scale_to=5
    )
    Indicator.objects.create(
        service=services[ENTERED],
        kind=Kind.ENTERED,
        name="Open complaints",
        unit="complaints",
        is_fed=False,
    )


def promise_counts(version: Version, manager: User) -> None:
    """Promise what is counted beside the availability of the same service."""
    promises = {
        COUNTED: (Kind.COUNTER, {"metric": Metric.RATIO, "threshold_ppm": 999_000}),
        ASKED: (Kind.SATISFACTION, {"metric": Metric.SATISFACTION, "limit": 4_000}),
        ENTERED: (Kind.ENTERED, {"metric": Metric.ENTERED, "limit": 12_000, "comparator": "<="}),
    }
    promised = version.targets.filter(indicator__kind=Kind.AVAILABILITY)
    for target in promised.select_related("hours", "indicator__service"):
        kind, terms = promises.get(target.indicator.service.code, (None, {}))
        if kind is None:
            continue
        add_targets(
            version=version,
            indicators=[Indicator.objects.get(service=target.indicator.service, kind=kind)],
            hours=target.hours,
            period="quarter" if kind == Kind.SATISFACTION else "month",
            protects=target.protects,
            actor=manager,
            **terms,
        )


def tell_counters(*, start: int, end: int, reset: int) -> int:
    """What the gateway's counters showed in `[start, end)`; at `reset` they began again.

    Returns how many readings were new.
    """
    indicator = Indicator.objects.select_related("source").get(
        service__code=COUNTED, kind=Kind.COUNTER
    )
    instants = np.arange(-(-start // STEP_SECONDS) * STEP_SECONDS, end, STEP_SECONDS)
    if not len(instants) or indicator.source is None:
        return 0
    before = CounterReading.objects.filter(indicator=indicator).order_by("-read_at").first()
    total, bad = (np.cumsum(added) for added in _added(instants, reset))
    good = total - bad
    if before is not None:
        total, good = total + before.total, good + before.good
    if before is not None and to_seconds(before.read_at) < reset <= instants[-1]:
        place = int(np.searchsorted(instants, reset))
        shown = (total[place - 1], good[place - 1]) if place else (before.total, before.good)
        total[place:] -= shown[0]
        good[place:] -= shown[1]
    one = Readings(indicator, indicator.source, instants, good, total)
    return ingest_readings(readings=[one], at=from_seconds(end)).new


def _added(instants: np.ndarray, reset: int) -> tuple[np.ndarray, np.ndarray]:
    """Payments of each half hour, and how many of them failed: busy by day, quiet at night."""
    offset = zone(story.ZONE).datetime_at(int(instants[0])).utcoffset() or dt.timedelta()
    hour = (instants + int(offset.total_seconds())) % DAY_SECONDS // 3_600
    chance = instants // STEP_SECONDS * 2_654_435_761 % 1_009  # the same however it is cut
    total = 400 + 260 * np.clip(10 - np.abs(hour - 13), 0, 10) + chance
    one_in = np.where((instants > reset - 3_600) & (instants <= reset), ONE_IN_BEFORE_RESET, ONE_IN)
    return total, (total + chance) // one_in


def reset_instant(now: int) -> int:
    """When the counters began again: at a whole step, in the small hours."""
    midnight = now - RESET_DAYS_AGO * DAY_SECONDS
    return midnight - midnight % DAY_SECONDS + 20 * 3_600  # 03:00 in Jakarta


def tell_scores(*, start: int, end: int, months: list[tuple[int, int]], manager: User) -> None:
    """At the end of each month that ended in `[start, end)`: a survey's answers and a figure."""
    asked = Indicator.objects.get(service__code=ASKED, kind=Kind.SATISFACTION)
    entered = Indicator.objects.get(service__code=ENTERED, kind=Kind.ENTERED)
    clock = zone(story.ZONE)
    for place, (_first, behind) in enumerate(months[:-1]):
        if not start <= behind < end:
            continue
        on = clock.datetime_at(behind - 1).date()
        number = place % len(ANSWERS)
        record_score(
            indicator=asked,
            external_id=f"SURVEY-{on:%Y-%m}",
            said=Said(on, ANSWERS[number], RESPONDENTS[number], note="Question in the app"),
            actor=manager,
            at=from_seconds(end),
        )
        minutes = f"Open complaints on {on}: {COMPLAINTS[number] // 1_000}, counted in the review."
        file = ContentFile(minutes.encode(), name=f"minutes-{on:%Y-%m}.txt")
        file.content_type = "text/plain"  # type: ignore[attr-defined]
        score = record_score(
            indicator=entered,
            said=Said(on, COMPLAINTS[number], note="Monthly review", file=file),
            actor=manager,
            at=from_seconds(end),
        )
        if place == len(months) - 3:
            correct_score(
                score=score,
                said=Said(on, COMPLAINTS[number] - 1_000, note="Monthly review"),
                change_reason="One complaint was counted twice.",
                actor=manager,
                at=from_seconds(end),
            )


def go_on_with_counts(*, at: dt.datetime) -> int:
    """What the counters showed since the demo was last told."""
    last = (
        CounterReading.objects.filter(indicator__service__code=COUNTED).order_by("-read_at").first()
    )
    if last is None:
        return 0
    return tell_counters(start=to_seconds(last.read_at) + 1, end=to_seconds(at), reset=0)
