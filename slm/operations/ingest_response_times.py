"""Take in response times: in any order, any number of times."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Installation
from common.db.instants import to_milliseconds
from common.problems import Refusal
from common.ui.times import write_instant
from slm.engine.spans import spans
from slm.engine.times import News, Times, in_order, news
from slm.models import Indicator, Source, TimesFeed
from slm.queries.times import promised_thresholds, read_raw

from .count_thresholds import count_missing
from .hear_sources import hear_sources
from .ingest_samples import MAX_AHEAD_SECONDS, MAX_BEHIND_SECONDS, Ingested
from .write_times import Told, write_times

# Whatever answers later has not answered.
LONGEST_MS = 86_400_000
MAX_ERRORS = 100
_NOTHING = Times(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class TimesRefused(Refusal):
    """Nothing of the response times was taken in; `rows` names each bad one."""

    code = "times_refused"


@dataclass(frozen=True, eq=False)
class TimesSeries:
    """Response times of one indicator from one source: instants and values in milliseconds.

    `rows` are the numbers by which the sender knows them, from 0 where nothing is given; `number`
    is the series' own, None where the request came as rows.
    """

    indicator: Indicator
    source: Source
    at: npt.NDArray[np.int64]
    ms: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64] | None = None
    number: int | None = None


def ingest_response_times(
    *,
    indicator: Indicator,
    source: Source,
    instants: npt.ArrayLike,
    values: npt.ArrayLike,
    at: dt.datetime,
) -> Ingested:
    """Store response times of one indicator, count them, and mark what must be computed again.

    `instants` are UTC milliseconds, `values` whole milliseconds from 0 to a day. They may come in
    any order and again: a sample that is already known changes nothing. At one instant of one
    source the latest received wins, and within one request the last given. All or nothing.
    """
    series = TimesSeries(
        indicator,
        source,
        np.asarray(instants, dtype=np.int64),
        np.asarray(values, dtype=np.int64),
    )
    return ingest_times_of_many(series=[series], at=at)


@transaction.atomic
def ingest_times_of_many(*, series: Sequence[TimesSeries], at: dt.datetime) -> Ingested:
    """Store the response times of many indicators, as `ingest_response_times` does for one.

    Indicators are locked in the order of their ids, so that two requests never wait for each
    other. Raises TimesRefused for a kind of indicator that has no response times, an instant that
    cannot be believed, a value out of range, and a sample older than the archive, which nobody
    could tell from one that is already counted.
    """
    for one in series:
        _refuse_unfit(one, at)
    series = [one for one in series if len(one.at)]
    if not series:
        return Ingested(0, 0)
    ids = sorted({one.indicator.pk for one in series})
    list(
        Indicator.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk")
    )
    feeds = TimesFeed.objects.in_bulk(ids)
    zone_name = "" if len(feeds) == len(ids) else Installation.current().zone
    for pk in ids:
        feeds.setdefault(pk, TimesFeed(indicator_id=pk, zone=zone_name))
    for one in series:
        _refuse_forgotten(one, feeds[one.indicator.pk])
    _count_new(list(feeds.values()))
    told = [_told(group, feeds[group[0].indicator.pk]) for group in _groups(series)]
    write_times(told, at)
    hear_sources(ids={one.source.pk for one in series}, at=at)
    return Ingested(sum(len(one.at) for one in series), sum(len(one.news.fresh.at) for one in told))


def _groups(series: Sequence[TimesSeries]) -> list[list[TimesSeries]]:
    """Series of one indicator and source together, in the order given."""
    groups: dict[tuple[int, int], list[TimesSeries]] = {}
    for one in series:
        groups.setdefault((one.indicator.pk, one.source.pk), []).append(one)
    return [groups[key] for key in sorted(groups)]


def _told(group: Sequence[TimesSeries], feed: TimesFeed) -> Told:
    """What a source says anew, compared with what the archive has of the same stretch."""
    first = group[0]
    if len(group) == 1:
        given = in_order(first.at, first.ms)
    else:
        given = in_order(
            np.concatenate([one.at for one in group]), np.concatenate([one.ms for one in group])
        )
    is_later = feed.last_at is None or given.at[0] > to_milliseconds(feed.last_at)
    if is_later:
        return Told(first.indicator, first.source, feed, News(given, _NOTHING))
    stretch = spans([(int(given.at[0]) // 1000, int(given.at[-1]) // 1000 + 1)])
    known = read_raw(first.indicator.pk, stretch, source=first.source.pk)
    return Told(first.indicator, first.source, feed, news(known, given))


def _count_new(feeds: list[TimesFeed]) -> None:
    """Thresholds that were promised since are counted before anything new is added to them."""
    begun = [feed for feed in feeds if feed.last_at is not None]
    count_missing(begun)
    fresh = [feed for feed in feeds if feed.last_at is None]
    if fresh:
        promised = promised_thresholds([feed.indicator_id for feed in fresh])
        for feed in fresh:
            feed.counted = sorted(promised.get(feed.indicator_id, set()))


# Refusals --------------------------------------------------------------------------------------


def _refuse_unfit(one: TimesSeries, at: dt.datetime) -> None:
    if one.indicator.kind != Indicator.Kind.RESPONSE_TIME:
        raise TimesRefused(_("This indicator measures no response times."), field="indicator")
    now = to_milliseconds(at)
    for field, bad, code, message in (
        (
            "at",
            one.at > now + MAX_AHEAD_SECONDS * 1000,
            "future",
            _("This instant lies more than ten minutes in the future."),
        ),
        (
            "at",
            one.at < now - MAX_BEHIND_SECONDS * 1000,
            "past",
            _("This instant lies more than ten years in the past."),
        ),
        (
            "ms",
            (one.ms < 0) | (one.ms > LONGEST_MS),
            "range",
            _("A response time lies between 0 ms and a day."),
        ),
    ):
        _refuse(one, bad, field=field, code=code, message=message)


def _refuse_forgotten(one: TimesSeries, feed: TimesFeed) -> None:
    if feed.raw_from_at is None:
        return
    message = _(
        "Raw samples are kept since %(at)s; an older one cannot be told from one counted before."
    ) % {"at": write_instant(feed.raw_from_at)}
    bad = one.at < to_milliseconds(feed.raw_from_at)
    _refuse(one, bad, field="at", code="forgotten", message=message)


def _refuse(
    one: TimesSeries, bad: npt.NDArray[np.bool_], *, field: str, code: str, message: str
) -> None:
    places = np.flatnonzero(bad)[:MAX_ERRORS]
    if not len(places):
        return
    rows = places if one.rows is None else one.rows[places]
    place: dict[str, Any] = {} if one.number is None else {"series": one.number}
    raise TimesRefused(
        message,
        field=field,
        rows=[
            {**place, "row": row, "field": field, "message": message, "code": code}
            for row in rows.tolist()
        ],
    )
