"""Customers that lack somebody, and contacts that are overdue, over all that one may see."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brm.models import Customer
from brm.queries.customer_filter import GapFilter
from brm.queries.customers import managed_by, may_see_customers, seen_from_within
from brm.queries.gaps import Gap, Kind, gaps_of
from brm.queries.overdue import cadence_of
from common.access import Allowed
from common.listing import Column, Empty, ListPage


class GapList(Allowed, ListPage):
    """One row for each customer that lacks something; `?gap=` narrows to one kind."""

    may = staticmethod(may_see_customers)
    template_name = "brm/gap_list.html"
    filterset_class = GapFilter
    heading = _("Gaps in relationships")
    default_sort = "name"
    export_name = "gaps"
    empty = Empty(
        _("Nothing is lacking"),
        _("Everywhere somebody decides, signs and pays, and we talk with them in time."),
    )

    def get_columns(self) -> list[Column]:
        return [
            Column("name", _("Customer"), sort="name"),
            Column("code", _("Code"), shown=False),
            Column("gaps", _("What is lacking"), self._say),
            Column(
                "manager", _("Relationship manager"), "manager.name", sort="manager__person__name"
            ),
            Column("last_contact", _("Last contact"), "last_contact_on", sort="last_contact_on"),
        ]

    def _say(self, row: Customer) -> str:
        """What a customer lacks, for the export."""
        return "; ".join(
            f"{gap.label}: {gap.about}" if gap.about else str(gap.label)
            for gap in self.gaps[row.pk]
        )

    @cached_property
    def gaps(self) -> dict[int, list[Gap]]:
        seen = seen_from_within(self.request.user)
        found = gaps_of(seen, on=timezone.localdate())
        kind = self.query.get("gap", "")
        if kind not in Kind.values:
            return found
        return {pk: gaps for pk, gaps in found.items() if any(gap.kind == kind for gap in gaps)}

    def get_queryset(self) -> QuerySet[Customer]:
        return (
            seen_from_within(self.request.user)
            .filter(pk__in=list(self.gaps))
            .select_related("parent", "manager__person")
        )

    def get_context(self) -> dict[str, Any]:
        rows = list(self.page)
        managed = set(
            managed_by(self.request.user)
            .filter(pk__in=[row.pk for row in rows])
            .values_list("pk", flat=True)
        )
        for row in rows:
            row.gaps = self.gaps[row.pk]
            row.cadence = cadence_of(row, on=timezone.localdate())
            row.may_manage = row.pk in managed
        return {}
