from .dependency import Dependency
from .exclusion import Exclusion
from .fact import Fact, FactVersion, Layer
from .hours import HoursVersion, ServiceHours
from .indicator import Indicator
from .maintenance import (
    Decision,
    Maintenance,
    MaintenanceFact,
    MaintenanceSeries,
    SeriesPart,
)
from .measure import BucketDay, Cycle, Dirty, Measure, PeriodState, Sums
from .provider import Provider
from .sample import Feed, SampleBatch, State, StateRun
from .service import Service, Slice
from .source import Source

__all__ = [
    "BucketDay",
    "Cycle",
    "Decision",
    "Dependency",
    "Dirty",
    "Exclusion",
    "Fact",
    "FactVersion",
    "Feed",
    "HoursVersion",
    "Indicator",
    "Layer",
    "Maintenance",
    "MaintenanceFact",
    "MaintenanceSeries",
    "Measure",
    "PeriodState",
    "Provider",
    "SampleBatch",
    "SeriesPart",
    "Service",
    "ServiceHours",
    "Slice",
    "Source",
    "State",
    "StateRun",
    "Sums",
]
