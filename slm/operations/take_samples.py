"""Take in samples of many indicators from one request, all or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from slm.models import Indicator, Source

from .ingest_samples import Ingested, SamplesRefused, ingest_many, refuse_strays
from .ingest_samples import Series as SampleSeries


@dataclass(frozen=True, eq=False)
class Series:
    """Samples of one indicator, and where each stood in the request.

    `rows` are the numbers by which the sender knows the samples; `number` is the series' own, None
    where the request came as rows.
    """

    source: Source
    indicator: Indicator
    instants: npt.NDArray[np.int64]
    states: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    number: int | None = None


def take_samples(*, series: Sequence[Series], at: dt.datetime) -> Ingested:
    """Ingest every series in one pass, so that two requests never deadlock.

    A refusal names the series and the row as the sender counts them, and nothing is written.
    """
    for one in sorted(series, key=lambda one: one.indicator.pk):
        _refuse_strays(one, at)
    taken = ingest_many(
        series=[
            SampleSeries(one.indicator, one.source, one.instants, one.states) for one in series
        ],
        at=at,
    )
    return Ingested(sum(one.received for one in taken), sum(one.new for one in taken))


def _refuse_strays(one: Series, at: dt.datetime) -> None:
    try:
        refuse_strays(one.instants, at)
    except SamplesRefused as refusal:
        place = {} if one.number is None else {"series": one.number}
        for row in refusal.rows:
            row.update(place, row=int(one.rows[row["row"]]))
        raise
