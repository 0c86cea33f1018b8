"""The customer portfolio as a list, and the way to one customer."""

from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.queries.customer_filter import CustomerFilter
from brm.queries.customers import (
    may_add_customer,
    may_see_customers,
    seen_from_within,
    way_to,
)
from brm.queries.overdue import cadence_of
from brm.queries.rollups import Figure, rolled_up, rollups
from common.access import Allowed
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
        Column("currency", _("Currency"), sort="currency", shown=False),
        Column("weight", _("Weight"), "strategic_weight", sort="strategic_weight", num=True),
        Column("weight_basis", _("Basis of the weight"), shown=False),
        Column("journey", _("Journey stage"), "get_journey_display", shown=False),
        Column("representative", _("Representative"), "representative.person.name", shown=False),
        Column("last_contact", _("Last contact"), "last_contact_on", sort="last_contact_on"),
        Column("cadence", _("Contact at least every (days)"), "contact_cadence_days", shown=False),
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
        return seen_from_within(self.request.user).select_related(
            "parent", "manager__person", "representative__person"
        )

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

    def get_columns(self) -> list[Column]:
        """The columns of every list, and the figures that apps above sum over the subtree."""
        figures = [
            Column(rollup.key, rollup.label, partial(self._figure, number), num=True)
            for number, rollup in enumerate(rollups())
        ]
        return [*self.columns, *figures]

    def _figure(self, number: int, row: Customer) -> Any:
        """A figure for the export; all rows are rolled up at once."""
        return self._figures[row.pk][number].plain

    @cached_property
    def _figures(self) -> dict[int, list[Figure]]:
        return rolled_up(self.get_queryset(), user=self.request.user, at=timezone.now())

    def get_context(self) -> dict[str, Any]:
        in_tree = self.sorting[0] is None and not self._active_filters()
        set_steps(list(self.page), self.get_queryset()) if in_tree else None
        now = timezone.now()
        rows = list(self.page)
        figures = rolled_up(rows, user=self.request.user, at=now)
        for row in rows:
            row.figures = figures[row.pk]
            row.cadence = cadence_of(row, on=timezone.localdate())
        return {
            "in_tree": in_tree,
            "may_add": may_add_customer(self.request.user),
        }


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
