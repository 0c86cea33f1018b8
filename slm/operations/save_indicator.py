"""Save an indicator; where its rule changes, compute its levels again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.db.instants import from_seconds
from common.problems import Refusal
from slm.models import Feed, Indicator, Service

from .ingest_samples import rebuild_runs
from .mark_dirty import mark_dirty
from .save_record import save_record

THE_BEGINNING = from_seconds(0)
# What says how an indicator is read; the rest of its columns are its key.
RULES = ("source_id", "is_fed", "max_gap_seconds", "unit", "scale_from", "scale_to")


class IndicatorRefused(Refusal):
    """The indicator is not saved as given."""

    code = "indicator_refused"


@transaction.atomic
def save_indicator(
    *, indicator: Indicator, accepts_recompute: bool = False, actor: Any, at: dt.datetime
) -> Indicator:
    """Save a new or changed indicator.

    Whether time without a word is unknown (`is_fed`) and how long a state holds
    (`max_gap_seconds`) decide what every level of the past is: such a change is refused unless
    `accepts_recompute`, and then marks what it touches. What an indicator measures never changes,
    nor the scale on which scores were given.
    """
    if (
        indicator.slice_id
        and indicator.slice
        and indicator.slice.service_id != indicator.service_id
    ):
        raise IndicatorRefused(_("This slice belongs to another service."), field="slice")
    _check_scale(indicator)
    if indicator.pk is None:
        return save_record(record=indicator, field="name")
    before = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if (before.service_id, before.kind, before.slice_id) != (
        indicator.service_id,
        indicator.kind,
        indicator.slice_id,
    ):
        raise IndicatorRefused(
            _("What an indicator measures never changes. Add another one."), field="kind"
        )
    scale = before.scale_from, before.scale_to
    if scale != (indicator.scale_from, indicator.scale_to) and before.scores.exists():
        raise IndicatorRefused(
            _("Scores were given on the scale that there is. Add another indicator."),
            field="scale_to",
        )
    holds_otherwise = before.max_gap_seconds != indicator.max_gap_seconds
    counts_otherwise = before.is_fed != indicator.is_fed
    changed_from = recomputed_from(
        before, is_fed=indicator.is_fed, max_gap_seconds=indicator.max_gap_seconds
    )
    if changed_from is not None and not accepts_recompute:
        raise IndicatorRefused(
            _("This computes every level of this indicator again. Say that you want that."),
            field="accepts_recompute",
        )
    save_record(record=indicator, field="name")
    if holds_otherwise:
        rebuild_runs(indicator=indicator)
    if changed_from is not None and (holds_otherwise or counts_otherwise):
        mark_dirty(indicators=[indicator], from_at=changed_from, to_at=None, at=at)
    return indicator


@transaction.atomic
def add_indicator(*, indicator: Indicator, actor: Any, at: dt.datetime) -> tuple[Indicator, bool]:
    """Add an indicator, or find the one that was added so before; whether it is new.

    For machines that send again what they are not sure to have sent. One that has the key (service,
    kind, slice, name) but is read by other rules is refused: nothing of it changes in passing.
    """
    # One at a time for each service: two that send the same must not meet at the constraint.
    Service.objects.select_for_update().get(pk=indicator.service_id)
    there = Indicator.objects.filter(
        service=indicator.service_id,
        kind=indicator.kind,
        slice=indicator.slice_id,
        name=indicator.name,
    ).first()
    if there is None:
        return save_indicator(indicator=indicator, actor=actor, at=at), True
    for field in RULES:
        if getattr(there, field) != getattr(indicator, field):
            raise IndicatorRefused(
                _("This indicator is there already and says something else here."),
                field=field.removesuffix("_id"),
            )
    return there, False


def _check_scale(indicator: Indicator) -> None:
    """Answers have a scale that rises, and nothing else has one."""
    scale = indicator.scale_from, indicator.scale_to
    if indicator.kind != Indicator.Kind.SATISFACTION:
        if scale != (None, None):
            raise IndicatorRefused(_("Only satisfaction has a scale."), field="scale_from")
        return
    if indicator.scale_from is None or indicator.scale_to is None:
        raise IndicatorRefused(_("Say from what to what answers go."), field="scale_from")
    if indicator.scale_from >= indicator.scale_to:
        raise IndicatorRefused(
            _("The highest answer must be higher than the lowest."), field="scale_to"
        )


def recomputed_from(
    indicator: Indicator, *, is_fed: bool, max_gap_seconds: int | None
) -> dt.datetime | None:
    """From when these rules would compute the stored indicator anew; None for not at all."""
    if indicator.is_fed != is_fed:
        return THE_BEGINNING  # unknown before the first sample, or good: that changes too
    feed = Feed.objects.filter(indicator=indicator).first()
    if feed is not None and indicator.max_gap_seconds != max_gap_seconds:
        return feed.first_at
    return None
