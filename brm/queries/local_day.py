"""Days of a customer are days in its own zone."""

import datetime as dt
from zoneinfo import ZoneInfo

from brm.models import Customer


def local_day(customer: Customer, at: dt.datetime) -> dt.date:
    """The day that it is at the customer's at that instant."""
    return at.astimezone(ZoneInfo(customer.zone)).date()
