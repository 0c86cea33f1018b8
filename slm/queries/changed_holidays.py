"""Public holidays that the library names now and the versions did not write down, or no more."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from slm.engine.zones import zone
from slm.models import HoursVersion, ServiceHours
from slm.queries.public_holidays import country_name, is_known, public_holidays


@dataclass(frozen=True, slots=True)
class ChangedHolidays:
    """Dates with names that came and that went, from the oldest."""

    country: str
    came: tuple[tuple[dt.date, str], ...]
    went: tuple[tuple[dt.date, str], ...]

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def count(self) -> int:
        return len(self.came) + len(self.went)

    @property
    def more_came(self) -> int:
        """How many came beside the first four."""
        return max(len(self.came) - 4, 0)

    @property
    def more_went(self) -> int:
        return max(len(self.went) - 4, 0)

    @property
    def first_on(self) -> dt.date:
        return min(on for on, _name in (*self.came, *self.went))


def changed_holidays(
    hours: ServiceHours, versions: Sequence[HoursVersion], *, at: dt.datetime
) -> ChangedHolidays | None:
    """How this and next year's public holidays differ from what was written (decision 14).

    Each date is asked of the version that holds on it, beginning with the one in force at `at`: a
    version that is over stays as it was. Only dates count, since a name opens and closes nothing.
    None where nothing differs.
    """
    clock = zone(hours.zone)
    today = clock.date_at(int(at.timestamp()))
    rows = sorted(versions, key=lambda version: version.valid_from)
    begun = [row for row in rows if row.valid_from <= at][-1:] or rows[:1]
    holding = [*begun, *[row for row in rows if row.valid_from > at and row not in begun]]
    came: dict[dt.date, str] = {}
    went: dict[dt.date, str] = {}
    for place, version in enumerate(holding):
        if not version.country or not is_known(version.country, version.subdivision):
            continue
        first, last = dt.date(today.year, 1, 1), dt.date(today.year + 1, 12, 31)
        if version != rows[0]:
            first = max(first, clock.date_at(int(version.valid_from.timestamp())))
        if place + 1 < len(holding):
            following = clock.date_at(int(holding[place + 1].valid_from.timestamp()))
            last = min(last, following - dt.timedelta(days=1))
        known = public_holidays(version.country, version.subdivision, [today.year, today.year + 1])
        for on, name in known.items():
            if first <= (date := dt.date.fromisoformat(on)) <= last and on not in version.holidays:
                came[date] = name
        for on, name in version.holidays.items():
            if first <= (date := dt.date.fromisoformat(on)) <= last and on not in known:
                went[date] = name
    if not came and not went:
        return None
    return ChangedHolidays(
        begun[0].country, tuple(sorted(came.items())), tuple(sorted(went.items()))
    )


def hours_with_changed_holidays(
    rows: QuerySet[ServiceHours], *, at: dt.datetime
) -> list[tuple[ServiceHours, ChangedHolidays]]:
    """Those of `rows` for which a new version is proposed, by name; two queries."""
    named = rows.filter(versions__country__gt="").distinct()
    found = []
    for row in named.prefetch_related("versions"):
        changed = changed_holidays(row, list(row.versions.all()), at=at)
        if changed is not None:
            found.append((row, changed))
    return found
