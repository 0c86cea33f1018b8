"""Plan maintenance that comes again: a rule, and each date of it as a maintenance of its own."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from common.db.instants import from_seconds, to_seconds
from slm.engine.recurrence import Occurrence, UnknownRule, occurrences, read_rule, write_rule
from slm.engine.zones import UnknownZone, zone
from slm.models import Maintenance, MaintenanceSeries, SeriesPart, Source

from .change_maintenance import apply_change, locked_maintenance
from .decide_maintenance import cancel_locked
from .plan_maintenance import (
    MaintenanceRefused,
    check_plan,
    default_notice_seconds,
    enter,
    manual_source,
    next_reference,
)
from .write_protections import LONGEST, Part

AHEAD = relativedelta(months=13)
PREFIX = "S-"
# A date stands behind the reference of its series.
MAX_SERIES_REFERENCE = 39


@transaction.atomic
def plan_series(
    *,
    parts: Sequence[Part],
    title: str,
    reason: str = "",
    zone_name: str,
    rule: str,
    first_on: dt.date,
    begins: dt.time,
    duration_seconds: int,
    announced_at: dt.datetime | None,
    notice_seconds: int | None = None,
    source: Source | None = None,
    external_id: str = "",
    actor: Any,
    at: dt.datetime,
) -> MaintenanceSeries:
    """Keep the rule and enter each of its dates of the next thirteen months that is still ahead.

    What has begun already is no plan: it is entered by itself, if at all. `extend_series` goes on.
    """
    check_plan(parts=parts, title=title, announced_at=announced_at, at=at)
    _check_rule(zone_name, rule, duration_seconds, first_on, at)
    if source is None:
        source = manual_source()
        external_id = next_reference(source, MaintenanceSeries, PREFIX)
    if not external_id or len(external_id) > MAX_SERIES_REFERENCE:
        raise MaintenanceRefused(
            _("A reference has 1 to %(limit)d characters.") % {"limit": MAX_SERIES_REFERENCE},
            field="external_id",
        )
    if MaintenanceSeries.objects.filter(source=source, external_id=external_id).exists():
        raise MaintenanceRefused(
            _("Something else has this reference already."), field="external_id"
        )
    series = MaintenanceSeries.objects.create(
        source=source,
        external_id=external_id,
        title=title.strip(),
        reason=reason,
        zone=zone_name,
        rule=rule,
        first_on=first_on,
        begins=begins,
        duration_seconds=duration_seconds,
        announced_at=announced_at,
        notice_seconds=default_notice_seconds() if notice_seconds is None else notice_seconds,
        entered_at=at,
        expanded_to_at=at + AHEAD,
    )
    _keep_parts(series, parts)
    _enter(series, _wanted(series, at), parts, actor, at)
    return series


@transaction.atomic
def change_series(
    *,
    series: MaintenanceSeries,
    parts: Sequence[Part],
    title: str,
    reason: str,
    rule: str,
    first_on: dt.date,
    begins: dt.time,
    duration_seconds: int,
    announced_at: dt.datetime | None,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> MaintenanceSeries:
    """Change the dates that have not begun; the others stay as they were. The zone is for life.

    A date that stays gets the change as a version of its own, one that the rule no longer knows is
    cancelled, a new one is entered. Dates that were changed or cancelled by themselves stay so.
    """
    check_plan(parts=parts, title=title, announced_at=announced_at, at=at)
    _check_rule(series.zone, rule, duration_seconds, first_on, at)
    locked = _locked(series)
    if not change_reason.strip():
        raise MaintenanceRefused(_("Say why this is changed."), field="change_reason")
    when = rule, first_on, begins, duration_seconds
    before = {part.key for part in series_parts(locked)}
    is_other = when != (locked.rule, locked.first_on, locked.begins, locked.duration_seconds)
    if is_other or not {part.key for part in parts} <= before:
        locked.replaced_at, locked.entered_at = locked.entered_at, at
    locked.rule, locked.first_on, locked.begins, locked.duration_seconds = when
    locked.title, locked.reason, locked.announced_at = title.strip(), reason, announced_at
    locked.expanded_to_at = at + AHEAD
    locked.save()
    locked.parts.all().delete()
    _keep_parts(locked, parts)
    wanted = {one.on: one for one in _wanted(locked, at)}
    ahead = _still_ahead(locked, at)
    begun = locked.occurrences.exclude(pk__in=[row.pk for row in ahead])
    for on in begun.values_list("occurs_on", flat=True):
        if on is not None:
            wanted.pop(on, None)
    for row in ahead:
        one = wanted.pop(row.occurs_on, None) if row.occurs_on else None
        known = locked_maintenance(row)
        if known.is_detached:
            continue
        if one is None:
            if not known.is_cancelled:
                cancel_locked(known, change_reason=change_reason, actor=actor, at=at)
            continue
        comes_back, known.is_cancelled = known.is_cancelled, False
        apply_change(
            known,
            parts=parts,
            title=title,
            start_at=from_seconds(one.start),
            end_at=from_seconds(one.end),
            announced_at=announced_at,
            reason=reason,
            change_reason=change_reason,
            is_new=comes_back,
            actor=actor,
            at=at,
        )
    _enter(locked, list(wanted.values()), parts, actor, at)
    return locked


@transaction.atomic
def end_series(
    *,
    series: MaintenanceSeries,
    from_on: dt.date | None = None,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> MaintenanceSeries:
    """Cancel every date that has not begun, and enter no more. Ended already it stays so.

    With `from_on` the dates before that day stay and the series goes on until then.
    """
    if not change_reason.strip():
        raise MaintenanceRefused(_("Say why the series ends."), field="change_reason")
    locked = MaintenanceSeries.objects.select_for_update().get(pk=series.pk)
    if locked.ended_at is not None:
        return locked
    leaving = _still_ahead(locked, at)
    if from_on is None or from_on <= locked.first_on:
        locked.ended_at = at
    else:
        rule = read_rule(locked.rule)
        if rule.until is not None and rule.until < from_on:
            raise MaintenanceRefused(_("It ends before that day already."), field="from_on")
        leaving = [row for row in leaving if row.occurs_on is None or row.occurs_on >= from_on]
        last_on = from_on - dt.timedelta(days=1)
        locked.rule = write_rule(dataclasses.replace(rule, until=last_on, count=None))
    locked.save()
    for row in leaving:
        if not row.is_cancelled:
            known = locked_maintenance(row)
            cancel_locked(known, change_reason=change_reason, actor=actor, at=at)
    return locked


def extend_series(*, at: dt.datetime) -> int:
    """Enter the dates that have come within thirteen months; return how many are new.

    Once a day is enough, however often it is asked.
    """
    reached = at + AHEAD - dt.timedelta(days=1)
    due = MaintenanceSeries.objects.filter(ended_at=None, expanded_to_at__lte=reached)
    return sum(_extend(pk, at) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _extend(pk: int, at: dt.datetime) -> int:
    series = MaintenanceSeries.objects.select_for_update().select_related("source").get(pk=pk)
    since = max(at, series.expanded_to_at)
    if series.ended_at is not None or series.expanded_to_at >= at + AHEAD:
        return 0
    series.expanded_to_at = at + AHEAD
    series.save(update_fields=["expanded_to_at"])
    known = set(series.occurrences.values_list("occurs_on", flat=True))
    fresh = [one for one in _wanted(series, since, inclusive=True) if one.on not in known]
    _enter(series, fresh, series_parts(series), None, at)
    return len(fresh)


def series_parts(series: MaintenanceSeries) -> list[Part]:
    """What a series is about."""
    rows = series.parts.select_related("service", "slice").order_by("service__name", "pk")
    return [Part(row.service, row.slice) for row in rows]


def _locked(series: MaintenanceSeries) -> MaintenanceSeries:
    locked = (
        MaintenanceSeries.objects.select_for_update(of=["self"])
        .select_related("source")
        .get(pk=series.pk)
    )
    if locked.ended_at is not None:
        raise MaintenanceRefused(_("The series has ended. Plan a new one."))
    return locked


def _check_rule(
    zone_name: str, rule: str, duration_seconds: int, first_on: dt.date, at: dt.datetime
) -> None:
    try:
        read_rule(rule)
    except UnknownRule as error:
        raise MaintenanceRefused(
            _("Choose on which days it comes again."), field="weekdays"
        ) from error
    try:
        zone(zone_name)
    except UnknownZone as error:
        raise MaintenanceRefused(
            _("This is not a zone of the time zone data."), field="zone_name"
        ) from error
    if not 0 < duration_seconds <= LONGEST.total_seconds():
        raise MaintenanceRefused(
            _("It lasts at least a second and at most a year."), field="duration"
        )
    if not 2000 <= first_on.year <= at.year + 5:
        raise MaintenanceRefused(
            _("The first day lies between 2000 and five years ahead."), field="first_on"
        )


def _wanted(
    series: MaintenanceSeries, since: dt.datetime, *, inclusive: bool = False
) -> list[Occurrence]:
    """The dates of the rule that begin after `since` and before the horizon."""
    begin = to_seconds(since) + (0 if inclusive else 1)
    found = occurrences(
        series.rule,
        first=dt.datetime.combine(series.first_on, series.begins),
        clock=zone(series.zone),
        duration=series.duration_seconds,
        exceptions=set(series.exceptions),
        until=to_seconds(series.expanded_to_at),
    )
    return [one for one in found if one.start >= begin]


def _still_ahead(series: MaintenanceSeries, at: dt.datetime) -> list[Maintenance]:
    return list(series.occurrences.filter(start_at__gt=at).order_by("start_at", "pk"))


def _keep_parts(series: MaintenanceSeries, parts: Sequence[Part]) -> None:
    SeriesPart.objects.bulk_create(
        SeriesPart(series=series, service=part.service, slice=part.slice) for part in parts
    )


def _enter(
    series: MaintenanceSeries,
    dates: Sequence[Occurrence],
    parts: Sequence[Part],
    actor: Any,
    at: dt.datetime,
) -> None:
    enter(
        [
            Maintenance(
                source=series.source,
                external_id=f"{series.external_id}/{one.on:%Y-%m-%d}",
                series=series,
                occurs_on=one.on,
                title=series.title,
                reason=series.reason,
                start_at=from_seconds(one.start),
                end_at=from_seconds(one.end),
                announced_at=series.announced_at,
                notice_seconds=series.notice_seconds,
                entered_at=series.entered_at,
                replaced_at=series.replaced_at,
            )
            for one in dates
        ],
        parts=parts,
        actor=actor,
        at=at,
    )
