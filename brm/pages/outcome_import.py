"""Upload a table of business outcomes."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brm.operations.import_outcomes import FIELDS, KIND
from brm.pages.doors import refuse, typed
from brm.pages.outcomes import outcome_crumbs
from brm.queries.writing import may_write
from common.access import allowed_if
from common.form_page import form_page
from common.forms import TABLES, UploadField
from common.imports.tables import MAX_ROWS
from common.models import TableImport
from common.operations.begin_import import begin_import

MAX_MEGABYTES = 20


class TableForm(forms.Form):
    refused = _("The file was not taken")

    file = UploadField(
        endings=TABLES,
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        any_encoding=True,
        label=_("File"),
        help_text=_("CSV or XLSX; the list of outcomes can be exported, changed and given back."),
    )


@allowed_if(may_write)
def outcome_import(request: HttpRequest) -> HttpResponse:
    """Take the file; the next page asks which column tells what."""

    @transaction.atomic
    def take(form: TableForm) -> TableImport:
        return begin_import(
            kind=KIND,
            arguments={},
            content=form.cleaned_data["file"],
            zone=timezone.get_current_timezone_name(),
            actor=request.user,
            at=timezone.now(),
        )

    return form_page(
        request,
        TableForm(typed(request), request.FILES or None),
        save=take,
        done="",
        refuse=refuse,
        template="common/table_upload.html",
        heading=_("Import outcomes"),
        submit=_("Go on to the columns"),
        cancel_url=reverse("brm:outcome-list"),
        crumbs=outcome_crumbs(None, _("Import")),
        fields=FIELDS,
        max_rows=MAX_ROWS,
        max_megabytes=MAX_MEGABYTES,
    )
