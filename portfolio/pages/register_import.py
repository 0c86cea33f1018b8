"""Upload a table of a register, and the empty table to fill in."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.forms import TABLES, UploadField
from common.imports.tables import MAX_ROWS
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.operations.begin_import import begin_import
from common.problems import Refusal
from portfolio.operations.import_records import kind_key
from portfolio.pages.doors import may_write, money_crumbs, refuse, register_of
from portfolio.queries.money_access import may_write_for_everybody
from portfolio.queries.registers import Register

MAX_MEGABYTES = 20


class TableForm(forms.Form):
    refused = _("The file was not taken")

    file = UploadField(
        endings=TABLES,
        max_bytes=MAX_MEGABYTES * 1024 * 1024,
        any_encoding=True,
        label=_("File"),
        help_text=_("CSV or XLSX, one row for each figure."),
    )


def _allowed(request: HttpRequest, key: str) -> Register:
    register = register_of(key)
    if not register.has_customer and not may_write_for_everybody(request.user):
        raise PermissionDenied
    return register


@may_write
def table_import(request: HttpRequest, register: str) -> HttpResponse:
    """Take the file; the next page asks which column tells what."""
    kept = _allowed(request, register)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                row = begin_import(
                    kind=kind_key(kept),
                    arguments={"register": kept.key},
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
        "register": kept,
        "heading": _t("Import: %(what)s") % {"what": str(kept.title)},
        "submit": _("Go on to the columns"),
        "cancel_url": reverse("portfolio:register", args=[kept.key]),
        "crumbs": money_crumbs(kept, _("Import")),
        "fields": kept.columns,
        "max_rows": MAX_ROWS,
        "max_megabytes": MAX_MEGABYTES,
    }
    return render(request, "portfolio/register_import.html", context)


@may_write
def template(request: HttpRequest, register: str, ending: str) -> HttpResponseBase:
    """An empty table with the columns of the register in its head."""
    kept = _allowed(request, register)
    columns = [Column(field.name, field.label) for field in kept.columns]
    if ending not in TABLES:
        raise Http404
    write = csv_response if ending == "csv" else xlsx_response
    return write(kept.key, columns, [])
