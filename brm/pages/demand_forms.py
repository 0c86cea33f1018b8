"""Raise a demand, say more about it, decide on it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import BusinessOutcome, Demand
from brm.operations.decide_demand import DECISIONS, decide_demand
from brm.operations.save_demand import propose_demand_code, save_demand
from brm.pages.business_forms import CustomersField, currency_field, named, services_field
from brm.pages.demands import STEP_WORDS, demand_crumbs
from brm.pages.doors import refuse, typed
from brm.queries.demand_steps import STEPS
from brm.queries.organisation import seen_organisation
from brm.queries.writing import may_write, may_write_for
from common.access import allowed_if
from common.form_page import form_page
from common.ui.forms import DateInput


class DemandForm(forms.Form):
    refused = _("The demand was not saved")

    customer = CustomersField()
    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        required=False,
        help_text=_("Left empty, the next free number is taken. It never changes."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Demand.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=160)
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea({"rows": "3"}), required=False
    )
    services = services_field()
    outcome = forms.ModelChoiceField(
        label=_("Outcome it serves"),
        queryset=BusinessOutcome.objects.none(),
        required=False,
        help_text=_("Its importance counts in the score."),
    )
    source = forms.ChoiceField(label=_("Arose from"), choices=Demand.Source.choices)
    source_note = forms.CharField(
        label=_("Where exactly"),
        max_length=200,
        required=False,
        help_text=_("The meeting, complaint or plan: its number, its name, or a web address."),
    )
    expected_on = forms.DateField(
        label=_("Expected from"),
        widget=DateInput,
        required=False,
        help_text=_("Any day of the month. Without one it does not feed the forecast."),
    )
    volume = forms.IntegerField(label=_("Volume a month"), min_value=0, required=False)
    volume_unit = forms.CharField(
        label=_("What is counted"),
        max_length=40,
        required=False,
        help_text=_("Users, transactions, documents …"),
    )
    value = forms.DecimalField(
        label=_("Value a year"),
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    currency = currency_field()
    probability_percent = forms.IntegerField(
        label=_("Probability"),
        min_value=0,
        max_value=100,
        initial=50,
        widget=forms.NumberInput({"data-unit": "%"}),
    )
    effort = forms.ChoiceField(
        label=_("Effort"), choices=Demand.Effort.choices, initial=Demand.Effort.MEDIUM
    )

    def __init__(self, *args: Any, user: Any, demand: Demand | None = None, **options: Any):
        super().__init__(*args, **options)
        customer: Any = self.fields["customer"]
        customer.offer(user)
        organisation = seen_organisation(demand.customer, user) if demand else customer.queryset
        outcomes: Any = self.fields["outcome"]
        outcomes.queryset = (
            BusinessOutcome.objects.filter(customer__in=organisation.values("pk"))
            .exclude(state=BusinessOutcome.State.DROPPED)
            .select_related("customer")
            .order_by("customer__name", "statement", "pk")
        )
        outcomes.label_from_instance = lambda outcome: f"{outcome.customer}: {outcome}"
        if demand is None:
            self.fields["code"].widget.attrs["placeholder"] = propose_demand_code()
            return
        del self.fields["customer"], self.fields["code"]
        stored = {name: getattr(demand, name) for name in self.fields if name != "services"}
        services = list(demand.services.values_list("code", flat=True))
        self.initial = (
            stored | {"services": services, "outcome": demand.outcome_id} | dict(self.initial)
        )


class DecisionForm(forms.Form):
    refused = _("Nothing was decided")

    reason = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": "3"}))
    deferred_to = forms.DateField(
        label=_("Looked at again on"), widget=DateInput, help_text=_("A day to come.")
    )


@allowed_if(may_write)
def create(request: HttpRequest) -> HttpResponse:
    """A new demand; the address may propose customer, services, kind and where it arose."""
    proposed: dict[str, Any] = named(request, "customer")
    if "services" in request.GET:
        proposed["services"] = [code.upper() for code in request.GET.getlist("services")]
    for name in ("kind", "title", "source", "source_note", "outcome"):
        if request.GET.get(name):
            proposed[name] = request.GET[name]
    form = DemandForm(typed(request), user=request.user, initial={"currency": "IDR"} | proposed)
    return form_page(
        request,
        form,
        save=lambda form: save_demand(**form.cleaned_data, actor=request.user, at=timezone.now()),
        done=lambda record: _t("%(code)s was raised.") % {"code": record.code},
        refuse=refuse,
        heading=_("Raise a demand"),
        submit=_("Save demand"),
        cancel_url=reverse("brm:demand-list"),
        crumbs=demand_crumbs(None, _("Raise a demand")),
    )


@allowed_if(may_write)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Say more about an open demand."""
    record = _written(request, code)
    form = DemandForm(typed(request), user=request.user, demand=record)
    return form_page(
        request,
        form,
        save=lambda form: save_demand(
            demand=record,
            customer=record.customer,
            **form.cleaned_data,
            actor=request.user,
            at=timezone.now(),
        ),
        done=_t("%(code)s saved.") % {"code": record.code},
        refuse=refuse,
        heading=_("Change %(record)s") % {"record": record},
        submit=_("Save demand"),
        cancel_url=record.get_absolute_url(),
        crumbs=demand_crumbs(record, _("Change")),
    )


@allowed_if(may_write)
def decide(request: HttpRequest, code: str, state: str) -> HttpResponse:
    """One step of a demand, with its reason where it is a decision."""
    record = _written(request, code)
    if state not in STEPS[record.state]:
        raise Http404
    form = DecisionForm(typed(request))
    if state != Demand.State.DEFERRED:
        del form.fields["deferred_to"]
    form.fields["reason"].required = state in DECISIONS
    word = dict(Demand.State.choices)[state]
    return form_page(
        request,
        form,
        save=lambda form: decide_demand(
            demand=record,
            state=state,
            **form.cleaned_data,
            actor=request.user,
            on=timezone.localdate(),
        ),
        done=_t("%(code)s: %(state)s.") % {"code": record.code, "state": word},
        refuse=refuse,
        goes_to=record,
        heading=_t("%(record)s: %(state)s") % {"record": record, "state": STEP_WORDS[state]},
        submit=STEP_WORDS[state],
        cancel_url=record.get_absolute_url(),
        crumbs=demand_crumbs(record, word),
    )


def _written(request: HttpRequest, code: str) -> Demand:
    rows = Demand.objects.visible_to(request.user).select_related("customer")
    record = get_object_or_404(rows, code=code.upper())
    if not may_write_for(request.user, record.customer):
        raise PermissionDenied
    return record
