"""Declare an outage, correct it, end it, withdraw it. Every change is a new version."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.db.partitions import ensure_months
from common.problems import Refusal
from slm.models import Fact, FactVersion, Indicator, Layer, Service, Slice, Source

from .hear_sources import hear_sources
from .mark_dirty import mark_dirty

# A tool whose clock runs ahead is refused, not believed.
MAX_AHEAD = dt.timedelta(minutes=10)
# Before any record that a provider keeps: a year that was mistyped.
EARLIEST_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
OUTAGE_LAYERS = (Layer.DOWN, Layer.PARTIAL, Layer.DEGRADED)


class OutageRefused(Refusal):
    """The outage is not recorded as given."""

    code = "outage_refused"


@transaction.atomic
def record_outage(
    *,
    source: Source,
    external_id: str,
    service: Service,
    slice: Slice | None = None,
    layer: Layer = Layer.DOWN,
    start_at: dt.datetime,
    end_at: dt.datetime | None = None,
    reason: str = "",
    actor: Any = None,
    at: dt.datetime,
) -> Fact:
    """Record what a source says about an outage, under the source's own id.

    Said again unchanged it is nothing new. Said with another end, layer or reason it is the next
    version. A later start under an id whose outage has ended is the next outage of a tool that
    uses its ids again (decision 7); any other start is a correction.
    """
    _check_span(start_at, end_at, at)
    if layer not in OUTAGE_LAYERS:
        raise OutageRefused(_("An outage is down, partly down or degraded."), field="layer")
    same_id = Fact.objects.select_for_update().filter(source=source, external_id=external_id)
    # Said again word for word, an earlier outage of a reused id is itself, not the latest one's
    # correction.
    fact = (
        same_id.filter(start_at=start_at).order_by("-id").first()
        or same_id.order_by("-start_at", "-id").first()
    )
    reuses = (
        fact is not None
        and fact.end_at is not None
        and start_at >= fact.end_at
        and start_at != fact.start_at  # an outage without length, said again
    )
    if fact is None or (reuses and not fact.is_void and fact.kind == Fact.Kind.OUTAGE):
        return _first_version(
            source=source,
            external_id=external_id,
            reused_start_at=start_at if reuses else None,
            service=service,
            slice=slice,
            layer=layer,
            start_at=start_at,
            end_at=end_at,
            reason=reason,
            actor=actor,
            at=at,
        )
    if fact.kind != Fact.Kind.OUTAGE:
        raise OutageRefused(
            _("This reference belongs to a maintenance or an exclusion."), field="external_id"
        )
    if fact.service_id != service.pk or fact.slice_id != (slice.pk if slice else None):
        raise OutageRefused(
            _("This reference belongs to an outage of another service or slice."),
            field="external_id",
        )
    current = fact.versions.get(number=fact.version_number)
    if (start_at, end_at, layer) == (fact.start_at, fact.end_at, fact.layer) and (
        not fact.is_void and (not reason or reason == current.reason)
    ):
        return fact
    return _next_version(
        fact,
        layer=layer,
        start_at=start_at,
        end_at=end_at,
        reason=reason or current.reason,
        change_reason="",
        is_void=False,
        actor=actor,
        at=at,
    )


@transaction.atomic
def correct_outage(
    *,
    fact: Fact,
    start_at: dt.datetime,
    end_at: dt.datetime | None,
    layer: Layer,
    reason: str,
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> Fact:
    """Say better what an outage was; `change_reason` says why it was said otherwise before."""
    _check_span(start_at, end_at, at)
    if not change_reason.strip():
        raise OutageRefused(_("Say why this is changed."), field="change_reason")
    locked = Fact.objects.select_for_update().get(pk=fact.pk)
    return _next_version(
        locked,
        layer=layer,
        start_at=start_at,
        end_at=end_at,
        reason=reason,
        change_reason=change_reason,
        is_void=False,
        actor=actor,
        at=at,
    )


@transaction.atomic
def end_outage(*, fact: Fact, end_at: dt.datetime, actor: Any, at: dt.datetime) -> Fact:
    """Say that an open outage is over. An outage that has ended stays as it is."""
    locked = Fact.objects.select_for_update().get(pk=fact.pk)
    if not locked.is_open:
        return locked
    _check_span(locked.start_at, end_at, at)
    return _next_version(
        locked,
        layer=Layer(locked.layer),
        start_at=locked.start_at,
        end_at=end_at,
        reason=locked.versions.get(number=locked.version_number).reason,
        change_reason="",
        is_void=False,
        actor=actor,
        at=at,
    )


@transaction.atomic
def withdraw_outage(*, fact: Fact, change_reason: str, actor: Any, at: dt.datetime) -> Fact:
    """Say that there was no outage; what was said stays in its versions."""
    if not change_reason.strip():
        raise OutageRefused(_("Say why this is withdrawn."), field="change_reason")
    locked = Fact.objects.select_for_update().get(pk=fact.pk)
    if locked.is_void:
        return locked
    return _next_version(
        locked,
        layer=Layer(locked.layer),
        start_at=locked.start_at,
        end_at=locked.end_at,
        reason=locked.versions.get(number=locked.version_number).reason,
        change_reason=change_reason,
        is_void=True,
        actor=actor,
        at=at,
    )


def _check_span(start_at: dt.datetime, end_at: dt.datetime | None, at: dt.datetime) -> None:
    if start_at > at + MAX_AHEAD:
        raise OutageRefused(
            _("An outage cannot begin more than ten minutes in the future."), field="start_at"
        )
    if start_at < EARLIEST_AT:
        raise OutageRefused(_("An outage cannot begin before the year 2000."), field="start_at")
    if end_at is not None and end_at < start_at:
        raise OutageRefused(_("It ends before it begins."), field="end_at")
    if end_at is not None and end_at > at + MAX_AHEAD:
        raise OutageRefused(
            _("An outage cannot end more than ten minutes in the future."), field="end_at"
        )


def _first_version(
    *, reused_start_at: dt.datetime | None, reason: str, actor: Any, at: dt.datetime, **span: Any
) -> Fact:
    try:
        with transaction.atomic():
            fact = Fact.objects.create(
                kind=Fact.Kind.OUTAGE, reused_start_at=reused_start_at, **span
            )
    except IntegrityError:
        # Another request was first with the same key: what it wrote is judged like any other.
        return record_outage(reason=reason, actor=actor, at=at, **span)
    _write_version(fact, reason=reason, change_reason="", actor=actor, at=at)
    _touch(fact, fact.start_at, fact.end_at, at)
    return fact


def _next_version(
    fact: Fact,
    *,
    layer: Layer,
    start_at: dt.datetime,
    end_at: dt.datetime | None,
    reason: str,
    change_reason: str,
    is_void: bool,
    actor: Any,
    at: dt.datetime,
) -> Fact:
    before = fact.start_at, fact.end_at
    fact.version_number += 1
    fact.layer, fact.start_at, fact.end_at, fact.is_void = layer, start_at, end_at, is_void
    fact.save()
    _write_version(fact, reason=reason, change_reason=change_reason, actor=actor, at=at)
    ends = {before[1], end_at}
    to_at = None if None in ends else max(end for end in ends if end is not None)
    _touch(fact, min(before[0], start_at), to_at, at)
    return fact


def _write_version(
    fact: Fact, *, reason: str, change_reason: str, actor: Any, at: dt.datetime
) -> None:
    ensure_months(FactVersion, fact.start_at.date(), fact.start_at.date())
    FactVersion.objects.create(
        fact=fact,
        number=fact.version_number,
        start_at=fact.start_at,
        end_at=fact.end_at,
        layer=fact.layer,
        is_void=fact.is_void,
        reason=reason,
        change_reason=change_reason,
        received_at=at,
        actor=actor,
    )


def _touch(fact: Fact, from_at: dt.datetime, to_at: dt.datetime | None, at: dt.datetime) -> None:
    indicators = Indicator.objects.filter(
        service_id=fact.service_id, kind=Indicator.Kind.AVAILABILITY
    )
    if fact.slice_id is not None:
        indicators = indicators.filter(slice_id=fact.slice_id)
    mark_dirty(indicators=indicators, from_at=from_at, to_at=to_at, at=at)
    hear_sources(ids=[fact.source_id], at=at)
