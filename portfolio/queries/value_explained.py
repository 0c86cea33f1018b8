"""A kept value as its page explains it: every input as it was, and each line of the formula."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portfolio.engine.forecast import Backtest
from portfolio.models import CustomerValue
from portfolio.queries.worth import PPM


@dataclass(frozen=True)
class MonthOfValue:
    """One month that went in; `credits` None for months ahead."""

    month: dt.date
    revenue: Decimal
    credits: Decimal | None
    cost: Decimal

    @property
    def margin(self) -> Decimal:
        return self.revenue - (self.credits or 0) - self.cost


@dataclass(frozen=True)
class PartOfIndex:
    """One line of the index: its weight and its figure from 0 to 1, None where unknown."""

    name: str
    weight: int
    figure: Fraction | None


@dataclass(frozen=True)
class Explained:
    """The value with what it was made of; rounded figures as they were kept."""

    value: CustomerValue
    behind: list[MonthOfValue]
    ahead: list[MonthOfValue]
    past: dict[str, Any]
    future: dict[str, Any]
    index: dict[str, Any] | None
    parts: list[PartOfIndex]
    retention: Decimal
    discount: Decimal
    error: Backtest

    @property
    def revenue_behind(self) -> Decimal:
        return sum((line.revenue for line in self.behind), Decimal(0))

    @property
    def credits_behind(self) -> Decimal:
        return sum((line.credits or Decimal(0) for line in self.behind), Decimal(0))

    @property
    def cost_behind(self) -> Decimal:
        return sum((line.cost for line in self.behind), Decimal(0))


def explain(value: CustomerValue) -> Explained:
    """Read the inputs that were kept with the value."""
    past, future = value.inputs["past"], value.inputs["future"]
    index = value.inputs.get("index")
    mape = future["mape_ppm"]
    return Explained(
        value=value,
        behind=[_month(row) for row in past["months"]],
        ahead=[_month(row) for row in future["months"]],
        past=past,
        future=future,
        index=index,
        parts=_parts(value, index) if index else [],
        retention=Decimal(future["retention_percent"]),
        discount=Decimal(future["discount_percent"]),
        error=Backtest(None if mape is None else Fraction(mape, PPM), future["tested"], skipped=0),
    )


def _month(row: dict[str, str]) -> MonthOfValue:
    return MonthOfValue(
        dt.date.fromisoformat(row["month"]),
        Decimal(row["revenue"]),
        Decimal(row["credits"]) if "credits" in row else None,
        Decimal(row["cost"]),
    )


def _parts(value: CustomerValue, index: dict[str, Any]) -> list[PartOfIndex]:
    strategic = index["strategic"]
    return [
        PartOfIndex("past", index["past_weight"], _share(value.past_rank_ppm)),
        PartOfIndex("future", index["future_weight"], _share(value.future_rank_ppm)),
        PartOfIndex(
            "strategic",
            index["strategic_weight"],
            None if strategic is None else Fraction(strategic - 1, 4),
        ),
    ]


def _share(ppm: int | None) -> Fraction | None:
    return None if ppm is None else Fraction(ppm, PPM)
