"""Tables that were brought before: what became of each, and a way back."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.form_page import form_page
from common.imports.kinds import kind_of
from common.listing import Column, Empty, ListPage
from common.models import TableImport
from common.operations.undo_import import undo_import
from common.problems import Refusal


class ImportList(ListPage):
    """The reader's own imports, newest first."""

    template_name = "common/import_list.html"
    heading = _("Imports")
    export_name = "imports"
    default_sort = "-created"
    columns = [
        Column("file", _("File"), "file.name", sort="file__name"),
        Column("what", _("What it tells"), lambda row: _title(row)),
        Column("rows", _("Rows"), "row_count", sort="row_count", num=True),
        Column("created", _("Uploaded"), "created_at", sort="created_at"),
        Column("taken", _("Imported"), "taken_at", sort="taken_at"),
        Column("undone", _("Undone"), "undone_at", sort="undone_at"),
    ]
    empty = Empty(_("No import yet"), _("Tables that you upload are listed here."))

    def get_queryset(self) -> QuerySet[TableImport]:
        return TableImport.objects.visible_to(self.request.user).select_related("file")

    def get_context(self) -> dict[str, Any]:
        for row in self.page:
            row.title = _title(row)
        return {}


def _title(row: TableImport) -> str:
    """What the table tells; what it was about may be gone by now."""
    try:
        return str(kind_of(row.kind).title(row.arguments))
    except (KeyError, ObjectDoesNotExist):
        return row.kind


class UndoForm(forms.Form):
    """Nothing to fill in: the page says what happens."""

    refused = _("The import was not undone")


@login_required
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more, then take the whole import back."""
    rows = TableImport.objects.visible_to(request.user).select_related("file")
    row = get_object_or_404(rows, pk=pk)
    if not kind_of(row.kind).may(request.user):
        raise PermissionDenied
    parts = row.records.aggregate(count=Count("pk"), changed=Count("before"))
    made = parts["count"] - parts["changed"]

    def save(_form: forms.Form) -> int:
        return undo_import(table_import=row, actor=request.user, at=timezone.now())

    return form_page(
        request,
        UndoForm(request.POST if request.method == "POST" else None),
        save=save,
        done=lambda count: (
            ngettext(
                "Undone: %(count)d record is as before.",
                "Undone: %(count)d records are as before.",
                count,
            )
            % {"count": count}
        ),
        refuse=_refuse,
        goes_to=reverse("common:import-list"),
        template="ui/confirm.html",
        heading=_t("Undo the import of %(file)s?") % {"file": row},
        consequences=[
            ngettext(
                "%(count)d record that it made is removed.",
                "%(count)d records that it made are removed.",
                made,
            )
            % {"count": made},
            ngettext(
                "%(count)d record that it changed stands as before.",
                "%(count)d records that it changed stand as before.",
                parts["changed"],
            )
            % {"count": parts["changed"]},
            _t("The history keeps both. If one of them was changed since, nothing is undone."),
        ],
        submit=_("Undo the import"),
        danger=True,
        cancel_url=reverse("common:import-list"),
        crumbs=[(_t("Imports"), reverse("common:import-list")), (str(row), None)],
    )


def _refuse(form: Any, refusal: Refusal) -> None:
    form.add_error(None, refusal.message)
