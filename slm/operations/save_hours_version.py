"""Save the next version of service hours."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import get_day_names
from django.db import transaction
from django.utils.translation import gettext as _

from common.db.instants import from_seconds
from common.problems import Refusal
from common.ui.numbers import language
from slm.engine.hours import Problem, problems
from slm.models import HoursVersion, Indicator, ServiceHours
from slm.queries.calendars import hours_value, write_clock
from slm.queries.hours_text import MAX_DAYS
from slm.queries.public_holidays import is_known, public_holidays, written_years

from .mark_dirty import mark_dirty

THE_BEGINNING = from_seconds(0)


class HoursRefused(Refusal):
    """The hours are not saved as given; `field` names the part that is wrong."""

    code = "hours_refused"


class HoursMoved(HoursRefused):
    """Another version was saved since somebody looked at what this one would move."""

    code = "hours_moved"


@transaction.atomic
def save_hours_version(
    *,
    hours: ServiceHours,
    valid_from: dt.datetime,
    weekly: Sequence[Sequence[Any]],
    country: str = "",
    subdivision: str = "",
    closed_days: Mapping[str, str] | None = None,
    special_days: Mapping[str, Sequence[Sequence[str]]] | None = None,
    seen_number: int | None = None,
    actor: Any,
    at: dt.datetime,
) -> HoursVersion:
    """Write the version that holds from `valid_from` on, and mark what it changes.

    The arguments are those of `proposed_version`; with `seen_number`, the number that it proposed,
    HoursMoved is raised where another version took that number meanwhile. Whatever is measured
    through these hours is computed again from `valid_from`; through the earliest version from the
    beginning, because that is when it holds from.
    """
    locked = ServiceHours.objects.select_for_update().get(pk=hours.pk)
    version = proposed_version(
        hours=locked,
        valid_from=valid_from,
        weekly=weekly,
        country=country,
        subdivision=subdivision,
        closed_days=closed_days,
        special_days=special_days,
        actor=actor,
        at=at,
    )
    if seen_number is not None and version.number != seen_number:
        raise HoursMoved(
            _("Another version of these hours was saved meanwhile. Look again at what moves.")
        )
    is_first = not locked.versions.filter(valid_from__lt=valid_from).exists()
    version.save()
    mark_dirty(
        indicators=Indicator.objects.filter(measures__hours=locked).distinct(),
        from_at=THE_BEGINNING if is_first else valid_from,
        to_at=None,
        at=at,
    )
    return version


def proposed_version(
    *,
    hours: ServiceHours,
    valid_from: dt.datetime,
    weekly: Sequence[Sequence[Any]],
    country: str = "",
    subdivision: str = "",
    closed_days: Mapping[str, str] | None = None,
    special_days: Mapping[str, Sequence[Sequence[str]]] | None = None,
    actor: Any,
    at: dt.datetime,
) -> HoursVersion:
    """The version as it would be saved, by the same refusals; nothing is written.

    `weekly`, `closed_days` and `special_days` are as HoursVersion keeps them. Public holidays of
    `country` are looked up now and written down with their names, in the country's own language
    (decision 14). Raises HoursRefused.
    """
    versions = list(hours.versions.all())
    if any(version.valid_from == valid_from for version in versions):
        raise HoursRefused(_("A version begins on that day already."), field="valid_from")
    if country and not is_known(country, subdivision):
        raise HoursRefused(_("No public holidays are known there."), field="subdivision")
    for field, days in (("closed_days", closed_days), ("special_days", special_days)):
        if len(days or {}) > MAX_DAYS:
            raise HoursRefused(
                _("At most %(limit)d days go into one version.") % {"limit": MAX_DAYS}, field=field
            )
    is_first = all(version.valid_from > valid_from for version in versions)
    version = HoursVersion(
        hours=hours,
        number=max((version.number for version in versions), default=0) + 1,
        valid_from=valid_from,
        weekly=[list(window) for window in weekly],
        country=country,
        subdivision=subdivision if country else "",
        holidays=public_holidays(
            country, subdivision, written_years(valid_from, at, goes_back=is_first)
        ),
        closed_days=dict(closed_days or {}),
        special_days={
            on: [list(window) for window in windows] for on, windows in (special_days or {}).items()
        },
        created_by=actor,
        created_at=at,
    )
    _refuse_problems(hours, version)
    return version


def _refuse_problems(hours: ServiceHours, version: HoursVersion) -> None:
    """Refuse by the engine's reasons; the first is the message, and all of them are rows."""
    try:
        found = problems(hours_value(hours, [version]))
    except (ValueError, TypeError, KeyError) as error:
        raise HoursRefused(
            _("Times are written as HH:MM and days as YYYY-MM-DD."), field="weekly"
        ) from error
    if not found:
        return
    rows = [
        {"field": _field_of(one), "message": _words_of(one), "code": one.code, "about": one.about}
        for one in found
    ]
    raise HoursRefused(rows[0]["message"], field=rows[0]["field"], rows=rows)


def _field_of(problem: Problem) -> str:
    if problem.code == "zone":
        return "zone"
    return "special_days" if problem.about[:1].isdigit() else "weekly"


def _words_of(problem: Problem) -> str:
    """The engine's reason in the reader's language, with the day and the window it is about."""
    words = {
        "empty": _("Give at least one window, or the service never opens."),
        "zone": _("This is not a zone of the time zone data."),
        "weekday": _("Weekdays are 0 (Monday) to 6 (Sunday)."),
        "twice": _("This date is given more than once."),
        "midnight": _("To close at the end of the day, write 24:00, not 00:00."),
        "bounds": _("A window opens from 00:00 to 23:59 and closes by 24:00."),
        "length": _("This window has no length. For the whole day write 00:00–24:00."),
    }
    reason = words.get(problem.code, problem.text)
    if problem.window is None:
        return reason
    kind, _sep, number = problem.about.partition(" ")
    day = get_day_names("wide", locale=language())[int(number)] if number else kind
    opens, closes = map(write_clock, problem.window)
    return f"{day[:1].upper()}{day[1:]}, {opens}–{closes}: {reason}"
