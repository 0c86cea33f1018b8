"""Which metrics can be read of which kind of indicator, and which policies each of them reads."""

from collections.abc import Mapping

from slm.engine.metrics import Metric
from slm.models import Indicator

METRICS_OF: Mapping[str, tuple[Metric, ...]] = {
    Indicator.Kind.AVAILABILITY: (
        Metric.AVAILABILITY,
        Metric.DOWNTIME,
        Metric.BREAKS,
        Metric.LONGEST_BREAK,
        Metric.MTBF,
        Metric.MTRS,
        Metric.MTBSI,
    ),
    Indicator.Kind.RESPONSE_TIME: (Metric.WITHIN_TIME,),
    Indicator.Kind.COUNTER: (Metric.RATIO, Metric.THROUGHPUT, Metric.WORKLOAD),
    Indicator.Kind.WORK_ITEMS: (
        Metric.RESPONDED,
        Metric.RESOLVED,
        Metric.THROUGHPUT,
        Metric.WORKLOAD,
    ),
    Indicator.Kind.SATISFACTION: (Metric.SATISFACTION,),
    Indicator.Kind.ENTERED: (Metric.ENTERED,),
}

# Metrics that are read of breaks: how often, how long, how far apart.
OF_BREAKS = frozenset({Metric.BREAKS, Metric.LONGEST_BREAK, Metric.MTBF, Metric.MTRS, Metric.MTBSI})
# Work items may be narrowed to a priority.
BY_PRIORITY = frozenset({Metric.RESPONDED, Metric.RESOLVED, Metric.THROUGHPUT, Metric.WORKLOAD})


def kinds_of(metric: str) -> list[str]:
    """The kinds of indicator of which the metric can be read."""
    return [kind for kind, metrics in METRICS_OF.items() if metric in metrics]


def can_be_read(metric: str, kind: str) -> bool:
    """Whether the metric can be read of an indicator of this kind."""
    return metric in METRICS_OF.get(kind, ())
