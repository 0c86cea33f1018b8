"""Choose the customers that a limited token may see."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken
from brm.models import Customer
from brm.operations.limit_token import limit_token
from common.problems import Refusal


class CustomersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return "\u2003" * obj.tree_depth + f"{obj.name} ({obj.code})"


class LimitForm(forms.Form):
    refused = _("The limit was not changed")

    customers = CustomersField(
        label=_("Customers"),
        queryset=Customer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The token sees these and everything below them, and nothing else. None means nothing."
        ),
    )

    def __init__(self, *args: Any, queryset: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customers"].queryset = queryset  # type: ignore[attr-defined]


@login_required
def customers(request: HttpRequest, prefix: str) -> HttpResponse:
    """Your own token's customers; a token without a limit gets one by this form."""
    token = get_object_or_404(
        ApiToken.objects.visible_to(request.user), prefix=prefix, revoked=False
    )
    held = list(token.customer_limits.values_list("customer_id", flat=True))
    form = LimitForm(
        request.POST if request.method == "POST" else None,
        initial={"customers": held},
        queryset=Customer.objects.visible_to(request.user).with_tree_fields(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            limit_token(
                token=token,
                customers=form.cleaned_data["customers"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _t("“%(name)s” was limited.") % {"name": token.name})
            return redirect("accounts:token-list")
    heading = _t("Customers of “%(name)s”") % {"name": token.name}
    context = {
        "form": form,
        "heading": heading,
        "submit": _t("Save limit"),
        "cancel_url": reverse("accounts:token-list"),
        "crumbs": [(_t("API tokens"), reverse("accounts:token-list")), (token.name, None)],
    }
    return render(request, "ui/form.html", context)
