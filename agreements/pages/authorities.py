"""Who may sign for whom: the list, a new authority, its end."""

import datetime as dt
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.queries.roles import has_role
from agreements.models import Authority
from agreements.operations.name_signatories import grant_authority, revoke_authority
from agreements.pages.forms import form_page
from agreements.pages.lifecycle_forms import AuthorityForm
from agreements.queries.access import MANAGERS, is_provider, managed_customers
from agreements.queries.local_dates import local_day
from agreements.queries.signing_access import may_keep_authorities
from brm.models import Customer
from common.access import Allowed, allowed_if
from common.listing import Column, Empty, ListPage


class AuthorityList(Allowed, ListPage):
    """Everybody who may sign, for whom, up to which amount, until when."""

    may = is_provider
    template_name = "agreements/authority_list.html"
    heading = gettext_lazy("Who may sign")
    default_sort = "person"
    export_name = "authorities"
    columns = [
        Column("person", gettext_lazy("Person"), "person.name", sort="person__name"),
        Column("side", gettext_lazy("For"), lambda row: row.customer or row.provider or ""),
        Column("capacity", gettext_lazy("Signs as"), "capacity", sort="capacity"),
        Column("limit", gettext_lazy("Up to"), "limit_amount", sort="limit_amount", num=True),
        Column("currency", gettext_lazy("Currency"), "currency", shown=False),
        Column("from", gettext_lazy("From"), "valid_from", sort="valid_from", num=True),
        Column("until", gettext_lazy("Until"), "valid_to", sort="valid_to", num=True),
    ]

    def get_queryset(self) -> QuerySet[Authority]:
        return Authority.objects.visible_to(self.request.user).select_related(
            "person", "customer", "provider", "agreement"
        )

    def get_empty(self) -> Empty:
        return Empty(
            _("Nobody may sign yet"),
            _("An authority names who signs for whom, up to which amount and until when."),
            _("Write one down") if _may_write(self.request) else "",
            reverse("agreements:authority-create") if _may_write(self.request) else "",
        )

    def get_context(self) -> dict[str, object]:
        today = local_day(timezone.now(), "UTC")
        return {"may_manage": _may_write(self.request), "today": today}


@allowed_if(is_provider)
def create(request: HttpRequest) -> HttpResponse:
    """Write down that somebody may sign."""
    if not _may_write(request):
        raise PermissionDenied
    user = request.user
    mine = Customer.objects.all() if has_role(user, *MANAGERS) else managed_customers(user)
    form = AuthorityForm(request.POST if request.method == "POST" else None, customers=mine)

    def grant(form: AuthorityForm) -> Authority:
        given = dict(form.cleaned_data)
        last_day = given.pop("last_day")
        valid_to = last_day + dt.timedelta(days=1) if last_day else None
        return grant_authority(**given, valid_to=valid_to, actor=user, at=timezone.now())

    return form_page(
        request,
        form,
        save=grant,
        done=lambda authority: _("%(person)s may sign.") % {"person": authority.person},
        goes_to=reverse("agreements:authority-list"),
        heading=_("Authority to sign"),
        submit=_("Save"),
        cancel_url=reverse("agreements:authority-list"),
        crumbs=[(_("Who may sign"), reverse("agreements:authority-list")), (_("New"), None)],
    )


@login_required
def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End an authority now."""
    row = get_object_or_404(
        Authority.objects.visible_to(request.user).select_related("person", "customer"), pk=pk
    )
    if not may_keep_authorities(request.user, row.customer):
        raise PermissionDenied
    if request.method == "POST":
        revoke_authority(authority=row, actor=request.user, at=timezone.now())
        messages.success(request, _("%(person)s may not sign any more.") % {"person": row.person})
        return redirect("agreements:authority-list")
    return render(
        request,
        "ui/confirm.html",
        {
            "heading": _("Revoke the authority of %(person)s") % {"person": row.person},
            "consequences": [
                _("From now on nothing can be signed by it."),
                _("What was signed by it stays signed."),
            ],
            "submit": _("Revoke"),
            "danger": True,
            "cancel_url": reverse("agreements:authority-list"),
            "crumbs": [
                (_("Who may sign"), reverse("agreements:authority-list")),
                (_("Revoke"), None),
            ],
        },
    )


def _may_write(request: HttpRequest) -> bool:
    user = request.user
    return may_keep_authorities(user) or (is_provider(user) and managed_customers(user).exists())
