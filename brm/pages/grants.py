"""Grant a role for one customer and take it back: from the customer's page or the user's."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.queries.roles import may_manage_people
from brm.models import Customer, Grant
from brm.operations.grant_role import grant_role
from brm.operations.revoke_role import revoke_role
from brm.pages.customer_forms import ParentField
from brm.pages.customers import crumbs_of
from common.access import allowed_if
from common.problems import Refusal

ROLES = [(role.value, role.label) for role in Role if role != Role.ADMINISTRATOR]


class UserField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        initial=Role.CUSTOMER.value,
        help_text=_("It holds for the customer and everything below it."),
    )


class CustomerGrantForm(forms.Form):
    refused = _("Nothing was granted")

    user = UserField(label=_("Person"), queryset=User.objects.none())
    role = _role_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(is_active=True)
            .select_related("person")
            .order_by("person__name", "pk")
        )


class UserGrantForm(forms.Form):
    refused = _("Nothing was granted")

    customer = ParentField(label=_("Customer"), queryset=Customer.objects.none())
    role = _role_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = (  # type: ignore[attr-defined]
            Customer.objects.with_tree_fields()
        )


@allowed_if(may_manage_people)
def grant_for_customer(request: HttpRequest, code: str) -> HttpResponse:
    """Let a person in to this customer."""
    customer = get_object_or_404(Customer, code=code)
    form = CustomerGrantForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _grant(request, form, user=form.cleaned_data["user"], customer=customer)
    ):
        return redirect(customer)
    context = {
        "form": form,
        "heading": _t("Let somebody see %(name)s") % {"name": customer.name},
        "submit": _t("Grant"),
        "cancel_url": customer.get_absolute_url(),
        "crumbs": crumbs_of(customer, request.user, _t("Grant")),
    }
    return render(request, "ui/form.html", context)


@allowed_if(may_manage_people)
def grant_for_user(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give this person a customer."""
    user = get_object_or_404(User.objects.select_related("person"), public_id=public_id)
    page = reverse("accounts:user", args=[public_id])
    form = UserGrantForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _grant(request, form, user=user, customer=form.cleaned_data["customer"])
    ):
        return redirect(page)
    context = {
        "form": form,
        "heading": _t("Grant %(name)s a customer") % {"name": user.name},
        "submit": _t("Grant"),
        "cancel_url": page,
        "crumbs": [
            (_t("Users"), reverse("accounts:user-list")),
            (user.name, page),
            (_t("Grant"), None),
        ],
    }
    return render(request, "ui/form.html", context)


def _grant(request: HttpRequest, form: forms.Form, *, user: User, customer: Customer) -> bool:
    role = Role(form.cleaned_data["role"])
    try:
        grant_role(user=user, role=role, customer=customer, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    messages.success(
        request,
        _t("%(name)s now has the role %(role)s for %(customer)s.")
        % {"name": user.name, "role": role.label, "customer": customer.name},
    )
    return True


@allowed_if(may_manage_people)
def revoke(request: HttpRequest, code: str, public_id: uuid.UUID, role: str) -> HttpResponse:
    """Ask, then take the grant back; leads to where the reader came from."""
    grant = get_object_or_404(
        Grant.objects.select_related("user__person", "customer"),
        customer__code=code,
        user__public_id=public_id,
        role=role,
    )
    back = _back(request, grant)
    names = {
        "name": grant.user.name,
        "customer": grant.customer.name,
        "role": grant.get_role_display(),
    }
    if request.method == "POST":
        try:
            revoke_role(grant=grant, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                _t("%(name)s no longer has the role %(role)s for %(customer)s.") % names,
            )
        return redirect(back)
    context = {
        "heading": _t("Take the grant from %(name)s") % names,
        "consequences": [
            _t("%(name)s no longer acts as %(role)s for %(customer)s and everything below it.")
            % names,
            _t("Tokens of this person lose the same sight at once."),
            _t("Other grants and roles stay."),
        ],
        "submit": _t("Take back"),
        "danger": True,
        "cancel_url": back,
        "crumbs": crumbs_of(grant.customer, request.user, _t("Take back")),
    }
    return render(request, "ui/confirm.html", context)


def _back(request: HttpRequest, grant: Grant) -> str:
    wish = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}):
        return wish
    return grant.customer.get_absolute_url()
