"""A new version of service hours: typed, drawn, shown for what it moves, then saved."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.problems import Refusal
from common.ui.numbers import write_number
from slm.engine.zones import zone
from slm.models import HoursVersion, ServiceHours
from slm.operations.save_hours_version import proposed_version, save_hours_version
from slm.pages.doors import may_change
from slm.pages.hours import hours_crumbs, version_in_force
from slm.pages.hours_map import week_map
from slm.pages.hours_version_form import (
    VersionForm,
    initial_of,
    readable_week,
    subdivision_choices,
)
from slm.queries.calendar_file import read_calendar
from slm.queries.changed_holidays import changed_holidays
from slm.queries.hours_text import MAX_DAYS, Unreadable, read_closed_days, write_closed_days
from slm.queries.proposed_hours import Proposal, proposal_of
from slm.queries.public_holidays import country_name, public_holidays, written_years


@may_change
def version_create(request: HttpRequest, code: str) -> HttpResponse:
    """Type the next version, see what it moves, save it.

    `do` is what the button asks for: `parts` shows the parts of the country that was chosen, `save`
    saves what was shown, anything else shows what moves; a file adds its days to the closed days.
    Saving what was not shown, or not as it is now, shows it first.
    """
    record = get_object_or_404(ServiceHours, code=code.upper())
    now = timezone.now()
    versions = list(record.versions.order_by("valid_from"))
    if request.method != "POST":
        form = VersionForm(record, initial=_initial(request, record, versions, now))
        return _page(request, record, versions, form)
    if request.FILES.get("calendar"):
        return _page(request, record, versions, _with_file(request, record, versions, now))
    if request.POST.get("do") == "parts":
        return _page(request, record, versions, _typed_again(record, request.POST))
    form = VersionForm(record, request.POST)
    proposal = _proposal(request, form, record, versions, now)
    if proposal is None or request.POST.get("do") != "save":
        return _page(request, record, versions, form, proposal)
    if request.POST.get("seen") != proposal.key:
        return _page(request, record, versions, form, proposal, is_new=True)
    try:
        saved = save_hours_version(
            hours=record,
            **form.arguments(),
            seen_number=proposal.version.number,
            actor=request.user,
            at=proposal.at,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, record, versions, form)
    said = {"number": saved.number, "name": record.name}
    messages.success(request, _t("Version %(number)d of %(name)s was saved.") % said)
    return redirect(record.get_absolute_url())


@may_change
@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """The parts of a country and its next public holidays, for the form."""
    chosen = {name: request.GET.get(name, "") for name in ("country", "subdivision")}
    form = VersionForm(ServiceHours(zone="UTC"), initial=chosen)
    return render(request, "slm/_hours_parts.html", _holidays(form, timezone.now()))


def _page(
    request: HttpRequest,
    record: ServiceHours,
    versions: list[HoursVersion],
    form: VersionForm,
    proposal: Proposal | None = None,
    *,
    is_new: bool = False,
) -> HttpResponse:
    now = timezone.now()
    number = max((version.number for version in versions), default=0) + 1
    current = version_in_force(versions, now)
    context = {
        "form": form,
        "heading": _t("%(name)s, version %(number)d") % {"name": record.name, "number": number},
        "submit": _t("Save version %(number)d") % {"number": number},
        "crumbs": hours_crumbs(record, _t("Version %(number)d") % {"number": number}),
        "cancel_url": record.get_absolute_url(),
        "hours": record,
        "number": number,
        "is_first": not versions,
        "measure_count": record.measures.count(),
        "proposal": proposal,
        "form_values": _values(form) if proposal else (),
        "is_new": is_new,
        "week": week_map(readable_week(form)),
        "moved_week": week_map(readable_week(form), current.weekly) if current else None,
        "current": current,
        "changed": changed_holidays(record, versions, at=now),
        **_holidays(form, now),
    }
    return render(request, "slm/hours_version_form.html", context)


def _values(form: VersionForm) -> list[tuple[str, Any]]:
    """What was typed, to be saved exactly as it was shown."""
    return [(field.html_name, field.value()) for field in form if field.name != "calendar"]


def _initial(
    request: HttpRequest, record: ServiceHours, versions: list[HoursVersion], now: dt.datetime
) -> dict[str, Any]:
    """The version asked for, else the one in force; changed holidays begin where they differ."""
    asked = request.GET.get("from", "")
    named = [version for version in versions if str(version.number) == asked]
    initial = initial_of(named[0] if named else version_in_force(versions, now), record, at=now)
    if request.GET.get("holidays") and (changed := changed_holidays(record, versions, at=now)):
        initial["valid_from"] = max(initial["valid_from"], changed.first_on)
        if not named:
            begin = zone(record.zone).first_instant(initial["valid_from"])
            holding = [v for v in versions if v.valid_from.timestamp() <= begin]
            if holding:
                begins = initial["valid_from"]
                initial = initial_of(holding[-1], record, at=now) | {"valid_from": begins}
    return initial


def _proposal(
    request: HttpRequest,
    form: VersionForm,
    record: ServiceHours,
    versions: list[HoursVersion],
    now: dt.datetime,
) -> Proposal | None:
    """What the form would save; None where it is refused, the reasons at their fields."""
    if not form.is_valid():
        return None
    try:
        version = proposed_version(hours=record, **form.arguments(), actor=request.user, at=now)
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    return proposal_of(version, versions, at=now)


def _with_file(
    request: HttpRequest, record: ServiceHours, versions: list[HoursVersion], now: dt.datetime
) -> VersionForm:
    """The form as typed, with the days of the file among its closed days, or with why not."""
    typed = request.POST.copy()
    checked = VersionForm(record, typed, request.FILES)
    checked.is_valid()
    file = checked.cleaned_data.get("calendar")
    if file is None or "closed_days" in checked.errors:
        return checked
    begins = checked.cleaned_data.get("valid_from", now)
    is_first = all(version.valid_from > begins for version in versions)
    years = written_years(begins, now, goes_back=is_first)
    try:
        read = read_calendar(file.read(), zone=record.zone, years=years)
    except Unreadable as error:
        checked.add_error("calendar", str(error))
        return checked
    days = read_closed_days(typed.get("closed_days", ""))
    added = {on: name for on, name in read.days.items() if on not in days}
    if len(days) + len(added) > MAX_DAYS:
        limit = _t("At most %(limit)d days go into one version.") % {"limit": MAX_DAYS}
        checked.add_error("calendar", limit)
        return checked
    typed["closed_days"] = write_closed_days(days | added)
    said = ngettext(
        "%(count)s day of the file was added to the closed days; nothing is saved yet.",
        "%(count)s days of the file were added to the closed days; nothing is saved yet.",
        len(added),
    ) % {"count": write_number(len(added))}
    if read.left_out:
        said += " " + _t("Events that are no whole days were left out, from line %(lines)s.") % {
            "lines": ", ".join(str(line) for line in read.left_out)
        }
    messages.info(request, said)
    return _typed_again(record, typed)


def _typed_again(record: ServiceHours, typed: QueryDict) -> VersionForm:
    """What was typed, not yet judged: what is wrong is told when what moves is asked for."""
    names = [*VersionForm.base_fields, *(f"day_{weekday}" for weekday in range(7))]
    return VersionForm(record, initial={name: typed.get(name, "") for name in names})


def _holidays(form: VersionForm, now: dt.datetime) -> dict[str, Any]:
    """This and next year's public holidays of what the form chooses."""
    chosen = str(form["subdivision"].value() or "")
    known = {code for code, _name in subdivision_choices(form.chosen_country)}
    part = chosen if chosen in known else ""
    country = form.chosen_country
    if country not in dict(form.fields["country"].choices):
        country = ""
    found = public_holidays(country, part, [now.year, now.year + 1])
    return {
        "form": form,
        "country_name": country_name(country),
        "public_days": [(dt.date.fromisoformat(on), name) for on, name in found.items()],
        "public_years": (now.year, now.year + 1),
    }
