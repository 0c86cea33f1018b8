"""Everybody and everything that lacks an agreement on a day, with what would mend it (R21, R76)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Basis, Party, Version
from agreements.queries.coverage import promised_services
from brm.models import Customer
from slm.models import Provider, Service


@dataclass(frozen=True, slots=True)
class Gap:
    """One record that lacks something. `key` names the list it stands in."""

    key: str
    record: Any
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class GapList:
    """One question of the report: of `whole` records those that lack something."""

    key: str
    title: Any
    lacks: Any
    whole: int
    gaps: tuple[Gap, ...]

    @property
    def covered(self) -> int:
        """How many lack nothing."""
        return self.whole - len(self.gaps)


TITLES = {
    "services": (_("Live services"), _("no SLA in force promises it")),
    "customers": (_("Active customers"), _("no SLA in force binds it or what it is part of")),
    "suppliers": (_("Suppliers"), _("no contract in force underpins it")),
    "responsible": (_("Suppliers with somebody responsible"), _("nobody is responsible for it")),
    "teams": (_("Internal teams that run a service"), _("no OLA in force underpins it")),
    "requirements": (_("SLAs that answer a requirement"), _("no requirement is named as basis")),
}


def coverage_report(*, user: Any, at: dt.datetime) -> list[GapList]:
    """Six lists, each with everything that lacks an agreement in force at `at`.

    Customers and agreements only as far as `user` may see them. A customer counts as covered by
    what its organisation above agreed.
    """
    live = Service.objects.filter(
        portfolio_state=Service.Portfolio.LIVE, kind=Service.Kind.BUSINESS
    )
    suppliers = Provider.objects.filter(kind=Provider.Kind.EXTERNAL)
    teams = Provider.objects.filter(kind=Provider.Kind.INTERNAL).filter(
        Exists(
            Service.objects.filter(provider=OuterRef("pk"), portfolio_state=Service.Portfolio.LIVE)
        )
    )
    slas = Agreement.objects.visible_to(user).filter(kind=Agreement.Kind.SLA, pk__in=_in_force(at))
    customers = (
        Customer.objects.visible_to(user)
        .without_tree_fields()
        .filter(standing=Customer.Standing.ACTIVE)
        .order_by("name", "pk")
    )
    based = Basis.objects.filter(version__in=Version.objects.in_force(at))
    return [
        _list("services", live, live.exclude(pk__in=promised_services(at).values("pk"))),
        _list("customers", customers, customers.exclude(pk__in=_bound(at))),
        _list("suppliers", suppliers, suppliers.exclude(pk__in=_underpinning("uc", at))),
        _list("responsible", suppliers, suppliers.filter(owner=None)),
        _list("teams", teams, teams.exclude(pk__in=_underpinning("ola", at))),
        _list("requirements", slas, slas.exclude(pk__in=based.values("version__agreement"))),
    ]


def _in_force(at: dt.datetime) -> QuerySet:
    return Version.objects.in_force(at).values("agreement")


def _bound(at: dt.datetime) -> QuerySet[Customer]:
    """Customers that are party to an SLA in force, and all below them."""
    parties = Party.objects.filter(
        Q(customer__isnull=False), agreement__kind=Agreement.Kind.SLA, agreement__in=_in_force(at)
    )
    roots = list(parties.values_list("customer", flat=True).distinct())
    return Customer.objects.without_tree_fields().within(roots).values("pk")


def _underpinning(kind: str, at: dt.datetime) -> QuerySet:
    parties = Party.objects.filter(
        provider__isnull=False, agreement__kind=kind, agreement__in=_in_force(at)
    )
    return parties.values("provider")


def _list(key: str, whole: QuerySet, lacking: Iterable[Any]) -> GapList:
    title, lacks = TITLES[key]
    gaps = tuple(Gap(key, row, row.code, getattr(row, "title", "") or row.name) for row in lacking)
    return GapList(key, title, lacks, whole.count(), gaps)
