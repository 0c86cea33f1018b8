"""The customer portfolio as a list, and one customer."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from accounts.queries.roles import may_manage_people
from brm.models import Contact, Customer, Grant
from brm.queries.customer_filter import CustomerFilter
from brm.queries.customers import (
    managed_by,
    may_add_customer,
    may_see_customers,
    seen_from_within,
    way_to,
)
from brm.queries.people import people_by_unit, units_of
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage


class CustomerList(Allowed, ListPage):
    """Organisations with their units beneath them; by name or another column when asked for."""

    may = staticmethod(may_see_customers)
    template_name = "brm/customer_list.html"
    filterset_class = CustomerFilter
    heading = _("Customers")
    export_name = "customers"
    columns = [
        Column("name", _("Customer"), sort="name"),
        Column("code", _("Code"), sort="code", shown=False),
        Column("parent", _("Part of"), "parent.name", shown=False),
        Column("standing", _("Standing"), "get_standing_display", sort="standing"),
        Column("relation", _("Relation"), "get_relation_display", sort="relation"),
        Column("manager", _("Relationship manager"), "manager.name", sort="manager__person__name"),
        Column("zone", _("Time zone"), shown=False),
        Column("currency", _("Currency"), sort="currency"),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Active"), {"standing": Customer.Standing.ACTIVE.value}),
        Chip(_("Prospects"), {"standing": Customer.Standing.PROSPECT.value}),
    ]
    empty = Empty(
        _("No customer yet"),
        _("Start with an organisation; its units come beneath it."),
        _("New customer"),
        reverse_lazy("brm:customer-create"),
    )

    def get_queryset(self) -> QuerySet[Customer]:
        return seen_from_within(self.request.user).select_related("parent", "manager__person")

    def get_empty(self) -> Empty:
        if may_add_customer(self.request.user):
            return self.empty
        return Empty(_("No customer yet"), _("A relationship manager adds the first one."))

    @cached_property
    def rows(self) -> QuerySet[Customer]:
        """In the order of the tree unless a column is asked for."""
        column, _descending = self.sorting
        if column is None and self.filterset is not None:
            return self.filterset.qs.with_tree_fields()
        return super().rows

    def get_context(self) -> dict[str, Any]:
        in_tree = self.sorting[0] is None and not self._active_filters()
        set_steps(list(self.page), self.get_queryset()) if in_tree else None
        return {"in_tree": in_tree, "may_add": may_add_customer(self.request.user)}


def set_steps(rows: list[Customer], visible: QuerySet[Customer]) -> None:
    """Give each row `steps`: one for every customer above it that the reader sees too."""
    above = {pk for row in rows for pk in row.tree_path}  # type: ignore[attr-defined]
    shown = set(visible.filter(pk__in=above).values_list("pk", flat=True))
    for row in rows:
        row.steps = range(sum(pk in shown for pk in row.tree_path[:-1]))  # type: ignore[attr-defined]


def crumbs_of(customer: Customer, user: Any, last: Any = None) -> list[tuple[Any, str | None]]:
    """The way to a customer through the ones above it, and to a form when `last` names one."""
    crumbs: list[tuple[Any, str | None]] = [(_("Customers"), reverse("brm:customer-list"))]
    crumbs += [(above.name, above.get_absolute_url()) for above in way_to(customer, user)]
    if last is None:
        return [*crumbs, (customer.name, None)]
    return [*crumbs, (customer.name, customer.get_absolute_url()), (last, None)]


@allowed_if(may_see_customers)
def customer(request: HttpRequest, code: str) -> HttpResponse:
    """One customer: units, people by unit, whatever higher apps know, who may see it."""
    user = request.user
    record = get_object_or_404(
        seen_from_within(user).select_related("parent", "manager__person"), code=code
    )
    units = units_of(record, user)
    set_steps(units, Customer.objects.filter(pk__in=[unit.pk for unit in units]))
    may_grant = may_manage_people(user)
    sources = [
        Source(Customer, {"pgh_obj_id": record.pk}),
        Source(Contact, {"customer_id": record.pk}, subject="person", hidden=HIDDEN),
    ]
    if may_grant:
        sources.append(Source(Grant, {"customer_id": record.pk}, subject="user", hidden=HIDDEN))
    context = {
        "customer": record,
        "units": units,
        "people": people_by_unit(units),
        "grants": _grants(record) if may_grant else [],
        "changes": history(*sources),
        "may_manage": managed_by(user).filter(pk=record.pk).exists(),
        "may_grant": may_grant,
        "crumbs": crumbs_of(record, user),
    }
    return render(request, "brm/customer.html", context)


# The page itself says whose they are.
HIDDEN = frozenset({"customer", "person", "user"})


def _grants(record: Customer) -> QuerySet[Grant]:
    """The grants that open this customer: its own and those of what lies above."""
    above = Customer.objects.ancestors(record, include_self=True).values("pk")
    return (
        Grant.objects.filter(customer__in=above)
        .select_related("user__person", "customer")
        .order_by("user__person__name", "role", "pk")
    )
