"""Try what an OLA or UC would promise: begin and end its pilot, judge it meanwhile."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Installation
from agreements.engine.terms import NewService
from agreements.models import Agreement, Pilot, PilotPeriod, PilotTarget, Version
from agreements.queries.access import may_manage_agreement
from agreements.queries.guards import hours_without_windows
from agreements.queries.local_dates import first_instant, local_day
from agreements.queries.periods import begun_periods, period_label
from agreements.queries.pilot_figures import judge_pilot_periods
from agreements.queries.terms import terms_from, terms_of
from common.db.instants import from_seconds, to_seconds
from common.problems import Refusal
from slm.engine.metrics import Metric
from slm.engine.zones import zone
from slm.operations.watch_period import measure_for, watch_periods

PILOTED = (Agreement.Kind.OLA, Agreement.Kind.UC)
# Before it goes out for signing: what is signed is no trial any more.
ON_TRIAL = (Version.State.DRAFT, Version.State.NEGOTIATION, Version.State.AGREED)
# A pilot alarms nobody, so that it need not be judged with every tick.
LOOK_AGAIN = dt.timedelta(minutes=5)


class PilotRefused(Refusal):
    """The pilot neither begins nor ends."""

    code = "pilot_refused"


@transaction.atomic
def start_pilot(*, version: Version, starts_on: dt.date, actor: Any, at: dt.datetime) -> Pilot:
    """Measure the targets of an OLA or UC before it is signed, from a local day on (R62).

    The targets are taken as they stand now; the draft may be changed meanwhile. Nothing of it is
    a promise: no breach, no credit, no notice.
    """
    locked = _lock(version, actor)
    agreement = locked.agreement
    if agreement.kind not in PILOTED:
        raise PilotRefused(_("Only agreements with teams and suppliers are tried in a pilot."))
    if locked.state not in ON_TRIAL:
        raise PilotRefused(_("A pilot comes before signing."), field="state")
    today = local_day(at, agreement.zone)
    assert today is not None
    if starts_on > today:
        raise PilotRefused(_("It begins today at the latest."), field="starts_on")
    targets = list(locked.targets.select_related("indicator", "hours").order_by("pk"))
    if not targets:
        raise PilotRefused(_("Add at least one target."))
    if silent := hours_without_windows(locked):
        raise PilotRefused(
            _("The service hours %(hours)s have no windows yet.")
            % {"hours": ", ".join(str(hours) for hours in silent)}
        )
    try:
        with transaction.atomic():
            pilot = Pilot.objects.create(
                version=locked,
                start_at=first_instant(starts_on, agreement.zone),
                started_by=actor,
                started_at=at,
            )
    except IntegrityError as error:
        raise PilotRefused(_("A pilot of this version is running.")) from error
    grace_days = Installation.current().grace_days
    PilotTarget.objects.bulk_create(
        PilotTarget(
            pilot=pilot,
            measure=measure_for(
                indicator=target.indicator,
                hours=target.hours,
                min_break_seconds=target.min_break_seconds,
                metric=Metric(target.metric),
                within=target.within,
                priority=target.priority,
            ),
            terms=replace(
                terms_of(target, grace_days=grace_days, anchor_on=starts_on),
                # A trial has no whole period to wait for.
                new_service=NewService.FROM_ITS_START,
            ).content(),
            warning_ppm=target.warning_ppm,
        )
        for target in targets
    )
    _judge(pilot, at=at)
    return pilot


@transaction.atomic
def end_pilot(*, pilot: Pilot, result: str, words: str, actor: Any, at: dt.datetime) -> Pilot:
    """End the pilot now, with what came of it; its last figures stay as they are found now."""
    version = _lock(pilot.version, actor)
    locked = Pilot.objects.select_for_update().get(pk=pilot.pk)
    locked.version = version
    if not locked.is_running:
        raise PilotRefused(_("This pilot has ended."))
    if result not in Pilot.Result.values:
        raise PilotRefused(_("Say what came of it."), field="result")
    if not words.strip():
        raise PilotRefused(_("Write what was found."), field="words")
    if at <= locked.start_at:
        raise PilotRefused(_("Nothing was measured yet."))
    locked.end_at, locked.ended_by = at, actor
    locked.result, locked.words = result, words.strip()
    locked.save()
    _judge(locked, at=at)
    return locked


def judge_pilots(*, at: dt.datetime) -> int:
    """Bring the figures of every running pilot to `at`, each at most once in five minutes."""
    count = 0
    for pk in Pilot.objects.filter(end_at=None).values_list("pk", flat=True):
        with transaction.atomic():
            pilot = (
                Pilot.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("version__agreement")
                .filter(pk=pk, end_at=None)
                .first()
            )
            if pilot is None or not _is_due(pilot, at):
                continue
            _judge(pilot, at=at)
            count += 1
    return count


def _is_due(pilot: Pilot, at: dt.datetime) -> bool:
    newest = (
        PilotPeriod.objects.filter(target__pilot=pilot)
        .order_by("-judged_at")
        .values_list("judged_at", flat=True)
        .first()
    )
    return newest is None or at - newest >= LOOK_AGAIN


def _judge(pilot: Pilot, *, at: dt.datetime) -> None:
    """Begin the periods that are due and judge all that are not settled."""
    targets = list(
        pilot.targets.select_related("measure__hours", "measure__indicator").order_by("pk")
    )
    _roll(pilot, targets, at=at)
    periods = list(
        PilotPeriod.objects.filter(target__in=targets)
        .exclude(judged_at__gte=F("end_at"), revision=F("period_state__revision"))
        .select_related("period_state", "target__measure__hours", "target__measure__indicator")
        .order_by("pk")
    )
    judge_pilot_periods(periods, at=at)
    PilotPeriod.objects.bulk_update(
        periods, ["state", "told", "covered", "counted", "judged_at", "revision"]
    )


def _roll(pilot: Pilot, targets: Iterable[PilotTarget], *, at: dt.datetime) -> None:
    """A row for each period that has begun; the last ones are cut where the pilot ended."""
    end = None if pilot.end_at is None else to_seconds(pilot.end_at)
    known = {
        (row.target_id, row.label): row for row in PilotPeriod.objects.filter(target__in=targets)
    }
    wanted = []
    for target in targets:
        periods = begun_periods(
            terms_from(target.terms),
            begin=to_seconds(pilot.start_at),
            now=to_seconds(at),
            term_start=to_seconds(pilot.start_at),
            term_end=end,
            zone=zone(target.measure.hours.zone),
        )
        for period in periods:
            start_at, end_at = from_seconds(period.start), from_seconds(period.end)
            row = known.get((target.pk, period_label(period)))
            if row is None or (row.start_at, row.end_at) != (start_at, end_at):
                row = row or PilotPeriod(target=target, label=period_label(period))
                row.start_at, row.end_at, row.is_clipped = start_at, end_at, period.clipped
                wanted.append((target.measure, row))
    if not wanted:
        return
    states = watch_periods(
        wanted=[(measure, row.start_at, row.end_at) for measure, row in wanted], at=at
    )
    for measure, row in wanted:
        row.period_state = states[measure.pk, row.start_at, row.end_at]
        row.save()


def _lock(version: Version, actor: Any) -> Version:
    locked = (
        Version.objects.select_for_update(of=("self",))
        .select_related("agreement")
        .get(pk=version.pk)
    )
    if not may_manage_agreement(actor, locked.agreement):
        raise PilotRefused(_("You may not decide on this agreement."))
    return locked
