"""What value and forecast need and others keep: asked through here, and missing where nobody does.

Each source is a function; its app registers it in `ready()`:

    from portfolio.queries.sources import register_source
    register_source("credits", service_credits)

A source that nobody registered is said on the page ("no credits recorded"), never taken as zero.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portfolio.engine.months import Month


@dataclass(frozen=True, slots=True)
class Credit:
    """Service credit given to a customer unit for a month."""

    customer: int
    month: Month
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class DatedDemand:
    """Use that is expected beside the usual: from a month, with a probability from 0 to 1."""

    customer: int
    service: int
    unit: str
    first: Month
    last: Month | None
    quantity: Decimal
    probability: Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class Perceived:
    """What a service is worth to a customer unit a month, by its own estimate or avoided loss."""

    amount: Decimal
    currency: str


# credits(customers, since, until) → Credits of the months in [since, until)
Credits = Callable[[Collection[int], Month, Month], Collection[Credit]]
# demand(customers) → what is expected of them
Demands = Callable[[Collection[int]], Collection[DatedDemand]]
# bands(customers, as_of) → "green", "amber" or "red" by customer; left out where unknown
Bands = Callable[[Collection[int], dt.date], Mapping[int, str]]
# strategic(customers) → weight of 1 to 5 by customer; left out where unknown
Weights = Callable[[Collection[int]], Mapping[int, int]]
# perceived(service, customers, on) → worth by customer; left out where unknown
Worths = Callable[[int, Collection[int], dt.date], Mapping[int, Perceived]]

_SOURCES: dict[str, Any] = {}
NAMES = ("credits", "demand", "bands", "strategic", "perceived")


def register_source(name: str, read: Any) -> None:
    """Let `read` answer for `name`; the same name again replaces it."""
    if name not in NAMES:
        raise ValueError(f"no value is made of {name}")
    _SOURCES[name] = read


def is_kept(name: str) -> bool:
    """Whether anybody keeps this."""
    return name in _SOURCES


def credits_of(customers: Collection[int], since: Month, until: Month) -> Collection[Credit]:
    """Service credits of the months in [since, until)."""
    read: Credits | None = _SOURCES.get("credits")
    return read(customers, since, until) if read else ()


def demand_of(customers: Collection[int]) -> Collection[DatedDemand]:
    """Dated demand of these customer units."""
    read: Demands | None = _SOURCES.get("demand")
    return read(customers) if read else ()


def bands_of(customers: Collection[int], as_of: dt.date) -> Mapping[int, str]:
    """The health band of each customer that has one."""
    read: Bands | None = _SOURCES.get("bands")
    return read(customers, as_of) if read else {}


def strategic_of(customers: Collection[int]) -> Mapping[int, int]:
    """The strategic weight of each customer that has one."""
    read: Weights | None = _SOURCES.get("strategic")
    return read(customers) if read else {}


def perceived_of(service: int, customers: Collection[int], on: dt.date) -> Mapping[int, Perceived]:
    """What the service is worth on a day to each customer that was asked."""
    read: Worths | None = _SOURCES.get("perceived")
    return read(service, customers, on) if read else {}
