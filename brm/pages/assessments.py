"""Both sides weigh a commitment before it is made."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import STATEMENTS, Assessment, AssessmentView, Customer, Side
from brm.operations.assess import give_view, open_assessment
from brm.pages.customer_forms import managed_or_denied
from brm.pages.customers import crumbs_of
from brm.pages.doors import form_page, their_day, typed
from brm.pages.plans import seen_or_404
from brm.queries.assessments import weighed
from brm.queries.customers import managed_by, may_see_customers
from common.access import allowed_if
from common.db.labels import field_label

POINTS = [(number, str(number)) for number in range(1, 6)]


class SubjectForm(forms.Form):
    refused = _("The assessment was not opened")

    subject = forms.CharField(
        label=_("What would be committed to"),
        max_length=200,
        help_text=_("Such as: three years of payment services for all branches."),
    )


class ViewForm(forms.Form):
    """Six statements and what they lead to; of the customer's own people the side is known."""

    refused = _("The view was not saved")

    def __init__(self, *args: Any, asks_side: bool = True, **options: Any):
        super().__init__(*args, **options)
        if asks_side:
            self.fields["side"] = forms.ChoiceField(
                label=_("Whose view"), choices=Side.choices, widget=forms.RadioSelect
            )
        for name in STATEMENTS:
            self.fields[name] = forms.TypedChoiceField(
                label=field_label(AssessmentView, name),
                choices=POINTS,
                coerce=int,
                widget=forms.RadioSelect,
                help_text=_("1 not at all, 5 fully"),
            )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Conclusion"),
            choices=AssessmentView.Verdict.choices,
            widget=forms.RadioSelect,
        )
        self.fields["conditions"] = forms.CharField(
            label=_("Conditions or reasons"),
            max_length=2000,
            required=False,
            widget=forms.Textarea({"rows": "4"}),
            help_text=_("Needed unless the conclusion is to commit. The other side reads it."),
        )
        if asks_side:
            self.fields["given_by"] = forms.CharField(label=_("By whom"), max_length=160)

    @property
    def view(self) -> dict[str, Any]:
        """What was given, as its verb takes it."""
        values = dict(self.cleaned_data)
        values["points"] = {name: values.pop(name) for name in STATEMENTS}
        return values


@allowed_if(may_see_customers)
def assessments(request: HttpRequest, code: str) -> HttpResponse:
    """What is and was being weighed with this customer."""
    customer = seen_or_404(request, code)
    context = {
        "customer": customer,
        "rows": weighed(Assessment.objects.filter(customer=customer).select_related("customer")),
        "may_manage": managed_by(request.user).filter(pk=customer.pk).exists(),
        "crumbs": crumbs_of(customer, request.user, _t("Assessments")),
    }
    return render(request, "brm/assessments.html", context)


@allowed_if(may_see_customers)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """Ask both sides about one commitment."""
    customer = managed_or_denied(request, code)
    heading = _t("Weigh a commitment")
    return form_page(
        request,
        SubjectForm(typed(request)),
        save=lambda form: open_assessment(
            customer=customer,
            subject=form.cleaned_data["subject"],
            actor=request.user,
            on=their_day(customer, timezone.now()),
        ),
        done=_t("Both sides are asked now."),
        heading=heading,
        submit=_t("Ask both sides"),
        cancel_url=reverse("brm:assessments", args=[customer.code]),
        crumbs=crumbs_of(customer, request.user, heading),
    )


@allowed_if(may_see_customers)
def assessment(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The newest views side by side, and the earlier ones."""
    customer = seen_or_404(request, code)
    record = _of(customer, public_id)
    context = {
        "customer": customer,
        "weighed": weighed([record])[0],
        "views": record.views.all(),
        "may_manage": managed_by(request.user).filter(pk=customer.pk).exists(),
        "crumbs": [
            *crumbs_of(customer, request.user)[:-1],
            (customer.name, customer.get_absolute_url()),
            (_t("Assessments"), reverse("brm:assessments", args=[customer.code])),
            (record.subject, None),
        ],
    }
    return render(request, "brm/assessment.html", context)


@allowed_if(may_see_customers)
def add_view(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Give our view, or record the customer's as it was told."""
    customer = managed_or_denied(request, code)
    record = _of(customer, public_id)
    at = timezone.now()
    initial = {"side": request.GET.get("side", Side.PROVIDER), "given_by": request.user.name}
    return form_page(
        request,
        ViewForm(typed(request), initial=initial),
        save=lambda form: give_view(
            assessment=record, **form.view, actor=request.user, at=at, on=their_day(customer, at)
        ),
        done=_t("The view was saved."),
        goes_to=record,
        heading=record.subject,
        submit=_t("Save view"),
        cancel_url=record.get_absolute_url(),
        crumbs=crumbs_of(customer, request.user, record.subject),
    )


def _of(customer: Customer, public_id: uuid.UUID) -> Assessment:
    return get_object_or_404(
        Assessment.objects.select_related("customer"), customer=customer, public_id=public_id
    )
