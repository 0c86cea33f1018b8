"""When reviews are due: a day, and every so many months after it (R6, R72).

Everything is a local day of the customer. Months are always counted from the first day and clamped
each time, so that a 31st comes back after a short month (decision 24).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, takewhile

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Cadence:
    """A review on `first_on` and every `every_months` after it."""

    first_on: date
    every_months: int

    def __post_init__(self) -> None:
        if self.every_months < 1:
            raise ValueError("A review comes back after a month at the soonest.")

    def day(self, number: int) -> date:
        """The day of one review; number 0 is the first one."""
        return self.first_on + relativedelta(months=number * self.every_months)

    def days(self) -> Iterator[date]:
        """Every day on which a review is due, in order and without end."""
        return (self.day(number) for number in count())


def next_due(cadence: Cadence, *, held: Collection[date], skipped: Collection[date]) -> date:
    """The first day whose review is still owed.

    `held` are the due days whose reviews took place: each also covers the ones before it that
    were missed. `skipped` are those that were called off with a reason; only they are passed over.
    """
    last = max(held, default=None)
    return next(
        day
        for day in cadence.days()
        if (last is None or day > last) and day not in skipped and day not in held
    )


def days_to_plan(
    cadence: Cadence,
    *,
    held: Collection[date],
    skipped: Collection[date],
    planned: Collection[date],
    after: date,
    until: date,
) -> list[date]:
    """The due days in `[after, until]` for which no meeting was planned yet.

    What is owed from before is planned by a person, for a day that they choose.
    """
    owed = next_due(cadence, held=held, skipped=skipped)
    taken = {*held, *skipped, *planned}
    near = takewhile(lambda day: day <= until, cadence.days())
    return [day for day in near if day >= max(after, owed) and day not in taken]
