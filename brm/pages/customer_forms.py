"""Add a customer, change what is known about one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation, User
from brm.models import Contact, Customer
from brm.operations.save_customer import save_customer
from brm.pages.customers import crumbs_of
from brm.queries.customers import (
    managed_by,
    may_add_customer,
    may_add_organisation,
    may_see_customers,
    relationship_managers,
    seen_from_within,
)
from common.access import allowed_if
from common.problems import Refusal
from common.zones import ZoneField


class ParentField(forms.ModelChoiceField):
    """A place in the tree; each choice is moved in by its depth."""

    def label_from_instance(self, obj: Any) -> str:
        return "\u2003" * obj.tree_depth + f"{obj.name} ({obj.code})"


class ManagerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.name


class RepresentativeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}, {obj.customer.name}"


class CustomerForm(forms.ModelForm):
    refused = _("The customer was not saved")

    parent = ParentField(
        label=_("Part of"), queryset=Customer.objects.none(), empty_label=_("Nothing: organisation")
    )
    manager = ManagerField(
        label=_("Relationship manager"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Required while the customer is active."),
    )
    representative = RepresentativeField(
        label=_("Authorised representative"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Nobody known"),
        help_text=_(
            "Who may speak for the customer; a contact of it, or of what is above or beneath."
        ),
    )
    zone = ZoneField(label=_("Time zone"))

    class Meta:
        model = Customer
        fields = [
            "code",
            "name",
            "parent",
            "relation",
            "standing",
            "manager",
            "representative",
            "journey",
            "strategic_weight",
            "weight_basis",
            "contact_cadence_days",
            "description",
            "zone",
            "currency",
            "language",
        ]
        help_texts = {
            "code": _("Capital letters, digits, hyphens. It never changes once it is given."),
            "description": _("What their business is, in their own words."),
            "journey": _("How far we have come together, from exploring to realising value."),
            "strategic_weight": _("1 to 5; 5 is the heaviest. The customer never sees it."),
            "weight_basis": _("What the weight rests on, such as revenue, reach or a mandate."),
            "contact_cadence_days": _("Longer without a contact, and it is overdue."),
        }
        widgets = {
            "strategic_weight": forms.NumberInput({"min": 1, "max": 5}),
            "contact_cadence_days": forms.NumberInput({"data-unit": _("days")}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance
        is_new = stored.pk is None
        self.fields["code"].disabled = not is_new
        # What is stored stays a choice, whoever the reader is.
        managers = Q(pk__in=relationship_managers().values("pk")) | Q(pk=stored.manager_id)
        self.fields["manager"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(managers).select_related("person").order_by("person__name", "pk")
        )
        if is_new:
            del self.fields["representative"]  # nobody is known there yet
            self.fields["parent"].queryset = managed_by(user).with_tree_fields()  # type: ignore[attr-defined]
            # Who manages some customers only puts new ones beneath these.
            self.fields["parent"].required = not may_add_organisation(user)
        else:
            del self.fields["parent"]  # a move has its own page, and a reason
            near = Customer.objects.above([stored.pk]) | Customer.objects.within([stored.pk])
            people = Q(customer__in=near, left_on=None) | Q(pk=stored.representative_id)
            self.fields["representative"].queryset = (  # type: ignore[attr-defined]
                Contact.objects.filter(people).select_related("person", "customer")
            )


@allowed_if(may_add_customer)
def create(request: HttpRequest) -> HttpResponse:
    """A new organisation, or a unit of the customer named by ?parent."""
    settings = Installation.current()
    parent = managed_by(request.user).filter(code=request.GET.get("parent", "").upper()).first()
    initial = {
        "zone": parent.zone if parent else settings.zone,
        "currency": parent.currency if parent else settings.reporting_currency,
        "language": parent.language if parent else settings.language,
        "relation": parent.relation if parent else Customer.Relation.EXTERNAL,
        "manager": parent.manager_id if parent else None,
        "parent": parent,
    }
    form = CustomerForm(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form)):
        return redirect(saved)
    context = {
        "form": form,
        "heading": _t("New customer"),
        "submit": _t("Save customer"),
        "cancel_url": parent.get_absolute_url() if parent else reverse("brm:customer-list"),
        "crumbs": (
            crumbs_of(parent, request.user, _t("New customer"))
            if parent
            else [(_t("Customers"), reverse("brm:customer-list")), (_t("New customer"), None)]
        ),
    }
    return render(request, "ui/form.html", context)


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change everything but the code."""
    record = managed_or_denied(request, code)
    form = CustomerForm(request.POST or None, instance=record, user=request.user)
    crumbs = crumbs_of(record, request.user, _t("Edit"))
    heading = _t("Edit %(name)s") % {"name": record.name}
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form)):
        return redirect(saved)
    context = {
        "form": form,
        "heading": heading,
        "submit": _t("Save customer"),
        "cancel_url": reverse("brm:customer", args=[code]),
        "crumbs": crumbs,
    }
    return render(request, "ui/form.html", context)


def managed_or_denied(request: HttpRequest, code: str) -> Customer:
    """The customer that the reader may change; 404 when they cannot see it, 403 when only that."""
    record = get_object_or_404(seen_from_within(request.user), code=code)
    if not managed_by(request.user).filter(pk=record.pk).exists():
        raise PermissionDenied
    return record


def _save(request: HttpRequest, form: CustomerForm) -> Customer | None:
    """Save and say so; a refusal is written at its field."""
    try:
        customer = save_customer(
            customer=form.save(commit=False), actor=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return None
    messages.success(request, _t("%(name)s was saved.") % {"name": customer.name})
    return customer
