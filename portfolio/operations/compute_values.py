"""Work out what every customer is worth this month and keep it with its inputs (R43)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from portfolio.engine.rounding import half_even
from portfolio.models import CustomerValue
from portfolio.queries.installation_month import month_at
from portfolio.queries.worth import PPM, worths

PLACES = CustomerValue._meta.get_field("past").decimal_places or 0


@dataclass(frozen=True)
class Computed:
    """How many values were kept, and how many of them replaced one of the same month."""

    count: int
    replaced: int


@transaction.atomic
def compute_values(*, actor: Any | None, at: dt.datetime) -> Computed:
    """Keep this month's value of every active customer of which anything is known.

    Done again in the same month it replaces what was kept; the history keeps both. Values of
    customers that have lost their figures since are removed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [CustomerValue._meta.db_table])
    month = month_at(at)
    stored = {row.customer_id: row for row in CustomerValue.objects.filter(month=month)}
    made: list[CustomerValue] = []
    changed: list[CustomerValue] = []
    for worth in worths(as_of=at):
        row = stored.pop(worth.customer, None)
        (made if row is None else changed).append(
            row := row or CustomerValue(customer_id=worth.customer, month=month)
        )
        row.currency = worth.inputs["currency"]
        row.past, row.future = _kept(worth.past), _kept(worth.future)
        row.past_rank_ppm, row.future_rank_ppm = _ppm(worth.past_rank), _ppm(worth.future_rank)
        row.index_ppm = _ppm(worth.index)
        row.inputs = worth.inputs
        row.computed_at, row.computed_by = at, actor
    CustomerValue.objects.bulk_create(made, batch_size=500)
    CustomerValue.objects.bulk_update(
        changed,
        [
            *("currency", "past", "future", "past_rank_ppm", "future_rank_ppm", "index_ppm"),
            *("inputs", "computed_at", "computed_by"),
        ],
        batch_size=500,
    )
    CustomerValue.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()
    return Computed(len(made) + len(changed), len(changed))


def compute_due_values(*, at: dt.datetime) -> Computed | None:
    """The same once a month: None where this month's values are there already."""
    if CustomerValue.objects.filter(month=month_at(at)).exists():
        return None
    return compute_values(actor=None, at=at)


def _kept(amount: Fraction | None) -> Decimal | None:
    return None if amount is None else half_even(amount, PLACES)


def _ppm(share: Fraction | None) -> int | None:
    return None if share is None else round(share * PPM)
