"""What holds now: of services, by open outages and by the last word of their sources."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from slm.models import Fact, Feed, Indicator, Layer, Service

# The words of common.ui.states.
KEYS = {
    Layer.EXCLUDED: "excluded",
    Layer.PLANNED: "planned",
    Layer.DOWN: "down",
    Layer.PARTIAL: "partial",
    Layer.DEGRADED: "degraded",
    Layer.UNKNOWN: "unknown",
    Layer.GOOD: "up",
}


def layer_key(layer: int) -> str:
    """The key under which common.ui.states words a layer."""
    return KEYS[Layer(layer)]


def feed_layer(feed: Feed | None, indicator: Indicator, at: dt.datetime) -> Layer:
    """What an indicator's source last said, or unknown where that no longer holds."""
    if not indicator.is_fed:
        return Layer.GOOD
    if feed is None:
        return Layer.UNKNOWN
    gap = indicator.max_gap_seconds
    if gap is not None and feed.last_at + dt.timedelta(seconds=gap) <= at:
        return Layer.UNKNOWN
    last = Layer(feed.last_state)
    is_silent = indicator.source is not None and indicator.source.silent_since_at is not None
    # What was bad stays so until somebody says that it is over; good is what nobody vouches for.
    return min(last, Layer.UNKNOWN) if gap is None and is_silent else last


def indicator_states(indicators: Iterable[Indicator], at: dt.datetime) -> dict[int, str]:
    """The state key of each indicator at `at`: its source's last word and the facts that go on.

    One query; give the indicators with their `feed` and `source`. A fact without slice counts for
    every slice.
    """
    rows = list(indicators)
    going_on = (
        Fact.objects.standing()
        .filter(
            Q(end_at=None) | Q(end_at__gt=at),
            service__in={row.service_id for row in rows},
            start_at__lte=at,
        )
        .values_list("service_id", "slice_id", "layer")
    )
    facts = list(going_on)
    return {
        row.pk: layer_key(
            min(
                [
                    feed_layer(getattr(row, "feed", None), row, at),
                    *(
                        Layer(layer)
                        for service_id, slice_id, layer in facts
                        if service_id == row.service_id and slice_id in (None, row.slice_id)
                    ),
                ]
            )
        )
        for row in rows
    }


def current_states(services: Iterable[Service], at: dt.datetime) -> dict[int, str]:
    """The state key of each service at `at`, in two queries.

    The worst of the open facts and of the availability indicators of the whole service, by the
    order of layers; `no_data` where nobody measures it and nothing was reported.
    """
    ids = [service.pk for service in services]
    layers: dict[int, list[Layer]] = {pk: [] for pk in ids}
    going_on = (
        Fact.objects.standing()
        .filter(Q(end_at=None) | Q(end_at__gt=at), service__in=ids, start_at__lte=at, slice=None)
        # A maintenance that does not count says nothing of the service.
        .filter(layer__lt=Layer.GOOD)
        .values_list("service_id", "layer")
    )
    for service_id, layer in going_on:
        layers[service_id].append(Layer(layer))
    indicators = Indicator.objects.filter(
        service__in=ids, kind=Indicator.Kind.AVAILABILITY, slice=None
    ).select_related("feed", "source")
    for indicator in indicators:
        feed = getattr(indicator, "feed", None)
        layers[indicator.service_id].append(feed_layer(feed, indicator, at))
    return {pk: layer_key(min(found)) if found else "no_data" for pk, found in layers.items()}
