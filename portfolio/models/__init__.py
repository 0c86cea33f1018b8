from .effort import EffortPlan, EffortSettings
from .facts import CostFact, Origin, RevenueFact, UsageFact
from .health import HealthBand, HealthOverride, HealthSnapshot
from .improvement import Improvement, Milestone
from .prices import CompetitorPrice, ExchangeRate, Price
from .use import GapAnswer, UsageCounter
from .value import CustomerValue
from .value_settings import ValueSettings

__all__ = [
    "CompetitorPrice",
    "CostFact",
    "CustomerValue",
    "EffortPlan",
    "EffortSettings",
    "ExchangeRate",
    "GapAnswer",
    "HealthBand",
    "HealthOverride",
    "HealthSnapshot",
    "Improvement",
    "Milestone",
    "Origin",
    "Price",
    "RevenueFact",
    "UsageCounter",
    "UsageFact",
    "ValueSettings",
]
