"""Targets as the engine's terms, and terms as they were kept."""

from typing import Any

from agreements.engine.terms import Comparator, LateCorrection, Terms
from agreements.engine.verdicts import Alerts
from agreements.models import Target
from slm.engine.level import Planned, Reading, Unknown
from slm.engine.periods import Cadence, PeriodKind


def terms_of(target: Target, *, grace_days: int) -> Terms:
    """What a target promises, with every policy it is read by."""
    return Terms(
        indicator=str(target.indicator.public_id),
        hours=target.hours.code,
        target_ppm=target.threshold_ppm,
        cadence=Cadence(PeriodKind(target.period), first_weekday=target.week_starts),
        comparator=Comparator(target.comparator),
        reading=Reading(
            unknown=Unknown(target.unknown),
            planned=Planned(target.planned),
            partial_weight_ppm=target.partial_ppm,
            degraded_weight_ppm=target.degraded_ppm,
        ),
        minimum_break_seconds=target.min_break_seconds,
        grace_days=grace_days,
    )


def terms_from(content: dict[str, Any]) -> Terms:
    """The terms that `Terms.content()` wrote into a commitment."""
    kind, _sep, detail = content["period"].partition(":")
    cadence = Cadence(PeriodKind(kind), first_weekday=int(detail) if kind == "week" else 0)
    return Terms(
        indicator=content["indicator"],
        hours=content["hours"],
        target_ppm=content["target_ppm"],
        cadence=cadence,
        comparator=Comparator(content["comparator"]),
        reading=Reading(
            unknown=Unknown(content["unknown"]),
            planned=Planned(content["planned"]),
            partial_weight_ppm=content["partial_weight_ppm"],
            degraded_weight_ppm=content["degraded_weight_ppm"],
        ),
        minimum_break_seconds=content["minimum_break_seconds"],
        late_correction=LateCorrection(content["late_correction"]),
        grace_days=content["grace_days"],
    )


def alerts_of(target: Target) -> Alerts:
    """When to worry about a target."""
    return Alerts(warning_ppm=(target.warning_ppm,))
