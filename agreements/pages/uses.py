"""Who uses which service and what rests on it: the list, one use, its forms."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from agreements.models import OutcomeDependency, ServiceUse
from agreements.operations.save_use import save_use
from agreements.pages.forms import form_page
from agreements.pages.use_fields import UseForm, WeightsForm
from agreements.queries.access import is_provider, sees_everybody
from agreements.queries.unused_services import use_gaps
from agreements.queries.use_filter import UseFilter
from agreements.queries.what_rests_on import seen_uses, sum_up, unseen_weights
from brm.models import BusinessOutcome
from brm.queries.organisation import seen_organisation
from brm.queries.writing import may_write, may_write_for
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage

SHOWN_GAPS = 12


class UseList(Allowed, ListPage):
    """Every use that the reader may see, by service; beside it the services nobody seems to use."""

    may = staticmethod(is_provider)
    template_name = "agreements/use_list.html"
    filterset_class = UseFilter
    heading = _("Who uses what")
    default_sort = "service"
    export_name = "service-uses"
    columns = [
        Column("service", _("Service"), "service.name", sort=("service__name", "customer__name")),
        Column("service_code", _("Service's code"), "service.code", shown=False),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("customer_code", _("Customer's code"), "customer.code", shown=False),
        Column("users", _("Users"), sort="users", num=True),
        Column("users_on", _("Counted on"), shown=False),
        Column("criticality", _("Criticality"), "get_criticality_display", sort="criticality"),
        Column("criticality_basis", _("On what ground"), shown=False),
        Column("outcomes", _("Outcomes"), lambda row: len(row.seen_dependencies), num=True),
        Column("hour_cost", _("An hour without it"), sort=("currency", "hour_cost"), num=True),
        Column("currency", _("Currency"), shown=False),
        Column("hour_cost_basis", _("How that was worked out"), shown=False),
        Column("hour_cost_on", _("Worked out on"), shown=False),
        Column("month_value", _("Perceived value a month"), shown=False),
        Column("month_value_by", _("Estimated by"), shown=False),
        Column("month_value_on", _("Estimated on"), shown=False),
        Column("since_on", _("Used since"), shown=False),
        Column("last_day", _("Last day included"), shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Vital"), {"criticality": "4_vital"}, icon="risk"),
        Chip(_("Users not counted"), {"counted": "false"}),
    ]

    def get_queryset(self) -> QuerySet:
        return seen_uses(self.request.user)

    def get_context(self) -> dict[str, Any]:
        # A service that only others' customers use is no gap, so this is for who sees them all.
        gaps = use_gaps(as_of=timezone.localdate()) if sees_everybody(self.request.user) else None
        return {"may_write": may_write(self.request.user), "gaps": gaps, "shown_gaps": SHOWN_GAPS}

    def get_empty(self) -> Empty:
        writes = may_write(self.request.user)
        return Empty(
            _("Nobody is known to use a service"),
            _("Write down which unit uses which service, how many users it has, what rests on it."),
            _("Write down a use") if writes else "",
            reverse("agreements:use-create") if writes else "",
        )


@allowed_if(is_provider)
def use(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One use: users, criticality, cost of an hour, perceived value, outcomes, each with ground."""
    record = get_object_or_404(seen_uses(request.user), pk=pk)
    context = {
        "use": record,
        "rests": sum_up([record]),
        "may_write": may_write_for(request.user, record.customer),
        "changes": history(
            Source(ServiceUse, {"pgh_obj_id": record.pk}),
            Source(
                OutcomeDependency,
                {"use_id": record.pk},
                subject="outcome",
                hidden=frozenset({"use", "outcome"}),
            ),
        ),
        "crumbs": use_crumbs(record),
    }
    return render(request, "agreements/use.html", context)


@allowed_if(may_write)
def create(request: HttpRequest) -> HttpResponse:
    """A new use; the address may propose customer and service."""
    initial = {
        name: request.GET[name].upper() for name in ("customer", "service") if name in request.GET
    }
    form = UseForm(_typed(request), user=request.user, initial={"currency": "IDR"} | initial)
    return form_page(
        request,
        form,
        save=lambda form: save_use(**form.values(), actor=request.user),
        done=_t("Saved. Now the outcomes that rest on it."),
        heading=_("Write down a use"),
        submit=_("Save use"),
        cancel_url=reverse("agreements:use-list"),
        crumbs=use_crumbs(None, _("Write down a use")),
    )


@allowed_if(may_write)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change its figures, or say until when it lasts."""
    record = _written(request, pk)
    form = UseForm(_typed(request), user=request.user, use=record)
    return form_page(
        request,
        form,
        save=lambda form: save_use(
            customer=record.customer, service=record.service, **form.values(), actor=request.user
        ),
        done=_t("The use was saved."),
        heading=_t("Change %(record)s") % {"record": record},
        submit=_("Save use"),
        cancel_url=record.get_absolute_url(),
        crumbs=use_crumbs(record, _("Change")),
    )


@allowed_if(may_write)
def outcomes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say how hard each outcome of the organisation rests on the service."""
    record = _written(request, pk)
    rows = BusinessOutcome.objects.filter(
        customer__in=seen_organisation(record.customer, request.user)
    ).select_related("customer")
    form = WeightsForm(_typed(request), use=record, outcomes=list(rows))
    return form_page(
        request,
        form,
        save=lambda form: save_use(
            customer=record.customer,
            service=record.service,
            weights=unseen_weights(record, request.user) | form.weights(),
            actor=request.user,
        ),
        done=_t("The outcomes were saved."),
        template="agreements/use_outcomes.html",
        heading=_("Outcomes that rest on it"),
        submit=_("Save outcomes"),
        cancel_url=record.get_absolute_url(),
        crumbs=use_crumbs(record, _("Outcomes")),
        use=record,
    )


def use_crumbs(record: ServiceUse | None, last: Any = None) -> list[tuple[Any, str | None]]:
    crumbs: list[tuple[Any, str | None]] = [(_("Who uses what"), reverse("agreements:use-list"))]
    if record is not None:
        crumbs.append((str(record), record.get_absolute_url() if last else None))
    return [*crumbs, (last, None)] if last else crumbs


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _written(request: HttpRequest, pk: uuid.UUID) -> ServiceUse:
    record = get_object_or_404(seen_uses(request.user), pk=pk)
    if not may_write_for(request.user, record.customer):
        raise PermissionDenied
    return record
