"""Say whose use a counter counts, or that it counts nobody's."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from brm.models import Customer
from common.problems import Refusal
from portfolio.models import UsageCounter
from slm.models import Indicator


class CounterRefused(Refusal):
    """The counter counts no use."""

    code = "counter_refused"


@transaction.atomic
def keep_usage_counter(
    *, indicator: Indicator, customer: Customer, unit: str, actor: Any, at: dt.datetime
) -> UsageCounter:
    """Take the events of `indicator` as the use of `customer`, counted in `unit`.

    A counter counts one customer's use; said again, it counts another's from the next count on.
    """
    if indicator.kind != Indicator.Kind.COUNTER:
        raise CounterRefused(_("Choose an indicator that counts events."), field="indicator")
    if not unit.strip():
        raise CounterRefused(_("Say what is counted."), field="unit")
    kept, _made = UsageCounter.objects.update_or_create(
        indicator=indicator, defaults={"customer": customer, "unit": unit.strip()}
    )
    return kept


@transaction.atomic
def drop_usage_counter(*, counter: UsageCounter, actor: Any, at: dt.datetime) -> None:
    """The counter counts nobody's use any more; what it counted stays."""
    counter.delete()
