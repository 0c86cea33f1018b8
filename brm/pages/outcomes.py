"""What customers' businesses want to reach: the list, one outcome, and its forms."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from brm.models import BusinessOutcome, OutcomeMeasurement
from brm.operations.save_outcome import record_measurement, save_outcome
from brm.pages.business_forms import CustomersField, named, register_crumbs
from brm.pages.doors import refuse, typed
from brm.queries.business_filters import OutcomeFilter
from brm.queries.customers import may_see_customers
from brm.queries.organisation import organisation_of
from brm.queries.outcomes import done_of, owners_for, seen_outcomes, write_figure
from brm.queries.writing import may_write, may_write_for
from common.access import Allowed, allowed_if
from common.form_page import form_page
from common.listing import Chip, Column, Empty, ListPage
from common.ui.forms import DateInput

_FIGURE: dict[str, Any] = {"max_digits": 20, "decimal_places": 4, "required": False}


class OutcomeList(Allowed, ListPage):
    """Every outcome of the customers that the reader sees, the most important first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/outcome_list.html"
    filterset_class = OutcomeFilter
    heading = _("Business outcomes")
    default_sort = "-importance"
    export_name = "outcomes"
    columns = [
        Column("statement", _("Outcome"), sort="statement"),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("customer_code", _("Customer's code"), "customer.code", shown=False),
        Column("reference", _("Reference"), shown=False),
        Column("measure", _("Measured by"), shown=False),
        Column("unit", _("Unit of measure"), shown=False),
        Column("importance", _("Importance"), sort="importance", num=True),
        Column("baseline", _("Baseline"), shown=False),
        Column("target", _("Target"), num=True),
        Column("actual", _("Actual"), num=True),
        Column("actual_on", _("Measured on"), shown=False),
        Column("due", _("Due"), "due_on", sort="due_on", num=True),
        Column("owner", _("Who answers for it"), "owner.person.name", shown=False),
        Column("state", _("State"), "get_state_display", sort="state"),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Wanted"), {"state": "wanted"}),
        Chip(_("Reached"), {"state": "reached"}, icon="met"),
    ]

    def get_queryset(self) -> QuerySet:
        return seen_outcomes(self.request.user)

    def get_context(self) -> dict[str, Any]:
        set_done(self.page)
        return {"may_write": may_write(self.request.user)}

    def get_empty(self) -> Empty:
        writes = may_write(self.request.user)
        return Empty(
            _("No business outcome yet"),
            _("An outcome is what a customer's business wants to reach; services exist for it."),
            _("Write an outcome") if writes else "",
            reverse("brm:outcome-create") if writes else "",
        )


def set_done(rows: Any) -> None:
    """Give each row of `with_actual` its `done`: how much of the way it has come."""
    for row in rows:
        row.done = done_of(row)


class OutcomeForm(forms.Form):
    refused = _("The outcome was not saved")

    customer = CustomersField()
    statement = forms.CharField(
        label=_("What is to be reached"),
        max_length=240,
        help_text=_("In the customer's words: no customer is turned away at a till."),
    )
    importance = forms.IntegerField(
        label=_("Importance"),
        min_value=0,
        max_value=10,
        initial=5,
        help_text=_("0 does not matter … 10 the business lives by it, as the customer sees it."),
    )
    measure = forms.CharField(label=_("Measured by"), max_length=160, required=False)
    unit = forms.CharField(
        label=_("Unit of measure"),
        max_length=40,
        required=False,
        help_text=_("Such as %, minutes, orders a day."),
    )
    baseline = forms.DecimalField(label=_("Baseline"), **_FIGURE)
    target = forms.DecimalField(label=_("Target"), **_FIGURE)
    due_on = forms.DateField(label=_("Due"), widget=DateInput, required=False)
    owner = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=None,
        required=False,
        help_text=_("A contact of the customer."),
    )
    state = forms.ChoiceField(label=_("State"), choices=BusinessOutcome.State.choices)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=64,
        required=False,
        help_text=_("Another system's name for it; an import finds it again by this."),
    )

    def __init__(
        self, *args: Any, user: Any, outcome: BusinessOutcome | None = None, **options: Any
    ):
        super().__init__(*args, **options)
        self.fields["customer"].offer(user)  # type: ignore[attr-defined]
        owners = owners_for(
            organisation_of(outcome.customer).values("pk")
            if outcome
            else self.fields["customer"].queryset.values("pk")  # type: ignore[attr-defined]
        )
        owner: Any = self.fields["owner"]
        owner.queryset = owners.order_by("person__name", "pk")
        owner.label_from_instance = lambda contact: f"{contact} ({contact.customer})"
        if outcome is not None:
            del self.fields["customer"]
            stored = {name: getattr(outcome, name) for name in self.fields}
            self.initial = stored | {"owner": outcome.owner_id} | dict(self.initial)


class MeasurementForm(forms.Form):
    refused = _("The measurement was not saved")

    measured_on = forms.DateField(
        label=_("Day"),
        widget=DateInput,
        help_text=_("A day that is known already is replaced; what stood there stays in history."),
    )
    planned = forms.DecimalField(label=_("Planned by then"), **_FIGURE)
    realised = forms.DecimalField(label=_("Realised"), **_FIGURE)
    note = forms.CharField(
        label=_("What shows it"),
        widget=forms.Textarea({"rows": "2"}),
        required=False,
        help_text=_("A report, a count, who said so."),
    )


@allowed_if(may_see_customers)
def outcome(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One outcome: where it stands, planned against realised, what higher apps hang on it."""
    record = get_object_or_404(seen_outcomes(request.user), pk=pk)
    set_done([record])
    measurements = list(record.measurements.select_related("recorded_by__person"))
    for row in measurements:
        row.gap = _gap(row)  # type: ignore[attr-defined]
    context = {
        "outcome": record,
        "measurements": measurements,
        "demand": record.demand.visible_to(request.user),
        "may_write": may_write_for(request.user, record.customer),
        "changes": history(
            Source(BusinessOutcome, {"pgh_obj_id": record.pk}),
            Source(OutcomeMeasurement, {"outcome_id": record.pk}, hidden=frozenset({"outcome"})),
        ),
        "crumbs": outcome_crumbs(record),
    }
    return render(request, "brm/outcome.html", context)


@allowed_if(may_write)
def create(request: HttpRequest) -> HttpResponse:
    """A new outcome; `?customer` proposes whose."""
    form = OutcomeForm(typed(request), user=request.user, initial=named(request, "customer"))
    return form_page(
        request,
        form,
        save=lambda form: save_outcome(**form.cleaned_data, actor=request.user, at=timezone.now()),
        done=_t("The outcome was saved."),
        refuse=refuse,
        heading=_("Write an outcome"),
        submit=_("Save outcome"),
        cancel_url=reverse("brm:outcome-list"),
        crumbs=outcome_crumbs(None, _("Write an outcome")),
    )


@allowed_if(may_write)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change everything but whose it is."""
    record = _written(request, pk)
    form = OutcomeForm(typed(request), user=request.user, outcome=record)
    return form_page(
        request,
        form,
        save=lambda form: save_outcome(
            outcome=record,
            customer=record.customer,
            **form.cleaned_data,
            actor=request.user,
            at=timezone.now(),
        ),
        done=_t("The outcome was saved."),
        refuse=refuse,
        heading=_("Change the outcome"),
        submit=_("Save outcome"),
        cancel_url=record.get_absolute_url(),
        crumbs=outcome_crumbs(record, _("Change")),
    )


@allowed_if(may_write)
def measure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write where it stands on a day."""
    record = _written(request, pk)
    form = MeasurementForm(typed(request), initial={"measured_on": timezone.localdate()})
    for name in ("planned", "realised"):
        form.fields[name].widget.attrs["data-unit"] = record.unit
    return form_page(
        request,
        form,
        save=lambda form: record_measurement(
            outcome=record, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The measurement was saved."),
        refuse=refuse,
        goes_to=record,
        heading=_("Where it stands"),
        submit=_("Save measurement"),
        cancel_url=record.get_absolute_url(),
        crumbs=outcome_crumbs(record, _("Where it stands")),
    )


def outcome_crumbs(record: BusinessOutcome | None, last: Any = None) -> Any:
    return register_crumbs(_("Business outcomes"), "brm:outcome-list", record, last)


def _gap(row: OutcomeMeasurement) -> str:
    """What realised differs from planned by; nothing where one of them is unknown."""
    if row.planned is None or row.realised is None:
        return ""
    return ("+" if row.realised > row.planned else "") + write_figure(row.realised - row.planned)


def _written(request: HttpRequest, pk: uuid.UUID) -> BusinessOutcome:
    record = get_object_or_404(seen_outcomes(request.user), pk=pk)
    if not may_write_for(request.user, record.customer):
        raise PermissionDenied
    return record
