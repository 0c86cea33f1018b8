"""Upload a file of outages that some source reported."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.forms import UploadField
from common.operations.start_job import start_job
from common.operations.store_file import store_file
from common.problems import Refusal
from slm.models import Source
from slm.operations.import_outages import COLUMNS, MAX_ROWS, OPTIONAL
from slm.pages.doors import may_change, refuse
from slm.pages.outages import outage_crumbs

MAX_MEGABYTES = 5
EXAMPLE = [
    {
        "reference": "INC-1",
        "service": "PAY-GW",
        "start_at": "2026-11-25T02:29:00Z",
        "end_at": "2026-11-25T02:41:00Z",
        "reason": "Storage full",
    },
    {
        "reference": "INC-2",
        "service": "PAY-GW",
        "start_at": "2026-11-25T09:41:00+07:00",
        "slice": "SBY",
        "layer": "degraded",
    },
]


class OutageFileForm(forms.Form):
    refused = _("The file was not taken")

    source = forms.ModelChoiceField(
        Source.objects.all(),
        to_field_name="code",
        label=_("Source"),
        help_text=_("Who reported them: references are its own. Said again, they change nothing."),
    )
    file = UploadField(
        endings=("csv", "xlsx"),
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        label=_("File"),
        help_text=_("CSV or XLSX."),
    )


@may_change
def outage_file(request: HttpRequest) -> HttpResponse:
    """Take the file and let a worker record the outages; the job's page shows how it went."""
    form = OutageFileForm(
        request.POST or None,
        request.FILES or None,
        initial={"source": request.GET.get("source", "").upper()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                job = _start(form, request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect(job)
    columns = (*COLUMNS, *OPTIONAL)
    context = {
        "form": form,
        "heading": _("Upload outages"),
        "submit": _("Import the file"),
        "cancel_url": reverse("slm:outage-list"),
        "crumbs": outage_crumbs(None, _("Upload")),
        "columns": columns,
        "example": [[row.get(name, "") for name in columns] for row in EXAMPLE],
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_MEGABYTES,
    }
    return render(request, "slm/outage_file.html", context)


def _start(form: OutageFileForm, user: Any) -> Any:
    source, file, at = form.cleaned_data["source"], form.cleaned_data["file"], timezone.now()
    stored = store_file(
        content=file,
        name=file.name,
        content_type=file.content_type,
        parent=source,
        actor=user,
        at=at,
    )
    return start_job(
        kind="slm.outages",
        title=_t("Outages of %(source)s: %(file)s") % {"source": source.name, "file": stored.name},
        arguments={"source": source.pk},
        actor=user,
        at=at,
        input_file=stored,
        back_url=f"{reverse('slm:outage-file')}?source={source.code}",
    )
