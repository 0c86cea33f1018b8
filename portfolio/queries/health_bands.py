"""The bands of health as others read them: kept ones, and what somebody set by hand."""

import datetime as dt
from collections.abc import Collection, Mapping

from portfolio.models import HealthBand, HealthOverride, HealthSnapshot
from portfolio.queries.trees import Trees

COLOURS = {
    HealthBand.GOOD: "green",
    HealthBand.WATCH: "amber",
    HealthBand.POOR: "red",
}


def overrides_of(customers: Collection[int], *, on: dt.date) -> dict[int, HealthOverride]:
    """What somebody set by hand and holds on that day, by customer; one query."""
    rows = HealthOverride.objects.filter(
        customer__in=customers, withdrawn_at=None, expires_on__gte=on
    ).select_related("set_by__person")
    return {row.customer_id: row for row in rows}


def bands_by_customer(customers: Collection[int], as_of: dt.date) -> Mapping[int, str]:
    """The colour of each customer's band that is known on a day: green, amber or red.

    Of the last snapshot at most a month old, unless somebody set one. A unit has that of its
    organisation: they renew together.
    """
    trees = Trees()
    tops = {pk: trees.organisation_of(pk) for pk in customers}
    wanted = {top for top in tops.values() if top is not None}
    month = as_of.replace(day=1)
    before = (month - dt.timedelta(days=1)).replace(day=1)
    found = dict(
        HealthSnapshot.objects.filter(customer__in=wanted, month__range=(before, month))
        .order_by("month")
        .values_list("customer_id", "band")
    )
    found |= {pk: row.band for pk, row in overrides_of(wanted, on=as_of).items()}
    colours = {pk: COLOURS.get(HealthBand(band)) for pk, band in found.items()}
    return {
        pk: colour
        for pk, top in tops.items()
        if top is not None and (colour := colours.get(top)) is not None
    }
