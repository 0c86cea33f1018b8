"""Add service hours, and save their next version."""

import datetime as dt
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from common.db.instants import from_seconds
from common.ui.forms import DateInput
from common.ui.numbers import language
from slm.engine.zones import zone, zone_names
from slm.models import HoursVersion, ServiceHours
from slm.operations.save_hours_version import save_hours_version
from slm.operations.save_record import save_record
from slm.pages.doors import form_page, may_change
from slm.pages.hours import hours_crumbs, version_in_force
from slm.pages.service_forms import CodedForm
from slm.queries.hours_text import (
    Unreadable,
    read_closed_days,
    read_special_days,
    read_windows,
    weekly_by_day,
    write_closed_days,
    write_special_days,
    write_windows,
)
from slm.queries.public_holidays import countries
from slm.queries.year_of_hours import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 60_000


def _zones() -> list[tuple[str, str]]:
    named = sorted(name for name in zone_names() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]


class HoursForm(CodedForm):
    refused = _("The service hours were not saved")

    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        help_text=_("For life: periods and days of every target are counted in it."),
    )

    class Meta:
        model = ServiceHours
        fields = ["code", "name", "zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["zone"].disabled = True


class WindowsField(forms.CharField):
    """The windows of one day in one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=200, **options)

    def clean(self, value: Any) -> list[list[str]]:
        try:
            return read_windows(super().clean(value))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error


class VersionForm(forms.Form):
    """A week, holidays and days that differ, from a day on."""

    refused = _("The version was not saved")
    parts = ("weekly",)

    valid_from = forms.DateField(widget=DateInput)
    country = forms.ChoiceField(
        label=_("Public holidays of"),
        required=False,
        help_text=_("Written into the version with their names; a later release changes nothing."),
    )
    subdivision = forms.CharField(
        label=_("Part of the country"),
        required=False,
        max_length=8,
        help_text=_("Its code, such as BY for Bavaria, where parts have holidays of their own."),
    )
    closed_days = forms.CharField(
        label=_("Closed days"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("One a line: 2026-12-24 Cuti bersama."),
    )
    special_days = forms.CharField(
        label=_("Special days"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "One a line: 2026-12-31 07:30–12:00, 13:00–20:00, or: 2027-01-02 closed. "
            "They win over holidays and the week."
        ),
    )

    def __init__(self, hours: ServiceHours, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours = hours
        self.fields["valid_from"].label = _t("Valid from, start of the day in %(zone)s") % {
            "zone": hours.zone
        }
        self.fields["country"].choices = [("", _t("none")), *countries()]
        names = get_day_names("wide", locale=language())
        for weekday in range(7):
            self.fields[f"day_{weekday}"] = WindowsField(
                label=names[weekday].capitalize(),
                widget=forms.TextInput(attrs={"placeholder": _t("closed"), "autocomplete": "off"}),
            )
        self.order_fields(["valid_from", *(f"day_{weekday}" for weekday in range(7))])

    def clean_valid_from(self) -> dt.datetime:
        """The first instant of the day in the hours' own zone."""
        on = self.cleaned_data["valid_from"]
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("A day between %(first)d and %(last)d."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        return from_seconds(zone(self.hours.zone).first_instant(on))

    def clean_closed_days(self) -> dict[str, str]:
        return _read(read_closed_days, self.cleaned_data["closed_days"])

    def clean_special_days(self) -> dict[str, list[list[str]]]:
        return _read(read_special_days, self.cleaned_data["special_days"])

    def clean_subdivision(self) -> str:
        return self.cleaned_data["subdivision"].strip().upper()

    def weekly(self) -> list[list[Any]]:
        """The week as HoursVersion keeps it."""
        return [
            [weekday, opens, closes]
            for weekday in range(7)
            for opens, closes in self.cleaned_data[f"day_{weekday}"]
        ]

    def add_error(self, field: Any, error: Any) -> None:
        """The verb speaks of the week; the form has a field for each day of it."""
        super().add_error(self._day_of(error) if field == "weekly" else field, error)

    def _day_of(self, error: Any) -> str:
        for weekday in range(7):
            for opens, closes in self.cleaned_data.get(f"day_{weekday}") or []:
                if opens in (closes, "24:00") or closes == "00:00":
                    return f"day_{weekday}"
        return "day_0"


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Unreadable as error:
        raise forms.ValidationError(str(error)) from error


@may_change
def hours_create(request: HttpRequest) -> HttpResponse:
    """Add a calendar; its first version comes next."""
    return form_page(
        request,
        HoursForm(request.POST or None, initial={"zone": Installation.current().zone}),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was added. Now give it a week.") % {"name": record.name},
        heading=_("New service hours"),
        submit=_("Add the hours"),
        crumbs=hours_crumbs(None, _("New service hours")),
        cancel_url=reverse("slm:hours-list"),
    )


@may_change
def hours_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Rename a calendar."""
    record = get_object_or_404(ServiceHours, code=code.upper())
    return form_page(
        request,
        HoursForm(request.POST or None, instance=record),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda saved: _t("%(name)s was saved.") % {"name": saved.name},
        heading=_t("Edit %(name)s") % {"name": record.name},
        submit=_("Save the hours"),
        crumbs=hours_crumbs(record, _("Edit")),
        cancel_url=record.get_absolute_url(),
    )


@may_change
def version_create(request: HttpRequest, code: str) -> HttpResponse:
    """Save the next version; it begins as the one in force."""
    record = get_object_or_404(ServiceHours, code=code.upper())
    now = timezone.now()
    versions = list(record.versions.order_by("valid_from"))

    def save(form: VersionForm) -> ServiceHours:
        wish = form.cleaned_data
        save_hours_version(
            hours=record,
            valid_from=wish["valid_from"],
            weekly=form.weekly(),
            country=wish["country"],
            subdivision=wish["subdivision"],
            closed_days=wish["closed_days"],
            special_days=wish["special_days"],
            actor=request.user,
            at=now,
        )
        return record

    number = max((version.number for version in versions), default=0) + 1
    initial = _initial(version_in_force(versions, now), record, now)
    return form_page(
        request,
        VersionForm(record, request.POST or None, initial=initial),
        save=save,
        done=lambda saved: (
            _t("Version %(number)d of %(name)s was saved.") % {"number": number, "name": saved.name}
        ),
        heading=_t("%(name)s, version %(number)d") % {"name": record.name, "number": number},
        submit=_t("Save version %(number)d") % {"number": number},
        crumbs=hours_crumbs(record, _t("Version %(number)d") % {"number": number}),
        cancel_url=record.get_absolute_url(),
        template="slm/hours_version_form.html",
        hours=record,
        is_first=not versions,
        measure_count=record.measures.count(),
    )


def _initial(version: HoursVersion | None, hours: ServiceHours, at: dt.datetime) -> dict[str, Any]:
    today = zone(hours.zone).date_at(int(at.timestamp()))
    week = weekly_by_day(
        version.weekly if version else [[day, "00:00", "24:00"] for day in range(7)]
    )
    initial: dict[str, Any] = {f"day_{day}": write_windows(week[day]) for day in range(7)}
    initial["valid_from"] = today
    if version is not None:
        initial |= {
            "country": version.country,
            "subdivision": version.subdivision,
            "closed_days": write_closed_days(version.closed_days),
            "special_days": write_special_days(version.special_days),
        }
    return initial
