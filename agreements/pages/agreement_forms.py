"""Begin an agreement and change its cover."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.operations.save_agreement import (
    create_agreement,
    propose_code,
    update_agreement,
)
from agreements.pages.forms import AgreementForm, show_refusal
from agreements.pages.lookup import managed_agreement
from agreements.queries.access import may_write_agreements
from brm.models import Customer
from common.access import allowed_if
from common.problems import Refusal
from slm.models import Provider


@allowed_if(may_write_agreements)
def create(request: HttpRequest) -> HttpResponse:
    """A new agreement; it opens on its draft, where term and targets come next."""
    kind = request.GET.get("kind", Agreement.Kind.SLA)
    initial = {"kind": kind, "owner": request.user.pk} if kind in Agreement.Kind.values else {}
    if customer := request.GET.get("customer"):
        named = Customer.objects.visible_to(request.user).filter(code=customer.upper())
        initial["customers"] = list(named.values_list("pk", flat=True))
    if provider := request.GET.get("provider"):
        supplying = Provider.objects.filter(code=provider.upper())
        initial["providers"] = list(supplying.values_list("pk", flat=True))
    if kind == Agreement.Kind.UC:
        initial["is_contractual"] = True
    form = AgreementForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            agreement = create_agreement(**form.cleaned_data, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(code)s begun. Now its term and targets.") % {"code": agreement.code}
            )
            return redirect(agreement)
    if not form.is_bound:
        form.fields["code"].widget.attrs["placeholder"] = propose_code(kind)
    return render(
        request,
        "agreements/agreement_form.html",
        {
            "heading": _("New agreement"),
            "form": form,
            "submit": _("Begin the agreement"),
            "cancel_url": reverse("agreements:agreement-list"),
            "crumbs": [
                (_("Agreements"), reverse("agreements:agreement-list")),
                (_("New agreement"), None),
            ],
        },
        status=422 if form.errors else 200,
    )


@login_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Title, owner, level; zone and parties while nothing has been in force."""
    agreement = managed_agreement(request.user, code)
    form = AgreementForm(request.POST or None, user=request.user, agreement=agreement)
    if request.method == "POST" and form.is_valid():
        try:
            update_agreement(agreement=agreement, **form.cleaned_data, actor=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("%(code)s saved.") % {"code": agreement.code})
            return redirect(agreement)
    return render(
        request,
        "agreements/agreement_form.html",
        {
            "heading": _("Change %(agreement)s") % {"agreement": agreement},
            "form": form,
            "submit": _("Save agreement"),
            "cancel_url": agreement.get_absolute_url(),
            "crumbs": [
                (_("Agreements"), reverse("agreements:agreement-list")),
                (agreement.code, agreement.get_absolute_url()),
                (_("Change"), None),
            ],
        },
        status=422 if form.errors else 200,
    )
