from .counter import CounterReading
from .dependency import Dependency
from .exclusion import Consent, Exclusion
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
from .score import Score, ScoreVersion
from .service import Service, Slice
from .source import Source
from .times import TimesBatch, TimesDay, TimesFeed, TimesShare
from .workitem import WorkItem, WorkItemVersion

__all__ = [
    "BucketDay",
    "Consent",
    "CounterReading",
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
    "Score",
    "ScoreVersion",
    "SeriesPart",
    "Service",
    "ServiceHours",
    "Slice",
    "Source",
    "State",
    "StateRun",
    "Sums",
    "TimesBatch",
    "TimesDay",
    "TimesFeed",
    "TimesShare",
    "WorkItem",
    "WorkItemVersion",
]
