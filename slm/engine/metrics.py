"""What can be read of an indicator and promised: metrics, their form and their unit."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a figure is compared with what was promised.

    A *share* is good out of measured, in ppm. An *amount* only rises while the period runs, so a
    limit that it exceeds is missed for good. A *mean* moves both ways until the period is over.
    """

    SHARE = "share"
    AMOUNT = "amount"
    MEAN = "mean"


class Unit(StrEnum):
    """In what a figure and its limit are counted."""

    PPM = "ppm"
    SECONDS = "seconds"
    COUNT = "count"
    THOUSANDTHS = "thousandths"


class Metric(StrEnum):
    """What is read. The first seven are read of time, the others of things that are counted."""

    AVAILABILITY = "availability"
    DOWNTIME = "downtime"
    BREAKS = "breaks"
    LONGEST_BREAK = "longest_break"
    MTBF = "mtbf"
    MTRS = "mtrs"
    MTBSI = "mtbsi"
    WITHIN_TIME = "within_time"
    RATIO = "ratio"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    THROUGHPUT = "throughput"
    WORKLOAD = "workload"
    SATISFACTION = "satisfaction"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Form and unit of a metric, and whether more of it is better.

    ``counted``: it is read of a pair (good, total) that was counted, not of spans of time.
    ``within``: it needs a time within which something must happen.
    """

    form: Form
    unit: Unit
    more_is_better: bool
    counted: bool = False
    within: bool = False


MEANINGS: dict[Metric, Meaning] = {
    Metric.AVAILABILITY: Meaning(Form.SHARE, Unit.PPM, more_is_better=True),
    Metric.DOWNTIME: Meaning(Form.AMOUNT, Unit.SECONDS, more_is_better=False),
    Metric.BREAKS: Meaning(Form.AMOUNT, Unit.COUNT, more_is_better=False),
    Metric.LONGEST_BREAK: Meaning(Form.AMOUNT, Unit.SECONDS, more_is_better=False),
    Metric.MTBF: Meaning(Form.MEAN, Unit.SECONDS, more_is_better=True),
    Metric.MTRS: Meaning(Form.MEAN, Unit.SECONDS, more_is_better=False),
    Metric.MTBSI: Meaning(Form.MEAN, Unit.SECONDS, more_is_better=True),
    Metric.WITHIN_TIME: Meaning(
        Form.SHARE, Unit.PPM, more_is_better=True, counted=True, within=True
    ),
    Metric.RATIO: Meaning(Form.SHARE, Unit.PPM, more_is_better=True, counted=True),
    Metric.RESPONDED: Meaning(Form.SHARE, Unit.PPM, more_is_better=True, counted=True, within=True),
    Metric.RESOLVED: Meaning(Form.SHARE, Unit.PPM, more_is_better=True, counted=True, within=True),
    Metric.THROUGHPUT: Meaning(Form.AMOUNT, Unit.COUNT, more_is_better=True, counted=True),
    Metric.WORKLOAD: Meaning(Form.AMOUNT, Unit.COUNT, more_is_better=False, counted=True),
    Metric.SATISFACTION: Meaning(Form.MEAN, Unit.THOUSANDTHS, more_is_better=True, counted=True),
    Metric.ENTERED: Meaning(Form.MEAN, Unit.THOUSANDTHS, more_is_better=True, counted=True),
}


def meaning(metric: Metric) -> Meaning:
    """Form, unit and direction of a metric."""
    return MEANINGS[metric]
