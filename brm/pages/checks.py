"""Early-life checks: whom we asked after a change, what they said, and what they say to us."""

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
from brm.models import CheckAnswer, Customer, EarlyLifeCheck
from brm.operations.answer_check import answer_check
from brm.operations.ask_for_acceptance import ask_for_acceptance
from brm.pages.business_forms import register_crumbs
from brm.pages.doors import refuse, typed
from brm.queries.business_filters import CheckFilter
from brm.queries.checks import seen_checks, state_of
from brm.queries.customers import may_see_customers
from brm.queries.writing import may_write, may_write_for, written_by
from common.access import Allowed, allowed_if
from common.form_page import form_page
from common.listing import Column, Empty, ListPage
from common.ui.forms import DateInput
from slm.models.service import Service


class CheckList(Allowed, ListPage):
    """Every check that asks a customer whom the reader sees, the latest change first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/check_list.html"
    filterset_class = CheckFilter
    heading = _("Early-life checks")
    default_sort = "-changed"
    export_name = "early-life-checks"
    columns = [
        Column("what", _("What changed"), sort="what"),
        Column("service", _("Service"), "service.name", sort="service__name"),
        Column("changed", _("Changed"), "changed_on", sort="changed_on", num=True),
        Column("due", _("Answer due"), "due_on", sort="due_on", num=True),
        Column("asked", _("Asked"), sort="asked", num=True),
        Column("objected", _("Objected"), sort="objected", num=True),
        Column("waiting", _("Waiting"), sort="waiting", num=True),
    ]

    def get_queryset(self) -> QuerySet:
        return seen_checks(self.request.user)

    def get_context(self) -> dict[str, Any]:
        today = timezone.localdate()
        for row in self.page:
            row.state_key = state_of(row, as_of=today)
        return {"may_write": may_write(self.request.user)}

    def get_empty(self) -> Empty:
        writes = may_write(self.request.user)
        return Empty(
            _("No check yet"),
            _("After a change, ask those who use the service whether it still does what it must."),
            _("Ask customers") if writes else "",
            reverse("brm:check-create") if writes else "",
        )


class CheckForm(forms.Form):
    refused = _("Nobody was asked")

    service = forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.exclude(portfolio_state=Service.Portfolio.RETIRED).order_by(
            "name", "pk"
        ),
        to_field_name="code",
    )
    what = forms.CharField(
        label=_("What changed"),
        max_length=200,
        help_text=_("As the customers will read it on their own pages."),
    )
    changed_on = forms.DateField(label=_("Changed"), widget=DateInput)
    due_on = forms.DateField(label=_("Answer due"), widget=DateInput)
    customers = forms.ModelMultipleChoiceField(
        label=_("Whom to ask"), queryset=Customer.objects.none(), to_field_name="code"
    )

    def __init__(self, *args: Any, user: Any, **options: Any):
        super().__init__(*args, **options)
        customers: Any = self.fields["customers"]
        customers.queryset = written_by(user).order_by("name", "pk")
        customers.label_from_instance = lambda customer: f"{customer.name} ({customer.code})"


class RecordForm(forms.Form):
    """What a customer said, written down by somebody of the provider."""

    refused = _("The answer was not saved")

    state = forms.ChoiceField(
        label=_("The customer"),
        choices=[
            (CheckAnswer.State.ACCEPTED, _("accepts it")),
            (CheckAnswer.State.OBJECTED, _("objects")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": "3"}),
        required=False,
        help_text=_("Needed for an objection: what is not as it must be."),
    )
    said_by = forms.CharField(
        label=_("Who said so, and how"),
        max_length=120,
        help_text=_("Such as: Yoga Pratama, by telephone."),
    )


@allowed_if(may_see_customers)
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One check with the answers of the customers whom the reader sees."""
    record = get_object_or_404(seen_checks(request.user), pk=pk)
    writable = set(written_by(request.user).values_list("pk", flat=True))
    answers = record.seen_answers
    for row in answers:
        row.may_record = row.state != CheckAnswer.State.ACCEPTED and row.customer_id in writable
    context = {
        "check": record,
        "answers": answers,
        "state_key": state_of(record, as_of=timezone.localdate()),
        "changes": history(
            Source(EarlyLifeCheck, {"pgh_obj_id": record.pk}),
            Source(
                CheckAnswer,
                {
                    "check_asked_id": record.pk,
                    "customer_id__in": [row.customer_id for row in answers],
                },
                subject="customer",
                hidden=frozenset({"check_asked", "customer"}),
            ),
        ),
        "crumbs": check_crumbs(record),
    }
    return render(request, "brm/check.html", context)


@allowed_if(may_write)
def create(request: HttpRequest) -> HttpResponse:
    """Ask customers; `?service` proposes of what."""
    initial = {
        "service": request.GET.get("service", "").upper(),
        "customers": [code.upper() for code in request.GET.getlist("customers")],
    }
    form = CheckForm(typed(request), user=request.user, initial=initial)
    return form_page(
        request,
        form,
        save=lambda form: ask_for_acceptance(
            **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The customers find the question on their own pages."),
        refuse=refuse,
        heading=_("Ask customers after a change"),
        submit=_("Ask them"),
        cancel_url=reverse("brm:check-list"),
        crumbs=check_crumbs(None, _("Ask customers")),
    )


@allowed_if(may_write)
def record_answer(request: HttpRequest, pk: uuid.UUID, answer: uuid.UUID) -> HttpResponse:
    """Write down what a customer said otherwise than on its own pages."""
    record = get_object_or_404(seen_checks(request.user), pk=pk)
    row = get_object_or_404(
        CheckAnswer.objects.visible_to(request.user).select_related("customer"),
        check_asked=record,
        pk=answer,
    )
    if not may_write_for(request.user, row.customer):
        raise PermissionDenied
    form = RecordForm(typed(request))
    heading = _t("What %(customer)s said") % {"customer": row.customer.name}
    return form_page(
        request,
        form,
        save=lambda form: answer_check(
            answer=row, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The answer was saved."),
        refuse=refuse,
        goes_to=record,
        heading=heading,
        submit=_("Save answer"),
        cancel_url=record.get_absolute_url(),
        crumbs=check_crumbs(record, heading),
    )


def check_crumbs(record: EarlyLifeCheck | None, last: Any = None) -> Any:
    return register_crumbs(_("Early-life checks"), "brm:check-list", record, last)
