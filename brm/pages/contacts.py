"""Add, correct and remove the people of a customer's unit."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import Contact, Customer
from brm.operations.add_contact import add_contact
from brm.operations.change_contact import change_contact, may_rename
from brm.operations.remove_contact import remove_contact
from brm.pages.customer_forms import managed_or_denied
from brm.pages.customers import crumbs_of
from brm.queries.customers import may_see_customers
from common.access import allowed_if
from common.problems import Refusal


class ContactForm(forms.Form):
    refused = _("The contact was not saved")

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Who is known under this address already stays one person."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    position = forms.CharField(label=_("Position"), max_length=120, required=False)
    parts = forms.MultipleChoiceField(
        label=_("Parts they play"),
        choices=Contact.Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who decides is seldom who uses; tick what you know."),
    )


@allowed_if(may_see_customers)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """A new contact of this unit."""
    customer = managed_or_denied(request, code)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = add_contact(
                customer=customer, **form.cleaned_data, actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            _say_added(request, contact, form.cleaned_data["name"])
            return redirect(customer)
    return _page(request, customer, form, _t("New contact"))


def _say_added(request: HttpRequest, contact: Contact, typed: str) -> None:
    name = contact.person.name
    messages.success(request, _t("%(name)s was added.") % {"name": name})
    if name != typed.strip():
        messages.info(
            request,
            _t("The address was known already, so the name on file was kept: %(name)s.")
            % {"name": name},
        )


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Position and parts for all services; name and address where nobody else relies on them."""
    customer, contact = contact_or_denied(request, code, pk)
    person = contact.person
    form = ContactForm(
        request.POST or None,
        initial={
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "position": contact.position,
            "parts": contact.parts,
        },
    )
    if not may_rename(contact):
        for name in ("name", "email", "phone"):
            form.fields[name].disabled = True
        form.fields["email"].help_text = _t(
            "This person signs in here or is a contact elsewhere too, so name and address stay."
        )
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                contact=contact, **form.cleaned_data, actor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _t("%(name)s was saved.") % {"name": contact.person.name})
            return redirect(contact)
    return _page(request, customer, form, _t("Edit %(name)s") % {"name": person.name}, contact)


@allowed_if(may_see_customers)
def remove(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Ask, then forget that this person is a contact here."""
    customer, contact = contact_or_denied(request, code, pk)
    if request.method == "POST":
        try:
            remove_contact(contact=contact, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _t("%(name)s was removed.") % {"name": contact.person.name})
        return redirect(customer)
    context = {
        "heading": _t("Remove %(name)s") % {"name": contact.person.name},
        "consequences": [
            _t("%(name)s is no longer a contact of %(customer)s.")
            % {"name": contact.person.name, "customer": customer.name},
            _t("What was written about them so far stays in the history."),
        ],
        "submit": _t("Remove"),
        "danger": True,
        "cancel_url": customer.get_absolute_url(),
        "crumbs": crumbs_of(customer, request.user, _t("Remove contact")),
    }
    return render(request, "ui/confirm.html", context)


def contact_or_denied(request: HttpRequest, code: str, pk: uuid.UUID) -> tuple[Customer, Contact]:
    """A contact of a customer that the reader may change; 404 or 403 as for the customer."""
    customer = managed_or_denied(request, code)
    contacts = Contact.objects.select_related("person", "customer").filter(customer=customer)
    return customer, get_object_or_404(contacts, pk=pk)


def _page(
    request: HttpRequest,
    customer: Customer,
    form: Any,
    heading: str,
    contact: Contact | None = None,
) -> HttpResponse:
    context = {
        "customer": customer,
        "contact": contact,
        "form": form,
        "heading": heading,
        "submit": _t("Save contact"),
        "cancel_url": (contact or customer).get_absolute_url(),
        "crumbs": crumbs_of(customer, request.user, heading),
    }
    return render(request, "brm/contact_form.html" if contact else "ui/form.html", context)
