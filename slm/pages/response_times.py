"""Response times of an indicator: its part of the indicator's page, and the upload of a file."""

import datetime as dt
import json
import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.forms import UploadField
from common.operations.start_job import start_job
from common.operations.store_file import store_file
from common.problems import Refusal
from common.ui import charts
from common.ui.numbers import write_number
from common.ui.times import write_day
from slm.engine.level import Level
from slm.engine.zones import zone
from slm.models import Indicator, Source
from slm.operations.import_response_times import COLUMNS
from slm.operations.read_state_log import MAX_ROWS
from slm.pages.doors import may_change, refuse
from slm.pages.services import service_crumbs
from slm.queries.times import promised_thresholds
from slm.queries.times_by_day import DayOfTimes, times_by_day

DAYS = 90
MAX_MEGABYTES = 20
EXAMPLE = [("2026-11-25T02:29:00.250Z", "212"), ("2026-11-25T09:29:10+07:00", "1204")]


def times_body(request: HttpRequest, indicator: Indicator, at: dt.datetime) -> dict[str, Any]:
    """The chart and the table of ninety days, the shares of promised thresholds, the archive."""
    feed = getattr(indicator, "times_feed", None)
    example = _example(request, indicator)
    if feed is None:
        return {"feed": None, "example": example}
    today = at.astimezone(zone(feed.zone).info).date()
    first_on = today - dt.timedelta(days=DAYS - 1)
    days = times_by_day(indicator, first_on, today)
    thresholds = sorted(promised_thresholds([indicator.pk]).get(indicator.pk, set()))
    return {
        "feed": feed,
        "example": example,
        "raw_from_at": feed.raw_from_at or feed.first_at,
        "days": [(day, [day.shares.get(ms) for ms in thresholds]) for day in reversed(days)],
        "last_day": days[-1] if days else None,
        "worst": max(days, key=lambda day: day.p95_ms or 0, default=None),
        "thresholds": [_threshold(ms, days) for ms in thresholds],
        "chart": _chart(days, first_on, today, thresholds),
        "shown_days": DAYS,
    }


def _threshold(within: int, days: list[DayOfTimes]) -> dict[str, Any]:
    """What was within a threshold on all days that were counted by it."""
    levels = [day.shares[within] for day in days if within in day.shares]
    return {
        "ms": within,
        "level": sum(levels, Level(0, 0)),
        "counted_days": len(levels),
        "all_days": len(days),
    }


def _chart(
    days: list[DayOfTimes], first_on: dt.date, today: dt.date, thresholds: list[int]
) -> charts.Lines:
    known = {day.day: day for day in days}
    span = [first_on + dt.timedelta(days=n) for n in range((today - first_on).days + 1)]
    lines = [
        charts.Series(name, [getattr(known.get(on), field, None) for on in span])
        for name, field in (("p50", "p50_ms"), ("p95", "p95_ms"), ("p99", "p99_ms"))
    ]
    limits = [
        charts.Limit(ms, _t("promised: %(ms)s ms") % {"ms": write_number(ms)}) for ms in thresholds
    ]
    labels = [write_day(on, year=False) for on in span]
    return charts.lines(labels, lines, limits=limits, unit="ms", write=write_number)


def _example(request: HttpRequest, indicator: Indicator) -> str:
    """A request that sends three samples, to be pasted into a shell."""
    body = {
        "source": indicator.source.code if indicator.source else "CODE",
        "indicator": str(indicator.public_id),
        "from": "2026-11-25T02:29:00Z",
        "step_ms": 10_000,
        "ms": [212, 198, 1204],
    }
    url = request.build_absolute_uri(reverse("slm-api:response-times"))
    return (
        f"curl {url} \\\n  -H 'Authorization: Bearer TOKEN' \\\n"
        f"  -H 'Content-Type: application/json' \\\n  -d '{json.dumps(body)}'"
    )


# Upload ----------------------------------------------------------------------------------------


class TimesForm(forms.Form):
    refused = _("The file was not taken")

    file = UploadField(
        endings=("csv", "xlsx"),
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        label=_("File"),
        help_text=_("CSV or XLSX. The same file again changes nothing."),
    )


@may_change
def upload_times(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a file of response times and let a worker import it."""
    indicator = get_object_or_404(
        Indicator.objects.select_related("service", "slice", "source"),
        public_id=public_id,
        kind=Indicator.Kind.RESPONSE_TIME,
    )
    form = TimesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if indicator.source is None:
            form.add_error(None, _("The indicator has no source. Choose one first."))
        else:
            try:
                with transaction.atomic():
                    job = _start(form, indicator, indicator.source, request.user)
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                return redirect(job)
    context = {
        "form": form,
        "indicator": indicator,
        "heading": _("Upload response times"),
        "submit": _("Import the file"),
        "cancel_url": indicator.get_absolute_url(),
        "crumbs": service_crumbs(indicator.service, _("Upload response times")),
        "columns": COLUMNS,
        "example": EXAMPLE,
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_MEGABYTES,
    }
    return render(request, "slm/upload_times.html", context)


def _start(form: TimesForm, indicator: Indicator, source: Source, user: Any) -> Any:
    file, at = form.cleaned_data["file"], timezone.now()
    stored = store_file(
        content=file,
        name=file.name,
        content_type=file.content_type,
        parent=source,
        actor=user,
        at=at,
    )
    return start_job(
        kind="slm.response_times",
        title=_t("Response times of %(service)s: %(file)s")
        % {"service": indicator.service.name, "file": stored.name},
        arguments={"indicator": indicator.pk},
        actor=user,
        at=at,
        input_file=stored,
        back_url=reverse("slm:upload-times", args=[indicator.public_id]),
    )
