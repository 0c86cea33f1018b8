"""Upload a table of work items: whose they are, and of what."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import TABLES, UploadField
from common.imports.tables import MAX_ROWS
from common.operations.begin_import import begin_import
from common.problems import Refusal
from slm.models import Source
from slm.operations.import_work_items import KIND, fields_of
from slm.pages.doors import may_change, refuse
from slm.pages.work_item_forms import indicator_field
from slm.pages.work_items import item_crumbs

MAX_MEGABYTES = 20


class WorkItemFileForm(forms.Form):
    refused = _("The file was not taken")

    source = forms.ModelChoiceField(
        Source.objects.exclude(kind=Source.Kind.MANUAL),
        to_field_name="code",
        label=_("Source"),
        help_text=_("The ticket tool: references are its own. Said again, they change nothing."),
    )
    indicator = indicator_field()
    file = UploadField(
        endings=TABLES,
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        any_encoding=True,
        label=_("File"),
        help_text=_("CSV or XLSX as the tool exports it, not opened and saved in between."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["indicator"]
        field.required = False
        field.empty_label = _("a column of the file tells")
        field.label = _("All of them are of")


@may_change
def work_item_import(request: HttpRequest) -> HttpResponse:
    """Take the file; the next page asks which column tells what."""
    form = WorkItemFileForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "source": request.GET.get("source", "").upper(),
            "indicator": request.GET.get("indicator"),
        },
    )
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        indicator = wish["indicator"]
        try:
            with transaction.atomic():
                row = begin_import(
                    kind=KIND,
                    arguments={
                        "source": wish["source"].pk,
                        "indicator": str(indicator.public_id) if indicator else "",
                    },
                    content=wish["file"],
                    zone=timezone.get_current_timezone_name(),
                    actor=request.user,
                    at=timezone.now(),
                )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("common:import", pk=row.pk)
    context = {
        "form": form,
        "heading": _("Import work items"),
        "submit": _("Go on to the columns"),
        "cancel_url": reverse("slm:work-item-list"),
        "crumbs": item_crumbs(None, _("Import")),
        "fields": fields_of({}),
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_MEGABYTES,
    }
    return render(request, "slm/work_item_import.html", context)
