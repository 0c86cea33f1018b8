"""Which month it is where the installation is."""

import datetime as dt
import zoneinfo

from accounts.models import Installation


def today_at(at: dt.datetime) -> dt.date:
    """The installation's day at an instant."""
    return at.astimezone(zoneinfo.ZoneInfo(Installation.current().zone)).date()


def month_at(at: dt.datetime) -> dt.date:
    """The first day of the installation's month at an instant."""
    return today_at(at).replace(day=1)
