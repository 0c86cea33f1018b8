"""One customer: a summary, and the parts of its record on tabs of their own."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.queries.history import Source, history
from accounts.queries.roles import may_manage_people
from brm.models import Contact, ContactRole, Customer, Grant, ManagerTerm, PlanItem
from brm.pages.customers import crumbs_of, set_steps
from brm.queries.completeness import completeness_of
from brm.queries.customers import managed_by, may_see_customers, seen_from_within
from brm.queries.gaps import gaps_of
from brm.queries.overdue import cadence_of
from brm.queries.people import people_by_unit, units_of
from brm.queries.rollups import rolled_up, rollups
from common.access import allowed_if

# The figures at the head of the summary; each leads to the records behind it.
HEADLINES = ("contacts", "complaints", "satisfaction", "agreements")


@allowed_if(may_see_customers)
def summary(request: HttpRequest, code: str) -> HttpResponse:
    """A customer at a glance: its figures, its entry, what it lacks.

    The address of a customer that was merged leads to what it became.
    """
    user = request.user
    try:
        record = _found(request, code)
    except Http404:
        merged = get_object_or_404(Customer, code=code, merged_into__isnull=False)
        return redirect(get_object_or_404(seen_from_within(user), pk=merged.merged_into_id))
    today = timezone.localdate()
    gaps = gaps_of(units_of(record, user), on=today)
    figures = rolled_up([record], user=user, at=timezone.now(), keys=HEADLINES)
    context = {
        "figures": figures[record.pk],
        "complete": completeness_of([record])[record.pk],
        "cadence": cadence_of(record, on=today),
        "gaps": sum(map(len, gaps.values())),
        "own_gaps": gaps.get(record.pk, []),
    }
    return _tab(request, record, "summary", **context)


@allowed_if(may_see_customers)
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who decides and who uses, by unit; who left; what is arranged with whom; what is lacking."""
    record = _found(request, code)
    today = timezone.localdate()
    units = units_of(record, request.user)
    gaps = gaps_of(units, on=today)
    context = {
        "people": people_by_unit(units, on=today),
        "gone": Contact.objects.filter(customer__in=units, left_on__lte=today)
        .select_related("person", "customer", "successor__person")
        .order_by("-left_on", "person__name"),
        "lacking": [(unit, gaps[unit.pk]) for unit in units if unit.pk in gaps],
        "plan": PlanItem.objects.filter(customer=record).select_related("owner__person"),
    }
    return _tab(request, record, "people", **context)


@allowed_if(may_see_customers)
def units(request: HttpRequest, code: str) -> HttpResponse:
    """Everything beneath it, with the figures of each."""
    record = _found(request, code)
    rows = units_of(record, request.user)
    set_steps(rows, Customer.objects.filter(pk__in=[unit.pk for unit in rows]))
    figures = rolled_up(rows, user=request.user, at=timezone.now())
    for unit in rows:
        unit.figures = figures[unit.pk]  # type: ignore[attr-defined]
    return _tab(request, record, "units", units=rows, rollups=rollups())


@allowed_if(may_see_customers)
def drawn(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """A part to which whoever knows something of it adds its section."""
    return _tab(request, _found(request, code), key)


@allowed_if(may_see_customers)
def history_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who answered for it, where it stood, who was let in, and every change."""
    record = _found(request, code)
    may_grant = may_manage_people(request.user)
    seen = seen_from_within(request.user).order_by()
    moves = record.moves.select_related("from_parent", "to_parent", "moved_by__person")
    context = {
        "terms": _terms(record),
        "moves": moves.annotate(
            sees_from=Exists(seen.filter(pk=OuterRef("from_parent"))),
            sees_to=Exists(seen.filter(pk=OuterRef("to_parent"))),
        ),
        "merged": record.merged.order_by("-merged_at", "pk"),
        "grants": _grants(record) if may_grant else [],
        "changes": history(*_sources(record, may_grant)),
        "may_grant": may_grant,
    }
    return _tab(request, record, "record", **context)


def _found(request: HttpRequest, code: str) -> Customer:
    """The customer, with `may_manage`: whether the reader may change it."""
    managed = managed_by(request.user).filter(pk=OuterRef("pk")).order_by()
    rows = seen_from_within(request.user).select_related(
        "parent", "manager__person", "representative__person", "representative__customer"
    )
    return get_object_or_404(rows.annotate(may_manage=Exists(managed)), code=code)


def _tab(request: HttpRequest, record: Customer, key: str, **context: Any) -> HttpResponse:
    """The page of one part, beneath the head that all of them share."""
    shared = {
        "customer": record,
        "tab": key,
        "slot": f"customer.{key}",
        "may_manage": record.may_manage,  # type: ignore[attr-defined]
        "crumbs": crumbs_of(record, request.user),
    }
    name = key if key in {"summary", "people", "units", "record"} else "drawn"
    return render(request, f"brm/customer_{name}.html", shared | context)


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
