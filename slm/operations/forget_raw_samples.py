"""Delete raw response times whose time is over; their counts and sketches stay."""

import datetime as dt
from collections.abc import Mapping

import pgtrigger
import structlog
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from common.db.instants import from_seconds, to_seconds
from common.problems import Refusal
from slm.engine.metrics import Metric
from slm.engine.times import day_start
from slm.engine.zones import zone
from slm.models import Indicator, PeriodState, TimesBatch, TimesFeed

from .count_thresholds import count_missing

log = structlog.get_logger(__name__)


class TooShort(Refusal):
    """Raw samples would be gone while results may still move."""

    code = "raw_samples_too_short"


@transaction.atomic
def forget_raw_samples(
    *, keep_days: int, grace_days: int, dispute_days: int, at: dt.datetime
) -> int:
    """Delete the batches of local days that ended `keep_days` before `at`; return how many.

    Raises TooShort where that is not longer than grace and dispute together (decision 10). A
    watched period that is not over for so long keeps its samples from its first day on, however
    long it is. Promised thresholds that are new are counted before anything goes.
    """
    settled_days = grace_days + dispute_days
    if keep_days <= settled_days:
        raise TooShort(
            _("Raw samples must be kept longer than %(days)d days.") % {"days": settled_days},
            field="raw_sample_days",
        )
    limit = at - dt.timedelta(days=keep_days)
    ids = list(
        TimesFeed.objects.filter(first_at__lt=limit)
        .order_by("indicator_id")
        .values_list("indicator_id", flat=True)
    )
    # One writer per indicator at a time, as at ingest.
    list(Indicator.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    feeds = list(TimesFeed.objects.filter(pk__in=ids))
    count_missing(feeds)
    needed = _needed_from(ids, at - dt.timedelta(days=settled_days))
    gone = sum(_forget(feed, _keep_from(feed, limit, needed)) for feed in feeds)
    if gone:
        log.info("slm.raw_samples_forgotten", batches=gone, before=limit.isoformat())
    return gone


def _needed_from(ids: list[int], settled_at: dt.datetime) -> Mapping[int, dt.datetime]:
    """The earliest start of a period whose result may still move, by indicator."""
    rows = (
        PeriodState.objects.filter(
            measure__indicator__in=ids,
            measure__counts=Metric.WITHIN_TIME,
            end_at__gt=settled_at,
        )
        .values_list("measure__indicator")
        .annotate(Min("start_at"))
    )
    return dict(rows)


def _keep_from(
    feed: TimesFeed, limit: dt.datetime, needed: Mapping[int, dt.datetime]
) -> dt.datetime:
    earliest = min(limit, needed.get(feed.indicator_id, limit))
    return from_seconds(day_start(zone(feed.zone), to_seconds(earliest)))


def _forget(feed: TimesFeed, keep_from: dt.datetime) -> int:
    if keep_from <= max(feed.first_at, feed.raw_from_at or feed.first_at):
        return 0
    with pgtrigger.ignore("slm.TimesBatch:append_only"):
        count, _by_model = TimesBatch.objects.filter(
            indicator=feed.indicator_id, first_at__lt=keep_from
        ).delete()
    feed.raw_from_at = keep_from
    feed.save(update_fields=["raw_from_at"])
    return count
