"""Tells of service hours that are more than a week: nights, days that differ, new holidays."""

import datetime as dt

from accounts.models import User
from slm.engine.zones import zone
from slm.models import ServiceHours
from slm.operations.save_hours_version import save_hours_version

from . import story

CODE = "CLEARING"
DAYS = [["07:30", "12:00"], ["13:00", "16:30"], ["22:00", "04:00"]]
WEEK = [[weekday, *window] for weekday in range(5) for window in DAYS]
SATURDAY = [5, "08:00", "12:00"]


def tell_hours(*, manager: User, at: dt.datetime) -> None:
    """Branch and clearing hours in two versions.

    The second was saved three years ago, when holidays were written down as far as this year: those
    of the next one are proposed by now, and wait for a person.
    """
    hours = ServiceHours.objects.create(
        code=CODE, name="Branch and clearing hours", zone=story.ZONE
    )
    saved_at = dt.datetime(at.year - 3, 10, 5, 9, tzinfo=zone(story.ZONE).info)
    save_hours_version(
        hours=hours,
        valid_from=_first_of(2020),
        weekly=WEEK,
        country="ID",
        actor=manager,
        at=saved_at - dt.timedelta(days=200),
    )
    save_hours_version(
        hours=hours,
        valid_from=_first_of(saved_at.year, 11),
        weekly=[*WEEK, SATURDAY],
        country="ID",
        closed_days={f"{at.year}-12-28": "Stocktaking", f"{at.year + 1}-12-28": "Stocktaking"},
        special_days={
            f"{at.year}-12-24": [["08:00", "12:00"]],
            f"{at.year}-12-31": [["07:30", "12:00"], ["13:00", "20:00"], ["21:00", "04:00"]],
            f"{at.year + 1}-01-02": [],
        },
        actor=manager,
        at=saved_at,
    )


def _first_of(year: int, month: int = 1) -> dt.datetime:
    return dt.datetime(year, month, 1, tzinfo=zone(story.ZONE).info)
