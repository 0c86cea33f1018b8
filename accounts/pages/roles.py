"""Choose the roles of a user that hold everywhere."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations.set_roles import set_roles
from accounts.pages.invitations import ROLE_CHOICES
from accounts.pages.users import crumbs_of
from accounts.queries.roles import may_manage_people
from common.access import allowed_if
from common.problems import Refusal


class RolesForm(forms.Form):
    refused = _("The roles were not changed")

    roles = forms.MultipleChoiceField(
        label=_("Roles that hold everywhere"),
        choices=ROLE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A role for some customers only is a grant; you find them on the user's page."),
    )


@allowed_if(may_manage_people)
def roles(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tick what holds; a refusal leaves all as it was."""
    user = get_object_or_404(User.objects.select_related("person"), public_id=public_id)
    held = list(user.role_assignments.values_list("role", flat=True))
    page = reverse("accounts:user", args=[public_id])
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": held})
    if request.method == "POST" and form.is_valid():
        try:
            set_roles(
                user=user,
                roles=form.cleaned_data["roles"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(
                request, _t("The roles of %(name)s were changed.") % {"name": user.name}
            )
            return redirect(page)
    context = {
        "form": form,
        "heading": _t("Roles of %(name)s") % {"name": user.name},
        "submit": _t("Save roles"),
        "cancel_url": page,
        "crumbs": crumbs_of(user, _t("Roles")),
    }
    return render(request, "ui/form.html", context)
