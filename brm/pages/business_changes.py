"""The log of what changes in customers' businesses: the list, one change, its form."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from brm.models import BusinessChange
from brm.operations.save_business_change import save_business_change
from brm.pages.business_forms import CustomersField, named, register_crumbs, services_field
from brm.pages.doors import refuse, typed
from brm.queries.business_filters import BusinessChangeFilter
from brm.queries.customers import may_see_customers
from brm.queries.writing import may_write, may_write_for
from common.access import Allowed, allowed_if
from common.form_page import form_page
from common.listing import Chip, Column, Empty, ListPage
from common.ui.forms import DateInput


def seen_changes(user: Any) -> QuerySet[BusinessChange]:
    """The changes that `user` may see, with whose they are and what they touch."""
    rows = BusinessChange.objects.visible_to(user).select_related("customer", "recorded_by__person")
    return rows.prefetch_related("services")


class BusinessChangeList(Allowed, ListPage):
    """What changes in customers' businesses, the latest first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/business_change_list.html"
    filterset_class = BusinessChangeFilter
    heading = _("Changes of businesses")
    default_sort = "-happens"
    export_name = "business-changes"
    columns = [
        Column("title", _("What changes"), sort="title"),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("happens", _("Happens"), "happens_on", sort="happens_on", num=True),
        Column("services", _("Services"), lambda row: ", ".join(map(str, row.services.all()))),
        Column("users", _("Users more or fewer"), "users_delta", sort="users_delta", num=True),
        Column("disposition", _("Our answer"), "get_disposition_display", sort="disposition"),
        Column("note", _("What was done"), "disposition_note", shown=False),
    ]
    chips = [Chip(_("All")), Chip(_("To be looked at"), {"disposition": "open"}, icon="clock")]

    def get_queryset(self) -> QuerySet:
        return seen_changes(self.request.user)

    def get_context(self) -> dict[str, Any]:
        return {"may_write": may_write(self.request.user)}

    def get_empty(self) -> Empty:
        writes = may_write(self.request.user)
        return Empty(
            _("No change of a business yet"),
            _("A merger, a new branch, a law: what changes there changes how services are used."),
            _("Log a change") if writes else "",
            reverse("brm:business-change-create") if writes else "",
        )


class BusinessChangeForm(forms.Form):
    refused = _("The change was not saved")

    customer = CustomersField()
    title = forms.CharField(label=_("What changes"), max_length=160)
    happens_on = forms.DateField(label=_("Happens"), widget=DateInput)
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea({"rows": "3"}), required=False
    )
    services = services_field(label=_("Services it touches"))
    users_delta = forms.IntegerField(
        label=_("Users more or fewer"),
        required=False,
        help_text=_("Below zero where users go. Empty where nobody knows yet."),
    )
    disposition = forms.ChoiceField(
        label=_("Our answer"), choices=BusinessChange.Disposition.choices
    )
    disposition_note = forms.CharField(
        label=_("What was done"),
        widget=forms.Textarea({"rows": "2"}),
        required=False,
        help_text=_("Or why nothing is. Needed as soon as it was looked at."),
    )

    def __init__(self, *args: Any, user: Any, change: BusinessChange | None = None, **options: Any):
        super().__init__(*args, **options)
        self.fields["customer"].offer(user)  # type: ignore[attr-defined]
        if change is not None:
            del self.fields["customer"]
            stored = {name: getattr(change, name) for name in self.fields if name != "services"}
            services = list(change.services.values_list("code", flat=True))
            self.initial = stored | {"services": services} | dict(self.initial)


@allowed_if(may_see_customers)
def business_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One change and our answer to it."""
    record = get_object_or_404(seen_changes(request.user), pk=pk)
    context = {
        "change": record,
        "may_write": may_write_for(request.user, record.customer),
        "changes": history(Source(BusinessChange, {"pgh_obj_id": record.pk})),
        "crumbs": change_crumbs(record),
    }
    return render(request, "brm/business_change.html", context)


@allowed_if(may_write)
def create(request: HttpRequest) -> HttpResponse:
    """Log a change; `?customer` proposes whose."""
    form = BusinessChangeForm(typed(request), user=request.user, initial=named(request, "customer"))
    return form_page(
        request,
        form,
        save=lambda form: save_business_change(
            **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("The change was logged."),
        refuse=refuse,
        heading=_("Log a change"),
        submit=_("Save change"),
        cancel_url=reverse("brm:business-change-list"),
        crumbs=change_crumbs(None, _("Log a change")),
    )


@allowed_if(may_write)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say more about it, or what our answer is."""
    record = get_object_or_404(seen_changes(request.user), pk=pk)
    if not may_write_for(request.user, record.customer):
        raise PermissionDenied
    form = BusinessChangeForm(typed(request), user=request.user, change=record)
    return form_page(
        request,
        form,
        save=lambda form: save_business_change(
            change=record,
            customer=record.customer,
            **form.cleaned_data,
            actor=request.user,
            at=timezone.now(),
        ),
        done=_t("The change was saved."),
        refuse=refuse,
        heading=_("Change the entry"),
        submit=_("Save change"),
        cancel_url=record.get_absolute_url(),
        crumbs=change_crumbs(record, _("Change")),
    )


def change_crumbs(record: BusinessChange | None, last: Any = None) -> Any:
    return register_crumbs(_("Changes of businesses"), "brm:business-change-list", record, last)
