"""A table on its way in: what its columns tell, how its first rows read, a trial, the import."""

import datetime as dt
import itertools
import uuid
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.imports.fields import Field, Form
from common.imports.kinds import ImportKind
from common.imports.plan import ReadRow, read_rows
from common.imports.tables import tidy_text
from common.models import TableImport
from common.operations.begin_import import (
    ImportRefused,
    kind_for,
    map_import,
    open_table,
    plan_of,
)
from common.operations.take_import import start_import
from common.problems import Refusal
from common.ui.times import write_day, write_instant, write_span
from common.zones import ZoneField

SHOWN_ROWS = 10
LONGEST_SAMPLE = 40
NONE = ""


class ColumnsForm(forms.Form):
    """Which column tells what, and how dates and lengths in them are written."""

    refused = _("The columns were not kept")

    date_order = forms.ChoiceField(
        label=_("Order of dates"),
        help_text=_(
            "Of dates that are written as text. Decided for the whole file, never by cell."
        ),
    )
    zone = ZoneField(
        label=_("Zone of times without an offset"),
        help_text=_("Where whoever made the file was: many tools write their user's wall time."),
    )
    length_unit = forms.ChoiceField(
        label=_("A bare length counts"), help_text=_("2:30 and 2h 30m are read as they are.")
    )

    def __init__(self, *args: Any, row: TableImport, fields: Any, sample: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.told: list[Field] = list(fields)
        choices = [(NONE, _("not in the file")), *_columns(row, sample)]
        for field in self.told:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                choices=choices,
                required=field.is_required,
                help_text=field.hint,
                initial=str(row.columns.get(field.name, NONE)),
            )
        orders = TableImport._meta.get_field("date_order").choices or []
        self.fields["date_order"].choices = [(NONE, _("choose")), *orders]
        self.fields["date_order"].initial = row.date_order
        self.fields["zone"].initial = row.zone
        units = TableImport._meta.get_field("length_unit").choices or []
        self.fields["length_unit"].choices = units
        self.fields["length_unit"].initial = row.length_unit
        if not any(field.form is Form.LENGTH for field in self.told):
            del self.fields["length_unit"]
        self.order_fields([field.name for field in self.told])

    def columns(self) -> dict[str, int]:
        """The chosen places by field."""
        return {
            field.name: int(self.cleaned_data[field.name])
            for field in self.told
            if self.cleaned_data[field.name] != NONE
        }


def _columns(row: TableImport, sample: list[list[Any]]) -> list[tuple[str, str]]:
    """The columns by their name with what stands in them first, so that they tell themselves."""
    choices = []
    for place, name in enumerate(row.head):
        first = next((text for cells in sample if (text := tidy_text(cells[place]))), "")
        title = name or _t("column %(number)d") % {"number": place + 1}
        choices.append((str(place), f"{title}: {first[:LONGEST_SAMPLE]}" if first else title))
    return choices


@login_required
def columns(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say which column tells what; what can be guessed is proposed."""
    row, kind = _find(request, pk)
    sample = [cells for _number, cells in _first_rows(row)]
    fields = kind.fields(row.arguments)
    form = ColumnsForm(request.POST or None, row=row, fields=fields, sample=sample)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            map_import(
                table_import=row,
                columns=form.columns(),
                date_order=wish["date_order"],
                zone=wish["zone"],
                length_unit=wish.get("length_unit", row.length_unit),
            )
        except ImportRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("common:import-preview", pk=row.pk)
    context = {
        "row": row,
        "form": form,
        "heading": _t("Which column tells what"),
        "submit": _("See the first rows"),
        "cancel_url": kind.start_url(row.arguments),
        "crumbs": _crumbs(row, kind, _t("Columns")),
        "head": row.head,
        "sample": [[tidy_text(cell)[:LONGEST_SAMPLE] for cell in cells] for cells in sample[:3]],
    }
    return render(request, "common/import_columns.html", context)


class TakeForm(forms.Form):
    """Whether rows with errors may be left out."""

    refused = _("The import did not begin")

    skip_bad = forms.BooleanField(
        label=_("Leave rows with errors out and import the others"),
        required=False,
        help_text=_("Otherwise it is all or nothing."),
    )


@login_required
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the first rows as they are read; from here the file is checked or imported."""
    row, kind = _find(request, pk)
    if not row.is_mapped:
        return redirect("common:import", pk=row.pk)
    form = TakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = start_import(
                table_import=row,
                is_trial="check" in request.POST,
                skip_bad=form.cleaned_data["skip_bad"],
                back_url=reverse("common:import-preview", args=[row.pk]),
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(job)
    plan = plan_of(row)
    fields = [one for one in kind.fields(row.arguments) if one.name in row.columns]
    rows = list(read_rows(_first_rows(row), fields, plan))
    context = {
        "row": row,
        "form": form,
        "fields": [(field, row.head[row.columns[field.name]]) for field in fields],
        "rows": [
            (read.number, [_cell(read, field, plan.zone) for field in fields]) for read in rows
        ],
        "bad_count": sum(1 for read in rows if read.errors),
        "left_out": [
            name
            for place, name in enumerate(row.head)
            if place not in row.columns.values() and name
        ],
        "columns_url": reverse("common:import", args=[row.pk]),
        "cancel_url": kind.start_url(row.arguments),
        "crumbs": _crumbs(row, kind, _t("First rows")),
    }
    return render(request, "common/import_preview.html", context)


def _cell(read: ReadRow, field: Field, zone: dt.tzinfo) -> dict[str, str]:
    """One cell of the preview: as it was read, as it stood there, and what is wrong with it."""
    value = read.values[field.name]
    text = read.texts[field.name]
    if isinstance(value, dt.datetime):
        shown = write_instant(value, zone=zone, form="seconds")
    elif field.form is Form.LENGTH and value is not None:
        shown = write_span(value)
    elif field.form is Form.DAY and value is not None:
        shown = write_day(value)
    elif field.form is Form.NUMBER and value is not None:
        shown = str(value)
    else:
        shown = text if value else "–"
    is_plain = field.form is Form.TEXT
    return {
        "shown": shown,
        "text": "" if is_plain else text,
        "error": read.errors.get(field.name, ""),
    }


def _first_rows(row: TableImport) -> Any:
    if row.file is None:
        raise Http404
    with row.file.data.open("rb") as content:
        return list(itertools.islice(open_table(row, cast(BinaryIO, content)).rows, SHOWN_ROWS))


def _find(request: HttpRequest, pk: uuid.UUID) -> tuple[TableImport, ImportKind]:
    """The reader's own import, while the reader may still import such things."""
    rows = TableImport.objects.visible_to(request.user).select_related("file")
    row = get_object_or_404(rows, pk=pk)
    kind = kind_for(row)
    if not kind.may(request.user):
        raise PermissionDenied
    return row, kind


def _crumbs(row: TableImport, kind: ImportKind, last: str) -> list[tuple[str, str | None]]:
    return [
        (kind.title(row.arguments), kind.start_url(row.arguments)),
        (str(row), None),
        (last, None),
    ]
