"""Upload a table of who uses what."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.operations.import_uses import FIELDS, KIND
from agreements.pages.forms import form_page
from agreements.pages.use_fields import UseTableForm
from agreements.pages.uses import use_crumbs
from brm.queries.writing import may_write
from common.access import allowed_if
from common.imports.tables import MAX_ROWS
from common.models import TableImport
from common.operations.begin_import import begin_import


@allowed_if(may_write)
def use_import(request: HttpRequest) -> HttpResponse:
    """Take the file; the next page asks which column tells what."""

    @transaction.atomic
    def take(form: UseTableForm) -> TableImport:
        return begin_import(
            kind=KIND,
            arguments={},
            content=form.cleaned_data["file"],
            zone=timezone.get_current_timezone_name(),
            actor=request.user,
            at=timezone.now(),
        )

    form = UseTableForm(request.POST if request.method == "POST" else None, request.FILES or None)
    return form_page(
        request,
        form,
        save=take,
        done="",
        template="common/table_upload.html",
        heading=_("Import who uses what"),
        submit=_("Go on to the columns"),
        cancel_url=reverse("agreements:use-list"),
        crumbs=use_crumbs(None, _("Import")),
        fields=FIELDS,
        max_rows=MAX_ROWS,
        max_megabytes=UseTableForm.MEGABYTES,
    )
