"""Enter a figure, correct it, take it out."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from accounts.queries.history import Source, history
from common.form_page import form_page
from common.imports.cells import Order, Unreadable, read_month
from common.ui.forms import DateInput
from portfolio.models import Origin, RevenueFact
from portfolio.operations.remove_record import remove_record
from portfolio.operations.write_records import write_records
from portfolio.pages.doors import may_look, may_write, money_crumbs, refuse, register_of
from portfolio.queries.money_access import may_write_for_everybody, written_customers
from portfolio.queries.records import may_write_record, seen_records
from portfolio.queries.registers import Register
from slm.models import Service

DAY = dt.timedelta(days=1)


class MonthField(forms.Field):
    """A month as people write it; its first day afterwards."""

    default_help = _("Such as 2026-10.")

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput, **({"help_text": self.default_help} | options))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dt.date):
            return value
        try:
            return read_month(value, order=Order.YEAR_FIRST)
        except Unreadable as error:
            raise ValidationError(str(error)) from error


class RecordForm(forms.Form):
    """The fields of one register; of a record that is there its key stands fixed."""

    refused = _("The figure was not saved")

    def __init__(
        self, *args: Any, register: Register, user: Any, record: Any = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.register = register
        for name in register.names:
            if name == "into":
                continue
            self.fields[name] = self._field(name, user)
            if record is not None:
                value = getattr(record, name)
                if name == "valid_until" and value is not None:
                    value -= DAY
                self.fields[name].initial = value
                self.fields[name].disabled = name in register.keys

    def _field(self, name: str, user: Any) -> forms.Field:
        column: Any = self.register.model._meta.get_field(name)
        shared: dict[str, Any] = {
            "label": column.verbose_name[:1].upper() + column.verbose_name[1:],
            "help_text": getattr(column, "help_text", ""),
            "required": not getattr(column, "blank", False),
        }
        if name == "customer":
            everybody = self.register.of_everybody and may_write_for_everybody(user)
            return forms.ModelChoiceField(
                written_customers(user).order_by("name"),
                to_field_name="code",
                empty_label=_("everybody") if everybody else _("choose"),
                **(shared | {"required": not everybody}),
            )
        if name == "service":
            return forms.ModelChoiceField(
                Service.objects.order_by("name"), to_field_name="code", **shared
            )
        if name == "month":
            return MonthField(**(shared | {"help_text": MonthField.default_help}))
        if name == "kind":
            choices = [("", _("by the customer")), *RevenueFact.Kind.choices]
            return forms.ChoiceField(
                choices=choices,
                **(
                    shared
                    | {
                        "required": False,
                        "help_text": _("Internal customers are charged notionally."),
                    }
                ),
            )
        if name == "currency" and self.register.keeps_origin:
            hint = _("Three capital letters; empty: the customer's own.")
            return forms.CharField(
                max_length=3, **(shared | {"required": False, "help_text": hint})
            )
        if name == "valid_until":
            return forms.DateField(
                widget=DateInput,
                **(
                    shared
                    | {
                        "label": _("Last day included"),
                        "help_text": _("Empty: until another price begins."),
                    }
                ),
            )
        made = column.formfield()
        if isinstance(made, forms.DateField):
            made.widget = DateInput()
        made.label, made.help_text = shared["label"], shared["help_text"]
        return made

    def row(self) -> dict[str, Any]:
        """What was typed, as the verb takes it."""
        row = dict(self.cleaned_data)
        if row.get("valid_until"):
            row["valid_until"] += DAY  # stored exclusive (decision 24)
        if row.get("comparability") is not None:
            row["comparability"] = int(row["comparability"])
        return row


@may_write
def create(request: HttpRequest, register: str) -> HttpResponse:
    """Enter one figure of a register."""
    kept = register_of(register)
    user = request.user
    if not kept.has_customer and not may_write_for_everybody(user):
        raise PermissionDenied
    named = {name: request.GET[name] for name in kept.names if name in request.GET}
    initial = {"currency": "" if kept.keeps_origin else Installation.current().reporting_currency}
    if kept.key == "rates":
        initial = {}
    form = RecordForm(request.POST or None, register=kept, user=user, initial=initial | named)

    def save(form: RecordForm) -> Any:
        taken = write_records(
            register=kept,
            rows=[form.row()],
            origin=Origin.ENTERED,
            actor=user,
            at=timezone.now(),
            only_new=True,
        )
        return taken.records[0]

    url = reverse("portfolio:register", args=[kept.key])
    return form_page(
        request,
        form,
        save=save,
        done=lambda record: _t("Saved: %(what)s") % {"what": record},
        refuse=refuse,
        goes_to=url,
        heading=kept.one,
        submit=_("Save"),
        cancel_url=url,
        crumbs=money_crumbs(kept, _("New")),
    )


@may_look
def record(request: HttpRequest, register: str, public_id: uuid.UUID) -> HttpResponse:
    """One figure with its history; who may write corrects it here."""
    kept = register_of(register)
    found = get_object_or_404(seen_records(kept, request.user), public_id=public_id)
    may = may_write_record(kept, found, request.user)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = RecordForm(request.POST or None, register=kept, user=request.user, record=found)

    def save(form: RecordForm) -> Any:
        row = form.row()
        return write_records(
            register=kept,
            rows=[row],
            origin=Origin.ENTERED,
            actor=request.user,
            at=timezone.now(),
        ).records[0]

    url = reverse("portfolio:register", args=[kept.key])
    context = {
        "heading": str(found),
        "crumbs": money_crumbs(kept, str(found)),
        "record": found,
        "register": kept,
        "facts": _facts(kept, found),
        "may_write": may,
        "changes": history(Source(kept.model, {"pgh_obj_id": found.pk}, hidden=_HIDDEN)),
        "submit": _("Save correction"),
        "cancel_url": url,
    }
    if not may:
        return render(request, "portfolio/record.html", context)
    return form_page(
        request,
        form,
        save=save,
        done=lambda record: _t("Corrected: %(what)s") % {"what": record},
        refuse=refuse,
        goes_to=url,
        template="portfolio/record.html",
        **context,
    )


# The page says which record it is of.
_HIDDEN = frozenset({"customer", "service", "month", "recorded_at"})


def _facts(register: Register, found: Any) -> list[tuple[Any, Any]]:
    """Every field with its value, for who may only look."""
    facts: list[tuple[Any, Any]] = []
    for name in register.names:
        column: Any = register.model._meta.get_field(name)
        show = getattr(found, f"get_{name}_display", None)
        value = show() if show else getattr(found, name)
        if name == "valid_until":
            facts.append((_("Last day included"), found.last_day))
            continue
        label = str(column.verbose_name)
        facts.append((label[:1].upper() + label[1:], value))
    return facts


class RemoveForm(forms.Form):
    refused = _("The figure was not removed")


@may_look
def remove(request: HttpRequest, register: str, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then take the figure out."""
    kept = register_of(register)
    found = get_object_or_404(seen_records(kept, request.user), public_id=public_id)
    if not may_write_record(kept, found, request.user):
        raise PermissionDenied
    url = reverse("portfolio:register", args=[kept.key])
    return form_page(
        request,
        RemoveForm(request.POST if request.method == "POST" else None),
        save=lambda _form: remove_record(record=found, actor=request.user, at=timezone.now()),
        done=_t("Removed: %(what)s") % {"what": found},
        refuse=refuse,
        goes_to=url,
        template="ui/confirm.html",
        heading=_t("Remove %(what)s?") % {"what": found},
        consequences=[
            _("Sums, forecasts and the next value are worked out without it."),
            _("The history keeps it. If it was only wrong, correct it instead."),
        ],
        submit=_("Remove"),
        danger=True,
        cancel_url=found.get_absolute_url(),
        crumbs=money_crumbs(kept, str(found)),
    )
