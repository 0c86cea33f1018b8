"""The form of a version of service hours: a week as text, holidays, days that differ."""

import datetime as dt
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.db.instants import from_seconds
from common.forms import UploadField
from common.problems import Refusal
from common.ui.forms import DateInput
from common.ui.numbers import language
from slm.engine.zones import zone
from slm.models import HoursVersion, ServiceHours
from slm.queries.calendar_file import MAX_BYTES
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
from slm.queries.public_holidays import countries, parts_of
from slm.queries.year_of_hours import FIRST_YEAR, LAST_YEAR

LONGEST_TEXT = 60_000


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
    valid_from = forms.DateField(widget=DateInput)
    country = forms.ChoiceField(
        label=_("Public holidays of"),
        required=False,
        help_text=_("Written into the version with their names; a later release changes nothing."),
    )
    subdivision = forms.ChoiceField(
        label=_("Part of the country"),
        required=False,
        help_text=_("Where parts have holidays of their own."),
        error_messages={"invalid_choice": _("This is no part of the country. Choose again.")},
    )
    closed_days = forms.CharField(
        label=_("Closed days"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("One a line: 2026-12-24 Cuti bersama."),
    )
    calendar = UploadField(
        label=_("Closed days from a calendar file"),
        endings=("ics",),
        max_bytes=MAX_BYTES,
        required=False,
        help_text=_(
            "iCalendar (.ics), all-day events. They are added to the closed days above, for you to "
            "look at; nothing is saved yet."
        ),
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
        self.chosen_country = str(self["country"].value() or "")
        self.fields["subdivision"].choices = subdivision_choices(self.chosen_country)
        for name in ("country", "subdivision"):
            _ask_for_parts(self.fields[name].widget)
        names = get_day_names("wide", locale=language())
        for weekday in range(7):
            self.fields[f"day_{weekday}"] = WindowsField(
                label=names[weekday].capitalize(),
                widget=forms.TextInput(
                    attrs={
                        "placeholder": _t("closed"),
                        "autocomplete": "off",
                        "spellcheck": "false",
                    }
                ),
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

    def weekly(self) -> list[list[Any]]:
        """The week as HoursVersion keeps it."""
        return [
            [weekday, opens, closes]
            for weekday in range(7)
            for opens, closes in self.cleaned_data[f"day_{weekday}"]
        ]

    def arguments(self) -> dict[str, Any]:
        """As the verb takes them."""
        wish = self.cleaned_data
        return {
            "valid_from": wish["valid_from"],
            "weekly": self.weekly(),
            "country": wish["country"],
            "subdivision": wish["subdivision"],
            "closed_days": wish["closed_days"],
            "special_days": wish["special_days"],
        }

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """The fields of the week, Monday first."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    def refuse(self, refusal: Refusal) -> None:
        """Show every reason of the verb at the day or list it is about, what was typed kept."""
        rows = refusal.rows or [{"field": refusal.field, "message": refusal.message, "about": ""}]
        for row in rows:
            field = row["field"]
            if field == "weekly":
                field = f"day_{row['about'].partition(' ')[2] or 0}"
            self.add_error(field if field in self.fields else None, row["message"])


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Unreadable as error:
        raise forms.ValidationError(str(error)) from error


def subdivision_choices(country: str) -> list[tuple[str, str]]:
    """The parts of a country, and none of them first."""
    parts = [
        (code, code if name == code else f"{name} ({code})") for code, name in parts_of(country)
    ]
    return [("", _t("the whole country") if country else _t("none")), *parts]


def _ask_for_parts(widget: forms.Widget) -> None:
    """Another country brings its own parts and holidays into the form."""
    widget.attrs |= {
        "hx-get": reverse("slm:hours-parts"),
        "hx-trigger": "change",
        "hx-include": "[name=country], [name=subdivision]",
        "hx-target": "#parts",
        "hx-swap": "outerHTML",
    }


def initial_of(
    version: HoursVersion | None, hours: ServiceHours, *, at: dt.datetime
) -> dict[str, Any]:
    """What a new version begins as: an earlier one copied, or round the clock; valid from today."""
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


def readable_week(form: forms.Form) -> list[list[Any]]:
    """The week as typed or given, as far as it can be read and drawn."""
    found = []
    for weekday in range(7):
        try:
            windows = read_windows(str(form[f"day_{weekday}"].value() or ""))
        except Unreadable:
            continue
        found += [
            [weekday, opens, closes]
            for opens, closes in windows
            if opens not in (closes, "24:00") and closes != "00:00"
        ]
    return found
