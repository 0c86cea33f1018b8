"""A unit that uses a service, with figures that say their ground."""

import datetime as dt
from decimal import Decimal
from typing import Any

from agreements.models import ServiceUse
from agreements.operations.save_use import save_use
from tests.brm.business import service

COUNTED = dt.date(2026, 11, 1)


def use(actor: Any, customer: Any, **fields: Any) -> ServiceUse:
    given: dict[str, Any] = {
        "users": 120,
        "users_on": COUNTED,
        "criticality": "4_vital",
        "criticality_basis": "Said by the head of operations",
        "hour_cost": Decimal(7_500_000),
        "hour_cost_basis": "300 orders an hour, half of them lost",
        "hour_cost_on": COUNTED,
    }
    used = fields.pop("service", None) or service()
    return save_use(customer=customer, service=used, actor=actor, **given | fields)
