"""Plan maintenance that comes again: choose the days, look at the dates, then save."""

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from common.db.instants import from_seconds, to_seconds
from common.problems import Refusal
from common.ui.forms import DateInput, MomentInput, TimeInput
from common.ui.times import write_day
from slm.engine.recurrence import (
    MAX_COUNT,
    MAX_EVERY,
    MONTHLY,
    NTH,
    WEEKLY,
    Rule,
    occurrences,
    read_rule,
    write_rule,
)
from slm.engine.zones import UnknownZone, zone, zone_names
from slm.models import MaintenanceSeries
from slm.operations.plan_series import change_series, end_series, plan_series
from slm.pages.doors import form_page, may_change
from slm.pages.doors import refuse as show_refusal
from slm.pages.maintenance import NTH_WORDS, WEEKDAY_WORDS, find_series, maintenance_crumbs
from slm.pages.part_fields import LONGEST_REASON, PartsMixin, parts_field, reason_field, zoned

SHOWN = 12
MAX_MINUTES = 7 * 24 * 60


class SeriesForm(PartsMixin, forms.Form):
    refused = _("The series was not saved")

    parts = parts_field()
    title = forms.CharField(label=_("Title"), max_length=120)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea, required=False, max_length=LONGEST_REASON
    )
    zone_name = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("The wall clock of this zone tells when it begins, also after a clock change."),
    )
    first_on = forms.DateField(label=_("Not before"), widget=DateInput)
    begins = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    duration = forms.IntegerField(
        label=_("Length"),
        min_value=1,
        max_value=MAX_MINUTES,
        widget=forms.NumberInput({"data-unit": _("min")}),
    )
    frequency = forms.ChoiceField(
        label=_("Comes again"),
        choices=[(WEEKLY, _("by week")), (MONTHLY, _("by month"))],
        widget=forms.RadioSelect,
        initial=WEEKLY,
    )
    every = forms.IntegerField(
        label=_("Every so many weeks or months"), min_value=1, max_value=MAX_EVERY, initial=1
    )
    nth = forms.TypedChoiceField(
        label=_("In a month, on the"),
        choices=[(number, NTH_WORDS[number]) for number in NTH],
        coerce=int,
        initial=1,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=list(enumerate(WEEKDAY_WORDS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=_("Last day"),
        widget=DateInput,
        required=False,
        help_text=_("Empty, with no number either: it goes on."),
    )
    count = forms.IntegerField(
        label=_("Number of times"), min_value=1, max_value=MAX_COUNT, required=False
    )
    announced_at = forms.DateTimeField(widget=MomentInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill_parts()
        self.fields["announced_at"].label = zoned(_t("Notice given"))
        days = Installation.current().maintenance_notice_days
        self.fields["announced_at"].help_text = _t(
            "When those concerned were told of all these dates; %(days)d days before each are due."
        ) % {"days": days}

    def clean_zone_name(self) -> str:
        name = self.cleaned_data["zone_name"]
        if name not in zone_names():
            raise forms.ValidationError(_t("This is not a zone of the time zone data."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("until") and cleaned.get("count"):
            self.add_error("count", _("Give a last day or a number of times, not both."))
        first_on, until = cleaned.get("first_on"), cleaned.get("until")
        if first_on and until and until < first_on:
            self.add_error("until", _("It ends before it begins."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """As the verb takes them."""
        wish = dict(self.cleaned_data)
        rule = Rule(
            frequency=wish.pop("frequency"),
            weekdays=tuple(wish.pop("weekdays")),
            every=wish.pop("every"),
            nth=wish.pop("nth"),
            until=wish.pop("until"),
            count=wish.pop("count"),
        )
        if rule.frequency == WEEKLY:
            rule = Rule(rule.frequency, rule.weekdays, rule.every, 1, rule.until, rule.count)
        seconds = wish.pop("duration") * 60
        return {**wish, "rule": write_rule(rule), "duration_seconds": seconds}


class ChangeSeriesForm(SeriesForm):
    refused = _("The series was not changed")

    change_reason = reason_field(_("Why it is changed"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone_name"].disabled = True
        self.fields["zone_name"].help_text = _("A series keeps its zone for life.")


class EndForm(forms.Form):
    refused = _("The series goes on")

    from_on = forms.DateField(
        label=_("First date left out"),
        widget=DateInput,
        required=False,
        help_text=_("Empty: every date that has not begun."),
    )
    change_reason = reason_field(_("Why it ends"))


@dataclass(frozen=True)
class Shown:
    """A date of the preview."""

    start_at: dt.datetime
    end_at: dt.datetime
    is_moved: bool  # another offset from UTC than the date before


def preview(wish: dict[str, Any], at: dt.datetime, *, exceptions: Any = ()) -> list[Shown]:
    """The next dates of a rule after `at`, with where the zone's clock was changed between."""
    try:
        clock = zone(wish["zone_name"])
    except UnknownZone:
        return []
    found = occurrences(
        wish["rule"],
        first=dt.datetime.combine(wish["first_on"], wish["begins"]),
        clock=clock,
        duration=wish["duration_seconds"],
        exceptions=set(exceptions),
        until=to_seconds(at) + 5 * 366 * 86_400,
    )
    shown: list[Shown] = []
    offset = None
    for one in islice((one for one in found if one.start > to_seconds(at)), SHOWN):
        now = clock.datetime_at(one.start).utcoffset()
        shown.append(
            Shown(from_seconds(one.start), from_seconds(one.end), offset not in (None, now))
        )
        offset = now
    return shown


@may_change
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a series: the first sending shows its dates, the second saves it."""
    now = timezone.now()
    local = timezone.localtime(now)
    form = SeriesForm(
        request.POST or None,
        initial={
            "parts": [code.upper() for code in request.GET.getlist("service")],
            "zone_name": Installation.current().zone,
            "first_on": local.date(),
            "announced_at": now.replace(microsecond=0),
        },
    )
    return _two_steps(
        request,
        form,
        save=lambda wish: plan_series(**wish, actor=request.user, at=now),
        now=now,
        heading=_("Plan a series of maintenance"),
        crumbs=maintenance_crumbs(None, _("Plan a series")),
        cancel_url=reverse("slm:maintenance-list"),
    )


@may_change
def change(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Change the dates that have not begun; the others stay."""
    record = find_series(code, reference)
    if record.ended_at is not None:
        messages.info(request, _t("The series has ended."))
        return redirect(record)
    now = timezone.now()
    rule = read_rule(record.rule)
    form = ChangeSeriesForm(
        request.POST or None,
        initial={
            "parts": [
                f"{one.service.code}/{one.slice.code}" if one.slice else one.service.code
                for one in record.parts.all()
            ],
            "title": record.title,
            "reason": record.reason,
            "zone_name": record.zone,
            "first_on": record.first_on,
            "begins": record.begins,
            "duration": record.duration_seconds // 60,
            "frequency": rule.frequency,
            "every": rule.every,
            "nth": rule.nth,
            "weekdays": list(rule.weekdays),
            "until": rule.until,
            "count": rule.count,
            "announced_at": record.announced_at,
        },
    )

    def save(wish: dict[str, Any]) -> MaintenanceSeries:
        wish.pop("zone_name")
        return change_series(series=record, **wish, actor=request.user, at=now)

    return _two_steps(
        request,
        form,
        save=save,
        now=now,
        exceptions=record.exceptions,
        heading=_t("Change %(reference)s") % {"reference": record.external_id},
        crumbs=maintenance_crumbs(record, _("Change")),
        cancel_url=record.get_absolute_url(),
    )


def _two_steps(
    request: HttpRequest,
    form: SeriesForm,
    *,
    save: Any,
    now: dt.datetime,
    exceptions: Any = (),
    **context: Any,
) -> HttpResponse:
    shown: list[Shown] | None = None
    if request.method == "POST" and form.is_valid():
        wish = form.arguments()
        if "save" in request.POST:
            try:
                record = save(wish)
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(
                    request, _t("%(reference)s was saved.") % {"reference": record.external_id}
                )
                return redirect(record)
        else:
            shown = preview(wish, now, exceptions=exceptions)
    zone_of_form = form["zone_name"].value()
    context |= {"form": form, "shown": shown, "zone": zone_of_form}
    return render(request, "slm/maintenance_series_form.html", context)


@may_change
def end(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then cancel what has not begun."""
    record = find_series(code, reference)
    if record.ended_at is not None:
        messages.info(request, _t("The series has ended."))
        return redirect(record)
    now = timezone.now()
    return form_page(
        request,
        EndForm(request.POST or None, initial={"from_on": _day(request.GET.get("from", ""))}),
        save=lambda form: end_series(
            series=record, **form.cleaned_data, actor=request.user, at=now
        ),
        done=_ended_words,
        heading=_t("End %(reference)s") % {"reference": record.external_id},
        submit=_("End the series"),
        crumbs=maintenance_crumbs(record, _("End it")),
        cancel_url=record.get_absolute_url(),
        template="ui/confirm.html",
        danger=True,
        consequences=[
            _t("Every date that has not begun is cancelled, or every one from that day on."),
            _t("What has begun or is over stays as it is."),
        ],
    )


def _ended_words(row: MaintenanceSeries) -> str:
    if row.ended_at is not None:
        return _t("%(reference)s has ended.") % {"reference": row.external_id}
    until = read_rule(row.rule).until
    assert until is not None
    return _t("%(reference)s ends after %(day)s.") % {
        "reference": row.external_id,
        "day": write_day(until),
    }


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
