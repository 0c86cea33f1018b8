from .dependency import Dependency
from .fact import Fact, FactVersion, Layer
from .hours import HoursVersion, ServiceHours
from .indicator import Indicator
from .measure import BucketDay, Cycle, Dirty, Measure, PeriodState, Sums
from .provider import Provider
from .sample import Feed, SampleBatch, State, StateRun
from .service import Service, Slice
from .source import Source

__all__ = [
    "BucketDay",
    "Cycle",
    "Dependency",
    "Dirty",
    "Fact",
    "FactVersion",
    "Feed",
    "HoursVersion",
    "Indicator",
    "Layer",
    "Measure",
    "PeriodState",
    "Provider",
    "SampleBatch",
    "Service",
    "ServiceHours",
    "Slice",
    "Source",
    "State",
    "StateRun",
    "Sums",
]
