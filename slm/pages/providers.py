"""Providers: internal teams and external suppliers."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.history import Source as HistorySource
from accounts.queries.history import history
from accounts.queries.roles import may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from slm.models import Provider
from slm.operations.save_record import save_record
from slm.pages.doors import Crumbs, form_page, may_change, may_look
from slm.pages.service_forms import CodedForm
from slm.queries.filters import ProviderFilter, owners


class ProviderForm(CodedForm):
    refused = _("The provider was not saved")

    class Meta:
        model = Provider
        fields = ["code", "name", "kind", "owner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(besides=self.instance.owner_id)


class ProviderList(Allowed, ListPage):
    """Who provides the services."""

    may = staticmethod(may_read_levels)
    template_name = "slm/provider_list.html"
    filterset_class = ProviderFilter
    heading = _("Providers")
    default_sort = "name"
    export_name = "providers"
    columns = [
        Column("name", _("Provider"), sort="name"),
        Column("code", _("Code"), sort="code", shown=False),
        Column("kind", _("Kind"), "get_kind_display", sort="kind"),
        Column("owner", _("Owner"), "owner.name", sort="owner__person__name"),
        Column("services", _("Services"), "service_count", sort="service_count", num=True),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Internal teams"), {"kind": "internal"}),
        Chip(_("External suppliers"), {"kind": "external"}),
    ]

    def get_queryset(self) -> QuerySet[Provider]:
        return (
            Provider.objects.visible_to(self.request.user)
            .select_related("owner__person")
            .annotate(service_count=Count("services"))
        )

    def get_context(self) -> dict[str, Any]:
        return {"may_manage": may_manage_levels(self.request.user)}

    def get_empty(self) -> Empty:
        text = _("A provider is a team of your own or a supplier: whoever an OLA or a UC binds.")
        if not may_manage_levels(self.request.user):
            return Empty(_("No provider yet"), text)
        return Empty(
            _("No provider yet"), text, _("New provider"), reverse_lazy("slm:provider-create")
        )


def provider_crumbs(last: Any, provider: Provider | None = None) -> Crumbs:
    crumbs: Crumbs = [(_("Providers"), reverse("slm:provider-list"))]
    if provider is not None:
        crumbs.append((provider.code, provider.get_absolute_url()))
    return [*crumbs, (last, None)]


@require_safe
@may_look
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One provider and the services it provides."""
    record = get_object_or_404(Provider.objects.select_related("owner__person"), code=code.upper())
    context = {
        "provider": record,
        "services": record.services.order_by("name", "pk"),
        "changes": history(HistorySource(Provider, {"pgh_obj_id": record.pk}), limit=12),
        "may_manage": may_manage_levels(request.user),
        "crumbs": provider_crumbs(record.code),
    }
    return render(request, "slm/provider.html", context)


@may_change
def provider_create(request: HttpRequest) -> HttpResponse:
    """Add a provider."""
    return form_page(
        request,
        ProviderForm(request.POST or None),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was added.") % {"name": record.name},
        heading=_("New provider"),
        submit=_("Add the provider"),
        crumbs=provider_crumbs(_("New provider")),
        cancel_url=reverse("slm:provider-list"),
    )


@may_change
def provider_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a provider."""
    record = get_object_or_404(Provider, code=code.upper())
    return form_page(
        request,
        ProviderForm(request.POST or None, instance=record),
        save=lambda form: save_record(record=form.save(commit=False)),
        done=lambda record: _t("%(name)s was saved.") % {"name": record.name},
        heading=_t("Edit %(name)s") % {"name": record.name},
        submit=_("Save the provider"),
        crumbs=provider_crumbs(_("Edit"), record),
        cancel_url=record.get_absolute_url(),
    )
