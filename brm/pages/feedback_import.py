"""Upload a table of feedback."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brm.operations.import_feedback import FIELDS, KIND
from brm.pages.doors import refuse
from brm.pages.feedback import feedback_crumbs
from brm.queries.feedback_access import may_record
from common.access import allowed_if
from common.forms import TABLES, UploadField
from common.imports.tables import MAX_ROWS
from common.operations.begin_import import begin_import
from common.problems import Refusal

MAX_MEGABYTES = 10


class FeedbackFileForm(forms.Form):
    refused = _("The file was not taken")

    file = UploadField(
        endings=TABLES,
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        any_encoding=True,
        label=_("File"),
        help_text=_("CSV or XLSX as the tool exports it, not opened and saved in between."),
    )


@allowed_if(may_record)
def feedback_import(request: HttpRequest) -> HttpResponse:
    """Take the file; the next page asks which column tells what."""
    form = FeedbackFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = begin_import(
                    kind=KIND,
                    arguments={},
                    content=form.cleaned_data["file"],
                    zone=timezone.get_current_timezone_name(),
                    actor=request.user,
                    at=timezone.now(),
                )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("common:import", pk=row.pk)
    context: dict[str, Any] = {
        "form": form,
        "heading": _("Import feedback"),
        "submit": _("Go on to the columns"),
        "cancel_url": reverse("brm:feedback-list"),
        "crumbs": feedback_crumbs(None, _("Import")),
        "fields": FIELDS,
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_MEGABYTES,
    }
    return render(request, "brm/feedback_import.html", context)
