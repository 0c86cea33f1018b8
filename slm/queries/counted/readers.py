"""Who counts what: the reader of each metric of each kind of indicator.

A reader takes periods that want its metric and answers what it counted of each, up to `at`.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from slm.engine.counts import Count, CountedPeriod
from slm.engine.metrics import Metric
from slm.models import Indicator

from . import ratio, scores, within_time, work_items

Kind = Indicator.Kind


class Reader(Protocol):
    def __call__(self, periods: Sequence[CountedPeriod], *, at: int) -> Mapping[int, Count]: ...


READERS: Mapping[tuple[str, str], Reader] = {
    (Kind.RESPONSE_TIME, Metric.WITHIN_TIME): within_time.counts_of,
    (Kind.COUNTER, Metric.RATIO): ratio.counts_of,
    (Kind.COUNTER, Metric.THROUGHPUT): ratio.counts_of,
    (Kind.COUNTER, Metric.WORKLOAD): ratio.counts_of,
    (Kind.WORK_ITEMS, Metric.RESPONDED): work_items.counts_of,
    (Kind.WORK_ITEMS, Metric.RESOLVED): work_items.counts_of,
    (Kind.WORK_ITEMS, Metric.THROUGHPUT): work_items.counts_of,
    (Kind.WORK_ITEMS, Metric.WORKLOAD): work_items.counts_of,
    (Kind.SATISFACTION, Metric.SATISFACTION): scores.counts_of,
    (Kind.ENTERED, Metric.ENTERED): scores.counts_of,
}
