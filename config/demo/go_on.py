"""Lets the demo's world go on: probes report, outages end, so that nothing falls silent."""

import datetime as dt

import numpy as np

from common.db.instants import from_seconds, to_seconds
from slm.engine.layers import Layer
from slm.models import Fact, Indicator, Source
from slm.operations.ingest_samples import ingest_samples
from slm.operations.record_outage import end_outage

from .counted import go_on_with_counts
from .fleet import go_on_with_fleet, is_a_fleet
from .seed import PROBE, PROBE_SECONDS
from .service_desk import go_on_with_tickets
from .times import go_on_with_times

# The source that fell silent in the story stays silent.
SILENT = {"CLAIM"}
# An open outage of the story is repaired after so long.
REPAIRED_AFTER = dt.timedelta(hours=2)


def go_on(*, at: dt.datetime) -> int:
    """Tell what happened since the demo was last told; return how much of it arrived.

    The missing stretch is filled as the probe would have filled it, so a demo that was switched off
    for a week has measured that week.
    """
    at = at.replace(microsecond=0)
    probe = Source.objects.filter(code=PROBE).first()
    if probe is None:
        return go_on_with_fleet(at=at) if is_a_fleet() else 0
    arrived = go_on_with_times(at=at) + go_on_with_counts(at=at) + go_on_with_tickets(at=at)
    fed = Indicator.objects.filter(source=probe, kind=Indicator.Kind.AVAILABILITY).exclude(
        service__code__in=SILENT
    )
    for indicator in fed.select_related("feed"):
        since = to_seconds(indicator.feed.last_at)
        instants = np.arange(since + PROBE_SECONDS, to_seconds(at), PROBE_SECONDS)
        if len(instants):
            arrived += ingest_samples(
                indicator=indicator,
                source=probe,
                instants=instants,
                states=np.full(len(instants), Layer.GOOD),
                at=at,
            ).new
    for fact in Fact.objects.filter(end_at=None, is_void=False, source__code="MEJA"):
        if fact.start_at + REPAIRED_AFTER <= at:
            end_outage(
                fact=fact,
                end_at=from_seconds(to_seconds(fact.start_at + REPAIRED_AFTER)),
                actor=None,
                at=at,
            )
    return arrived
