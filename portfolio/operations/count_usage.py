"""Turn what counters counted in a month into figures of use (decision 30)."""

import datetime as dt
import zoneinfo
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import Installation
from common.db.instants import to_seconds
from portfolio.engine.months import first_day, month_of
from portfolio.models import Origin, UsageCounter
from portfolio.operations.write_records import Taken, write_records
from portfolio.queries.installation_month import today_at
from portfolio.queries.registers import USAGE
from slm.queries.counted.ratio import read_increases

# Readings come late: so many whole months behind are counted again.
COUNTED_AGAIN = 2


@transaction.atomic
def count_usage(*, actor: Any | None, at: dt.datetime, months: int = COUNTED_AGAIN) -> Taken:
    """Write the events of the last whole months as use, by each counter that tells somebody's use.

    Months are the installation's. A month without any reading is left alone: nothing read is not
    nothing used. What is counted replaces what was entered by hand for the same month.
    """
    zone = zoneinfo.ZoneInfo(Installation.current().zone)
    now = month_of(today_at(at))
    edges = [
        to_seconds(dt.datetime.combine(first_day(month), dt.time(), tzinfo=zone))
        for month in range(now - months, now + 1)
    ]
    counters = list(
        UsageCounter.objects.select_related("indicator__service", "customer").order_by("pk")
    )
    if not counters:
        return Taken()
    added = read_increases({one.indicator_id: (edges[0], edges[-1]) for one in counters})
    rows = []
    for counter in counters:
        read = added[counter.indicator_id]
        for place, month in enumerate(range(now - months, now)):
            # What was read at midnight happened before it.
            within = (read.at > edges[place]) & (read.at <= edges[place + 1])
            if within.any():
                rows.append(
                    {
                        "customer": counter.customer,
                        "service": counter.indicator.service,
                        "month": first_day(month),
                        "unit": counter.unit,
                        "quantity": Decimal(int(read.total[within].sum())),
                    }
                )
    return write_records(
        register=USAGE, rows=rows, origin=Origin.COUNTED, actor=actor, at=at, skip_bad=True
    )
