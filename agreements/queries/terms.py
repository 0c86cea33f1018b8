"""Targets as the engine's terms, and terms as they were kept."""

import datetime as dt
from typing import Any

from agreements.engine.terms import (
    Comparator,
    ExclusionApproval,
    LateCorrection,
    NewService,
    Terms,
)
from agreements.engine.verdicts import Alerts
from agreements.models import Target
from slm.engine.breaks import Crossing
from slm.engine.level import Planned, Reading, Unknown
from slm.engine.metrics import Form, Metric, meaning
from slm.engine.periods import Cadence, PeriodKind


def terms_of(target: Target, *, grace_days: int, anchor_on: dt.date | None = None) -> Terms:
    """What a target promises, with every policy it is read by.

    `grace_days` holds where the target has none of its own; `anchor_on` is the first day of the
    agreement, from which contract years are counted.
    """
    metric = Metric(target.metric)
    is_share = meaning(metric).form is Form.SHARE
    return Terms(
        indicator=str(target.indicator.public_id),
        hours=target.hours.code,
        target_ppm=target.threshold_ppm if is_share else 0,
        cadence=Cadence(
            PeriodKind(target.period),
            first_weekday=target.week_starts,
            first_month=target.first_month or 1,
            anchor_on=anchor_on,
            rolling_days=target.rolling_days,
        ),
        comparator=Comparator(target.comparator),
        reading=Reading(
            unknown=Unknown(target.unknown),
            planned=Planned(target.planned),
            partial_weight_ppm=target.partial_ppm,
            degraded_weight_ppm=target.degraded_ppm,
        ),
        minimum_break_seconds=target.min_break_seconds,
        crossing=Crossing(target.crossing),
        new_service=NewService(target.new_service),
        late_correction=LateCorrection(target.late_correction),
        grace_days=grace_days if target.grace_days is None else target.grace_days,
        metric=metric,
        limit=None if is_share else target.limit,
        within=target.within,
        priority=target.priority,
        exclusion_approval=ExclusionApproval(target.exclusion_approval),
    )


def terms_from(content: dict[str, Any]) -> Terms:
    """The terms that `Terms.content()` wrote into a commitment."""
    return Terms(
        indicator=content["indicator"],
        hours=content["hours"],
        target_ppm=content["target_ppm"],
        cadence=cadence_from(content["period"]),
        comparator=Comparator(content["comparator"]),
        reading=Reading(
            unknown=Unknown(content["unknown"]),
            planned=Planned(content["planned"]),
            partial_weight_ppm=content["partial_weight_ppm"],
            degraded_weight_ppm=content["degraded_weight_ppm"],
        ),
        minimum_break_seconds=content["minimum_break_seconds"],
        crossing=Crossing(content["crossing"]),
        new_service=NewService(content["new_service"]),
        late_correction=LateCorrection(content["late_correction"]),
        grace_days=content["grace_days"],
        rules=tuple(sorted(content["rules"].items())),
        metric=Metric(content.get("metric", Metric.AVAILABILITY)),
        limit=content.get("limit"),
        within=content.get("within"),
        priority=content.get("priority", ""),
        exclusion_approval=ExclusionApproval(
            content.get("exclusion_approval", ExclusionApproval.MANAGER)
        ),
    )


def cadence_from(text: str) -> Cadence:
    """The cadence that wrote itself as `month`, `week:6`, `fiscal_year:4`, `rolling:30` …"""
    kind, _sep, detail = text.partition(":")
    match PeriodKind(kind):
        case PeriodKind.WEEK as found:
            return Cadence(found, first_weekday=int(detail))
        case PeriodKind.FISCAL_YEAR as found:
            return Cadence(found, first_month=int(detail))
        case PeriodKind.CONTRACT_YEAR as found:
            return Cadence(found, anchor_on=dt.date.fromisoformat(detail))
        case PeriodKind.ROLLING as found:
            return Cadence(found, rolling_days=int(detail))
        case found:
            return Cadence(found)


def alerts_of(target: Target) -> Alerts:
    """When to worry about a target."""
    return Alerts(warning_ppm=(target.warning_ppm,))
