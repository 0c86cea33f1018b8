"""Scenes of what a customer's business wants: an outcome, a demand, a change, a check."""

import datetime as dt
from decimal import Decimal
from typing import Any

from brm.models import BusinessChange, BusinessOutcome, Demand, EarlyLifeCheck
from brm.operations.ask_for_acceptance import ask_for_acceptance
from brm.operations.save_business_change import save_business_change
from brm.operations.save_demand import save_demand
from brm.operations.save_outcome import save_outcome
from slm.models import Service
from tests.cast import NOW

TODAY = dt.date(2026, 11, 25)


def service(code: str = "PAY", name: str = "Payment gateway") -> Service:
    return Service.objects.get_or_create(code=code, defaults={"name": name})[0]


def outcome(actor: Any, customer: Any, **fields: Any) -> BusinessOutcome:
    """Nobody turned away: from 12 to 2 a day, importance 8."""
    given = {
        "statement": "Nobody is turned away at the counter",
        "measure": "People sent home",
        "unit": "people a day",
        "baseline": Decimal(12),
        "target": Decimal(2),
        "importance": 8,
    }
    return save_outcome(customer=customer, actor=actor, at=NOW, **given | fields)


def demand(actor: Any, customer: Any, **fields: Any) -> Demand:
    given: dict[str, Any] = {
        "title": "Counters in the villages",
        "expected_on": dt.date(2027, 2, 14),
        "volume": 1_000,
        "volume_unit": "visits",
        "value": Decimal(120_000_000),
        "probability_percent": 60,
        "effort": "M",
    }
    given |= fields
    return save_demand(
        customer=customer,
        services=given.pop("services", [service()]),
        actor=actor,
        at=NOW,
        **given,
    )


def business_change(actor: Any, customer: Any, **fields: Any) -> BusinessChange:
    given = {"title": "Three offices become one", "happens_on": dt.date(2027, 1, 1)}
    return save_business_change(
        customer=customer, services=[service()], actor=actor, at=NOW, **given | fields
    )


def check(actor: Any, *customers: Any, **fields: Any) -> EarlyLifeCheck:
    given = {
        "service": service(),
        "what": "A second route to the switch",
        "changed_on": dt.date(2026, 11, 20),
        "due_on": dt.date(2026, 12, 4),
    }
    return ask_for_acceptance(customers=customers, actor=actor, at=NOW, **given | fields)
