"""Begin an agreement and change its cover."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.operations.save_agreement import (
    create_agreement,
    propose_code,
    update_agreement,
)
from agreements.pages.crumbs import agreement_crumbs
from agreements.pages.forms import AgreementForm, form_page
from agreements.pages.lookup import managed_agreement
from agreements.queries.access import may_write_agreements
from brm.models import Customer
from common.access import allowed_if
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
    if not form.is_bound:
        form.fields["code"].widget.attrs["placeholder"] = propose_code(kind)
    register = reverse("agreements:agreement-list")
    return form_page(
        request,
        form,
        save=lambda form: create_agreement(
            **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=lambda made: _("%(code)s begun. Now its term and targets.") % {"code": made.code},
        template="agreements/agreement_form.html",
        heading=_("New agreement"),
        submit=_("Begin the agreement"),
        cancel_url=register,
        crumbs=[(_("Agreements"), register), (_("New agreement"), None)],
    )


@login_required
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Title, owner, level; zone and parties while nothing has been in force."""
    agreement = managed_agreement(request.user, code)
    form = AgreementForm(request.POST or None, user=request.user, agreement=agreement)
    return form_page(
        request,
        form,
        save=lambda form: update_agreement(
            agreement=agreement, **form.cleaned_data, actor=request.user
        ),
        done=_("%(code)s saved.") % {"code": agreement.code},
        goes_to=agreement,
        template="agreements/agreement_form.html",
        heading=_("Change %(agreement)s") % {"agreement": agreement},
        submit=_("Save agreement"),
        cancel_url=agreement.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, _("Change")),
    )
