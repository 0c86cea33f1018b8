"""The communication plan of a customer (R3)."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from brm.models import Customer, PlanItem
from brm.operations.note_contact import note_contact
from brm.operations.save_plan_item import remove_plan_item, save_plan_item
from brm.pages.customer_forms import ManagerField, managed_or_denied
from brm.pages.customers import crumbs_of
from brm.pages.doors import refuse
from brm.queries.customers import may_see_customers
from brm.queries.people import people_at
from brm.queries.staff import staff
from common.access import allowed_if
from common.form_page import form_page
from common.ui.forms import DateInput


class PlanItemForm(forms.ModelForm):
    refused = _("The plan was not saved")

    owner = ManagerField(label=_("Owner"), queryset=User.objects.none())

    class Meta:
        model = PlanItem
        fields = ["channel", "audience", "cadence_days", "purpose", "owner"]
        help_texts = {
            "audience": _("Whom it is for, such as: heads of the units."),
            "purpose": _("What it is good for, such as: levels and open actions."),
        }
        widgets = {"cadence_days": forms.NumberInput({"data-unit": _("days")})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owners = Q(pk__in=staff().values("pk")) | Q(pk=self.instance.owner_id)
        self.fields["owner"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(owners).select_related("person").order_by("person__name", "pk")
        )


class TalkedForm(forms.Form):
    refused = _("No contact was noted")

    on = forms.DateField(label=_("On"), widget=DateInput())
    contacts = forms.ModelMultipleChoiceField(
        label=_("With"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: with the customer, whoever it was."),
    )


@allowed_if(may_see_customers)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """A new line of the plan."""
    customer = managed_or_denied(request, code)
    owner = customer.manager_id or request.user.pk
    form = PlanItemForm(
        request.POST or None, instance=PlanItem(customer=customer), initial={"owner": owner}
    )
    return _page(request, customer, form, _t("New line of the plan"))


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Change a line of the plan."""
    customer = managed_or_denied(request, code)
    item = get_object_or_404(PlanItem, customer=customer, pk=pk)
    form = PlanItemForm(request.POST or None, instance=item)
    return _page(request, customer, form, str(item), item)


@allowed_if(may_see_customers)
def remove(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Ask, then give the arrangement up."""
    customer = managed_or_denied(request, code)
    item = get_object_or_404(PlanItem, customer=customer, pk=pk)
    if request.method == "POST":
        remove_plan_item(item=item, actor=request.user, at=timezone.now())
        messages.success(request, _t("The line was removed."))
        return redirect(customer)
    context = {
        "heading": _t("Remove %(name)s") % {"name": item},
        "consequences": [_t("It is no longer arranged; the history keeps that it was.")],
        "submit": _t("Remove"),
        "danger": True,
        "cancel_url": customer.get_absolute_url(),
        "crumbs": crumbs_of(customer, request.user, _t("Communication plan")),
    }
    return render(request, "ui/confirm.html", context)


@allowed_if(may_see_customers)
def talked(request: HttpRequest, code: str) -> HttpResponse:
    """Note that we talked with the customer, and with whom."""
    customer = managed_or_denied(request, code)
    today = timezone.localdate()
    chosen = {"on": today, "contacts": request.GET.getlist("with")}
    form = TalkedForm(request.POST or None, initial=chosen)
    form.fields["contacts"].queryset = people_at(customer, on=today)  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        save=lambda valid: note_contact(
            customer=customer, **valid.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The contact was noted."),
        refuse=refuse,
        goes_to=customer,
        heading=_t("Note a contact with %(name)s") % {"name": customer.name},
        submit=_t("Note contact"),
        cancel_url=customer.get_absolute_url(),
        crumbs=crumbs_of(customer, request.user, _t("Note a contact")),
    )


def _page(
    request: HttpRequest,
    customer: Customer,
    form: PlanItemForm,
    heading: str,
    item: PlanItem | None = None,
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda valid: save_plan_item(
            item=valid.save(commit=False), actor=request.user, at=timezone.now()
        ),
        done=_t("The plan was saved."),
        refuse=refuse,
        goes_to=customer,
        template="brm/communication_form.html" if item else "ui/form.html",
        heading=heading,
        customer=customer,
        item=item,
        submit=_t("Save line"),
        cancel_url=customer.get_absolute_url(),
        crumbs=crumbs_of(customer, request.user, heading),
    )
