"""Works out what each customer is worth at a day, and keeps every input beside it (R43)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brm.models import Customer
from portfolio.engine import value as engine
from portfolio.engine.months import Month, first_day
from portfolio.engine.rounding import money_text
from portfolio.engine.value import Flow, Part
from portfolio.models import ValueSettings
from portfolio.queries import sources
from portfolio.queries.money import YEAR, Basis, Money, Sums
from portfolio.queries.trees import Trees
from slm.models import Service

PPM = 1_000_000
# A band nobody knows is taken as this one, and said to be.
UNKNOWN_BAND = "amber"


@dataclass
class Worth:
    """One customer's value before it is kept; amounts are exact, ranks and index shares."""

    customer: int
    past: Fraction | None
    future: Fraction | None
    inputs: dict[str, Any]
    past_rank: Fraction | None = None
    future_rank: Fraction | None = None
    index: Fraction | None = None


def worths(*, as_of: dt.datetime) -> list[Worth]:
    """The value of every active customer that anything is known of, each over its subtree.

    Ranks are taken among all organisations, so they are the same whoever looks.
    """
    settings = ValueSettings.current()
    trees = Trees()
    subtrees = {pk: trees.beneath(pk) for pk in trees.active}
    everybody = set().union(*subtrees.values()) if subtrees else set()
    money = Money(everybody, as_of=as_of, months=settings.horizon_months)
    desk = _Desk(money, settings, everybody)
    found = [desk.worth_of(pk, members) for pk, members in sorted(subtrees.items())]
    known = [one for one in found if one.past is not None or one.future is not None]
    _rank(known, trees.organisations(), settings, sources.strategic_of(trees.active))
    return known


class _Desk:
    """What is the same for every customer, read once."""

    def __init__(self, money: Money, settings: ValueSettings, customers: set[int]) -> None:
        self.money, self.settings = money, settings
        self.bands = sources.bands_of(customers, money.today)
        self.credits: dict[int, dict[Month, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        self.credits_lacking: dict[int, int] = defaultdict(int)
        behind = money.behind()
        for credit in sources.credits_of(customers, behind.start, behind.stop):
            rate = money.rates.of(credit.currency, credit.month)
            if rate is None:
                self.credits_lacking[credit.customer] += 1
            else:
                self.credits[credit.customer][credit.month] += Fraction(credit.amount) * rate
        self.codes = dict(Service.objects.values_list("pk", "code"))
        self.units = dict(Customer.objects.values_list("pk", "code"))

    def worth_of(self, customer: int, members: set[int]) -> Worth:
        money = self.money
        pairs = [pair for key, pair in money.pairs.items() if key[0] in members]
        sums = money.sums(pairs)
        past, past_inputs = self._past(sums, members)
        band = self.bands.get(customer, "")
        future, future_inputs = self._future(sums, band)
        future_inputs["rows"] = [
            {
                "unit": self.units[pair.customer],
                "service": self.codes[pair.service],
                "basis": ahead.basis.value,
                "unpriced": list(ahead.unpriced),
                "lacking": ahead.lacking,
            }
            for pair in pairs
            for ahead in [money.ahead(pair)]
            if ahead.basis is not Basis.NOTHING
        ]
        return Worth(
            customer,
            past,
            future,
            {
                "as_of": money.today.isoformat(),
                "currency": money.rates.currency,
                "past": past_inputs,
                "future": future_inputs,
            },
        )

    def _past(self, sums: Sums, members: set[int]) -> tuple[Fraction | None, dict[str, Any]]:
        money = self.money
        behind = money.behind()
        known = [month for month in behind if month in sums.revenue or month in sums.cost]
        given: dict[Month, Fraction] = defaultdict(Fraction)
        for member in members:
            for month, amount in self.credits.get(member, {}).items():
                given[month] += amount
        flows = [
            Flow(
                sums.revenue.get(month, Fraction(0)),
                given.get(month, Fraction(0)),
                sums.cost.get(month, Fraction(0)),
            )
            for month in behind
        ]
        total = engine.past(flows, decay=self.settings.is_decayed) if known else None
        return total, {
            "months": [
                self._month(month, flow.revenue, flow.cost) | {"credits": self._text(flow.credits)}
                for month, flow in zip(behind, flows, strict=True)
                if month in known
            ],
            "missing": YEAR - len(known),
            "costless": sum(1 for month in known if month not in sums.cost),
            "credits_kept": sources.is_kept("credits"),
            "credit_count": sum(len(self.credits.get(one, ())) for one in members),
            "decay": self.settings.is_decayed,
            "lacking": money.lacking_of(members)
            + sum(self.credits_lacking.get(one, 0) for one in members),
        }

    def _future(self, sums: Sums, band: str) -> tuple[Fraction | None, dict[str, Any]]:
        money, settings = self.money, self.settings
        retention = _retention(settings, band)
        discount = Fraction(settings.discount_percent) / 100
        ahead = range(money.now, money.now + settings.horizon_months)
        margins = [
            sums.revenue_ahead.get(month, Fraction(0)) - sums.cost_ahead.get(month, Fraction(0))
            for month in ahead
        ]
        total = (
            engine.future(margins, retention=retention, discount=discount)
            if sums.revenue_ahead or sums.cost_ahead
            else None
        )
        mape = sums.error.mape
        return total, {
            "months": [
                self._month(
                    month,
                    sums.revenue_ahead.get(month, Fraction(0)),
                    sums.cost_ahead.get(month, Fraction(0)),
                )
                for month in (ahead if total is not None else ())
            ],
            "band": band,
            "band_used": band or UNKNOWN_BAND,
            "retention_percent": str(_percent_of(settings, band)),
            "discount_percent": str(settings.discount_percent),
            "mape_ppm": None if mape is None else round(mape * PPM),
            "tested": sums.error.tested,
            "demand_kept": sources.is_kept("demand"),
        }

    def _month(self, month: Month, revenue: Fraction, cost: Fraction) -> dict[str, str]:
        return {
            "month": first_day(month).isoformat(),
            "revenue": self._text(revenue),
            "cost": self._text(cost),
        }

    def _text(self, amount: Fraction) -> str:
        return money_text(amount, self.money.rates.places)


def _percent_of(settings: ValueSettings, band: str) -> Any:
    return {
        "green": settings.renewal_green_percent,
        "amber": settings.renewal_amber_percent,
        "red": settings.renewal_red_percent,
    }[band or UNKNOWN_BAND]


def _retention(settings: ValueSettings, band: str) -> Fraction:
    return Fraction(_percent_of(settings, band)) / 100


def _rank(
    known: Sequence[Worth],
    organisations: set[int],
    settings: ValueSettings,
    weights: Mapping[int, int],
) -> None:
    """Give organisations their ranks and their index; units have none."""
    ranked = [one for one in known if one.customer in organisations]
    pasts = {one.customer: one.past for one in ranked if one.past is not None}
    futures = {one.customer: one.future for one in ranked if one.future is not None}
    past_ranks, future_ranks = engine.percentile_ranks(pasts), engine.percentile_ranks(futures)
    for one in ranked:
        one.past_rank = past_ranks.get(one.customer)
        one.future_rank = future_ranks.get(one.customer)
        strategic = weights.get(one.customer)
        result = engine.index(
            [
                Part("past", Fraction(settings.past_weight, 100), one.past_rank),
                Part("future", Fraction(settings.future_weight, 100), one.future_rank),
                Part(
                    "strategic",
                    Fraction(settings.strategic_weight, 100),
                    engine.rescaled_weight(strategic),
                ),
            ]
        )
        one.index = result.value
        one.inputs["index"] = {
            "past_weight": settings.past_weight,
            "future_weight": settings.future_weight,
            "strategic_weight": settings.strategic_weight,
            "strategic": strategic,
            "known_ppm": round(result.known * PPM),
            "past_peers": len(pasts),
            "future_peers": len(futures),
        }
