"""Counters: what the page of such an indicator shows, and a reading entered by hand."""

import datetime as dt
import uuid
from typing import Any

import numpy as np
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from common.db.instants import to_seconds
from common.ui import charts
from common.ui.forms import MomentInput
from common.ui.numbers import write_number, write_percent
from common.ui.times import write_day
from slm.models import Indicator
from slm.operations.ingest_readings import MOST, Readings, ingest_readings
from slm.operations.plan_maintenance import manual_source
from slm.pages.doors import form_page, may_change
from slm.pages.part_fields import zoned
from slm.pages.services import service_crumbs
from slm.queries.counter_days import CounterDay, counter_days, latest_readings

DAYS = 30
READINGS_SHOWN = 12


def counter_body(request: HttpRequest, indicator: Indicator, at: dt.datetime) -> dict[str, Any]:
    """Thirty days of good and all events, and the latest readings."""
    zone = Installation.current().zone
    days = counter_days(indicator, at=at, days=DAYS, zone_name=zone)
    readings = latest_readings(indicator, limit=READINGS_SHOWN)
    together = CounterDay(days[-1].on, sum(day.good for day in days), sum(d.total for d in days))
    return {
        "days": days[::-1],
        "together": together,
        "today": days[-1],
        "zone": zone,
        "readings": readings,
        "latest": readings[0] if readings else None,
        "chart": charts.trend([_point(day) for day in days], write=_axis),
        "counters_url": request.build_absolute_uri(reverse("slm-api:counters")),
    }


def _point(day: CounterDay) -> charts.TrendPoint:
    share = day.level.share
    label = write_day(day.on, year=False)
    percent = None if share is None else share * 100
    title = _t("%(day)s: %(good)s of %(total)s, %(share)s") % {
        "day": label,
        "good": write_number(day.good),
        "total": write_number(day.total),
        "share": write_percent(share, 2),
    }
    return charts.TrendPoint(str(day.on.day), percent, title=title)


def _axis(value: Any) -> str:
    return write_number(value, 3, floor=True)  # 99.9999 is never shown as 100


class ReadingForm(forms.Form):
    """What the counters show, as somebody reads them off."""

    refused = _("The reading was not entered")

    read_at = forms.DateTimeField(widget=MomentInput)
    good = forms.IntegerField(
        label=_("Good events"),
        min_value=0,
        max_value=MOST,
        help_text=_("What the counter shows, not what was added since the last time."),
    )
    total = forms.IntegerField(
        label=_("All events"),
        min_value=0,
        max_value=MOST,
        help_text=_("Good and bad together. A counter that shows less than before was reset."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read_at"].label = zoned(_t("Read"))

    # The refusals of the verb name the fields of a request.
    @property
    def parts(self) -> tuple[str, ...]:
        return ("good", "total")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        good, total = cleaned.get("good"), cleaned.get("total")
        if good is not None and total is not None and good > total:
            self.add_error("good", _("There cannot be more good events than events."))
        return cleaned


@may_change
def reading_create(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter what the counters show at an instant."""
    record = get_object_or_404(
        Indicator.objects.select_related("service", "slice"),
        public_id=public_id,
        kind=Indicator.Kind.COUNTER,
    )
    now = timezone.now()

    def save(form: ReadingForm) -> Indicator:
        wish = form.cleaned_data
        with transaction.atomic():
            ingest_readings(
                readings=[
                    Readings(
                        record,
                        manual_source(),
                        np.array([to_seconds(wish["read_at"])]),
                        np.array([wish["good"]]),
                        np.array([wish["total"]]),
                    )
                ],
                at=now,
            )
        return record

    return form_page(
        request,
        ReadingForm(
            request.POST or None,
            initial={"read_at": timezone.localtime(now).replace(microsecond=0)},
        ),
        save=save,
        done=lambda record: _t("The reading was entered."),
        heading=_t("New reading of %(name)s") % {"name": record},
        submit=_("Enter the reading"),
        crumbs=[
            *service_crumbs(record.service)[:-1],
            (record.service.code, record.service.get_absolute_url()),
            (record.get_kind_display(), record.get_absolute_url()),
            (_("New reading"), None),
        ],
        cancel_url=record.get_absolute_url(),
    )
