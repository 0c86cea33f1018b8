"""One person at a customer: roles by service and day, analysis, leaving."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from brm.models import Contact, ContactRole, Customer
from brm.operations.analyse_contact import analyse_contact
from brm.operations.mark_left import mark_left, take_back_leaving
from brm.operations.roles import end_role, give_role
from brm.pages.contacts import contact_or_denied
from brm.pages.customer import HIDDEN
from brm.pages.customers import crumbs_of
from brm.pages.doors import refuse
from brm.queries.customers import managed_by, may_see_customers, seen_from_within
from brm.queries.handovers import to_hand_over
from brm.queries.overdue import cadence_of
from brm.queries.people import people_at
from common.access import allowed_if
from common.form_page import form_page
from common.ui.forms import DateInput
from slm.models.service import Service

DAY = dt.timedelta(days=1)


class RoleForm(forms.Form):
    refused = _("The role was not given")

    part = forms.ChoiceField(label=_("Part they play"), choices=Contact.Part.choices)
    service = forms.ModelChoiceField(
        label=_("Service"),
        queryset=Service.objects.order_by("name", "pk"),
        required=False,
        empty_label=_("All services"),
    )
    valid_from = forms.DateField(
        label=_("From"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: nobody knows since when."),
    )
    valid_to = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput(), help_text=_("Empty: no end.")
    )

    def clean_valid_to(self) -> dt.date | None:
        last = self.cleaned_data["valid_to"]
        return last + DAY if last else None


class EndRoleForm(forms.Form):
    refused = _("The role was not ended")

    ends_before = forms.DateField(label=_("Last day"), widget=DateInput())

    def clean_ends_before(self) -> dt.date:
        return self.cleaned_data["ends_before"] + DAY


class AnalysisForm(forms.Form):
    refused = _("The analysis was not saved")

    reports_to = forms.ModelChoiceField(
        label=_("Reports to"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Nobody known"),
    )
    stance = forms.ChoiceField(
        label=_("Stance"),
        choices=[("", _("Not known")), *Contact.Stance.choices],
        required=False,
        help_text=_("Towards us and our services. The customer never sees it."),
    )
    contact_cadence_days = forms.IntegerField(
        label=_("Contact at least every"),
        required=False,
        min_value=1,
        max_value=730,
        widget=forms.NumberInput({"data-unit": _("days")}),
    )
    analysed_on = forms.DateField(label=_("Last analysed"), required=False, widget=DateInput())


class LeaveForm(forms.Form):
    refused = _("Nothing was changed")

    left_on = forms.DateField(label=_("First day on which they are gone"), widget=DateInput())
    successor = forms.ModelChoiceField(
        label=_("Successor"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Takes over every role on that day. Add the contact first."),
    )


@allowed_if(may_see_customers)
def contact(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """The roles with their days, what is thought of them, and what they would hand over."""
    customer = get_object_or_404(seen_from_within(request.user), code=code)
    rows = Contact.objects.select_related(
        "person", "customer", "reports_to__person", "reports_to__customer", "successor__person"
    )
    record = get_object_or_404(rows, customer=customer, pk=pk)
    today = timezone.localdate()
    roles = list(record.roles.select_related("service"))
    for role in roles:
        role.holds = (role.valid_from is None or role.valid_from <= today) and (  # type: ignore[attr-defined]
            role.valid_to is None or role.valid_to > today
        )
        role.is_over = role.valid_to is not None and role.valid_to <= today  # type: ignore[attr-defined]
        role.last_on = role.valid_to - DAY if role.valid_to else None  # type: ignore[attr-defined]
    context = {
        "contact": record,
        "customer": customer,
        "roles": roles,
        "cadence": cadence_of(record, on=today),
        "reports": record.reports.current(on=today).select_related("person", "customer"),
        "has_left": record.left_on is not None and record.left_on <= today,
        "handovers": to_hand_over(record, user=request.user, on=today),
        "may_manage": managed_by(request.user).filter(pk=customer.pk).exists(),
        "changes": history(
            Source(Contact, {"pgh_obj_id": record.pk}, hidden=HIDDEN),
            Source(ContactRole, {"contact_id": record.pk}, hidden=HIDDEN | {"contact"}),
        ),
        "crumbs": crumbs_of(customer, request.user, record.person.name),
    }
    return render(request, "brm/contact.html", context)


@allowed_if(may_see_customers)
def role_add(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """A further role, for all services or for one."""
    customer, record = contact_or_denied(request, code, pk)
    form = RoleForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    return _form(
        request,
        customer,
        record,
        form,
        save=lambda valid: give_role(
            contact=record, **valid.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The role was given."),
        heading=_t("A role for %(name)s") % {"name": record.person.name},
        submit=_t("Give role"),
    )


@allowed_if(may_see_customers)
def role_end(request: HttpRequest, code: str, pk: uuid.UUID, role: uuid.UUID) -> HttpResponse:
    """The last day of a role."""
    customer, record = contact_or_denied(request, code, pk)
    held = get_object_or_404(ContactRole.objects.select_related("service"), contact=record, pk=role)
    form = EndRoleForm(request.POST or None, initial={"ends_before": timezone.localdate()})
    return _form(
        request,
        customer,
        record,
        form,
        save=lambda valid: end_role(
            role=held, **valid.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The role was ended."),
        heading=_t("End the role: %(role)s") % {"role": held},
        submit=_t("End role"),
    )


@allowed_if(may_see_customers)
def analyse(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Whom they report to, where they stand, how often to talk."""
    customer, record = contact_or_denied(request, code, pk)
    today = timezone.localdate()
    form = AnalysisForm(
        request.POST or None,
        initial={
            "reports_to": record.reports_to_id,
            "stance": record.stance,
            "contact_cadence_days": record.contact_cadence_days,
            "analysed_on": today,
        },
    )
    top = Customer.objects.above([customer.pk]).filter(parent=None).first() or customer
    others = people_at(top, on=today).exclude(pk=record.pk)
    form.fields["reports_to"].queryset = others  # type: ignore[attr-defined]
    return _form(
        request,
        customer,
        record,
        form,
        save=lambda valid: analyse_contact(
            contact=record, **valid.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The analysis was saved."),
        heading=_t("Analysis of %(name)s") % {"name": record.person.name},
        submit=_t("Save analysis"),
    )


@allowed_if(may_see_customers)
def leave(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """What must be handed over, to whom, and when they are gone."""
    customer, record = contact_or_denied(request, code, pk)
    today = timezone.localdate()
    form = LeaveForm(request.POST or None, initial={"left_on": today})
    colleagues = Contact.objects.filter(customer=customer).current(on=today).exclude(pk=record.pk)
    form.fields["successor"].queryset = colleagues.select_related("person")  # type: ignore[attr-defined]
    return _form(
        request,
        customer,
        record,
        form,
        save=lambda valid: mark_left(
            contact=record, **valid.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("It was noted that %(name)s leaves.") % {"name": record.person.name},
        template="brm/leave.html",
        roles=record.roles.unended(on=today).select_related("service"),
        reports=record.reports.current(on=today).select_related("person"),
        represents=Customer.objects.filter(representative=record),
        handovers=to_hand_over(record, user=request.user, on=today),
        heading=_t("%(name)s leaves") % {"name": record.person.name},
        submit=_t("Mark as left"),
    )


@allowed_if(may_see_customers)
def stay(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Ask, then take back that somebody left."""
    customer, record = contact_or_denied(request, code, pk)
    if request.method == "POST":
        take_back_leaving(contact=record, actor=request.user, at=timezone.now())
        messages.success(request, _t("%(name)s is a contact again.") % {"name": record.person.name})
        return redirect(record)
    context = {
        "heading": _t("%(name)s is there after all") % {"name": record.person.name},
        "consequences": [
            _t("They are a contact of %(customer)s again.") % {"customer": customer.name},
            _t("Roles that ended stay ended; give those that hold anew."),
        ],
        "submit": _t("Take back"),
        "cancel_url": record.get_absolute_url(),
        "crumbs": crumbs_of(customer, request.user, record.person.name),
    }
    return render(request, "ui/confirm.html", context)


def _form(
    request: HttpRequest, customer: Customer, record: Contact, form: forms.Form, **page: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        refuse=refuse,
        goes_to=record,
        contact=record,
        customer=customer,
        cancel_url=record.get_absolute_url(),
        crumbs=crumbs_of(customer, request.user, page["heading"]),
        **page,
    )
