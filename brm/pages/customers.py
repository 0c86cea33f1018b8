"""The customer portfolio as a list, and one customer."""

import datetime as dt
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.queries.history import Source, history
from accounts.queries.roles import may_manage_people
from brm.models import Contact, ContactRole, Customer, Grant, ManagerTerm, PlanItem
from brm.queries.completeness import completeness_of
from brm.queries.customer_filter import CustomerFilter
from brm.queries.customers import (
    managed_by,
    may_add_customer,
    may_see_customers,
    seen_from_within,
    way_to,
)
from brm.queries.gaps import gaps_of
from brm.queries.overdue import cadence_of
from brm.queries.people import people_by_unit, units_of
from brm.queries.rollups import Figure, rolled_up, rollups
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


@allowed_if(may_see_customers)
def customer(request: HttpRequest, code: str) -> HttpResponse:
    """One customer: its figures, units, people by unit, plan, whatever higher apps know.

    The address of a customer that was merged leads to what it became.
    """
    user = request.user
    merged = Customer.objects.filter(code=code, merged_into__isnull=False)
    if (row := merged.select_related("merged_into").first()) and row.merged_into is not None:
        return redirect(get_object_or_404(seen_from_within(user), pk=row.merged_into_id))
    record = get_object_or_404(
        seen_from_within(user).select_related(
            "parent", "manager__person", "representative__person", "representative__customer"
        ),
        code=code,
    )
    now, today = timezone.now(), timezone.localdate()
    units = units_of(record, user)
    set_steps(units, Customer.objects.filter(pk__in=[unit.pk for unit in units]))
    figures = rolled_up(units, user=user, at=now)
    gaps = gaps_of(units, on=today)
    for unit in units:
        unit.figures = figures[unit.pk]  # type: ignore[attr-defined]
        unit.gaps = gaps.get(unit.pk, [])  # type: ignore[attr-defined]
    may_grant = may_manage_people(user)
    context = {
        "customer": record,
        "units": units,
        "figures": figures[record.pk],
        "rollups": rollups(),
        "lacking": [unit for unit in units if unit.gaps],  # type: ignore[attr-defined]
        "complete": completeness_of([record])[record.pk],
        "cadence": cadence_of(record, on=today),
        "people": people_by_unit(units, on=today),
        "gone": Contact.objects.filter(customer__in=units, left_on__lte=today)
        .select_related("person", "customer", "successor__person")
        .order_by("-left_on", "person__name"),
        "plan": PlanItem.objects.filter(customer=record).select_related("owner__person"),
        "terms": _terms(record),
        "moves": record.moves.select_related("from_parent", "to_parent", "moved_by__person"),
        "seen": set(seen_from_within(user).values_list("pk", flat=True)),
        "merged": record.merged.order_by("-merged_at", "pk"),
        "grants": _grants(record) if may_grant else [],
        "changes": history(*_sources(record, may_grant)),
        "may_manage": managed_by(user).filter(pk=record.pk).exists(),
        "may_grant": may_grant,
        "crumbs": crumbs_of(record, user),
    }
    return render(request, "brm/customer.html", context)


def _terms(record: Customer) -> list[ManagerTerm]:
    """Who answered for the relationship, the latest first, each with the last day included."""
    terms = list(record.manager_terms.select_related("manager__person"))
    for term in terms:
        term.last_on = term.ended_on - dt.timedelta(days=1) if term.ended_on else None  # type: ignore[attr-defined]
    return terms


def _sources(record: Customer, may_grant: bool) -> list[Source]:
    """The records whose history the page tells; grants only to who manages them."""
    sources = [
        Source(Customer, {"pgh_obj_id": record.pk}),
        Source(Contact, {"customer_id": record.pk}, subject="person", hidden=HIDDEN),
        Source(
            ContactRole,
            {"contact_id__in": record.contacts.values("pk")},
            subject="contact",
            hidden=HIDDEN | {"contact"},
        ),
        Source(PlanItem, {"customer_id": record.pk}, hidden=HIDDEN),
    ]
    if may_grant:
        sources.append(Source(Grant, {"customer_id": record.pk}, subject="user", hidden=HIDDEN))
    return sources


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
