"""Whose word the promises ask for before an exclusion takes time out of their levels."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Role
from agreements.engine.terms import ExclusionApproval
from agreements.models import Commitment, CommitmentCustomer
from brm.models import Customer
from slm.models import Decision, Exclusion
from slm.queries.consents import Wanted

_PREFIX = "customer:"
_CUSTOMERS = (ExclusionApproval.CUSTOMER.value, ExclusionApproval.BOTH.value)


def party_key(customer: Customer) -> str:
    """The key by which service levels know a customer whose word is asked for."""
    return f"{_PREFIX}{customer.code}"


def consents_by_promises(exclusion: Exclusion) -> Wanted | None:
    """Whose approval the promises ask for that the exclusion touches; None where it touches none.

    Each names the manager of levels, its customers, or both. Time is left out for all of them or
    for none, so whoever one of them names is asked. A promise without customers is the manager's.
    """
    touched = list(_touched([exclusion]))
    if not touched:
        return None
    parties: dict[tuple[str, str], None] = {}
    wants_manager = False
    for commitment in touched:
        policy = _policy(commitment)
        customers = _bound(commitment, exclusion) if policy in _CUSTOMERS else []
        wants_manager |= policy != ExclusionApproval.CUSTOMER or not customers
        for customer in customers:
            parties[party_key(customer), customer.name] = None
    return Wanted(wants_manager, tuple(parties))


def asked_customers(user: Any, exclusion: Exclusion) -> list[Customer]:
    """The customers for whom `user` may say something of this exclusion, and is asked to."""
    return exclusions_asked(user, [exclusion]).get(exclusion.pk, [])


def exclusions_asked(user: Any, rows: Sequence[Exclusion]) -> dict[int, list[Customer]]:
    """By exclusion id the customers whose word is asked for and whose people `user` belongs to.

    A fixed number of queries for any number of rows.
    """
    mine = set(
        Customer.objects.visible_to(user, roles=(Role.CUSTOMER,)).values_list("pk", flat=True)
    )
    found: dict[int, list[Customer]] = {}
    if not mine or not rows:
        return found
    commitments = [one for one in _touched(rows) if _policy(one) in _CUSTOMERS]
    for row in rows:
        asked = {
            customer.pk: customer
            for commitment in commitments
            if _touches(commitment, row)
            for customer in _bound(commitment, row)
            if customer.pk in mine
        }
        if asked:
            found[row.pk] = sorted(asked.values(), key=lambda one: one.name)
    return found


def undecided_exclusions() -> QuerySet[Exclusion]:
    """Exclusions on which somebody has still to say something, the earliest first."""
    return (
        Exclusion.objects.filter(decision=Decision.NONE, fact__is_void=False)
        .select_related("source", "fact__service", "fact__slice")
        .prefetch_related("consents")
        .order_by("fact__start_at", "pk")
    )


def _policy(commitment: Commitment) -> str:
    return str(commitment.terms.get("exclusion_approval", ExclusionApproval.MANAGER))


def _touched(rows: Iterable[Exclusion]) -> QuerySet[Commitment]:
    """Commitments that promise a level of what one of these exclusions is about, then."""
    wanted = Q(pk__in=[])
    for row in rows:
        fact = row.fact
        one = Q(
            Q(end_at=None) | Q(end_at__gt=fact.start_at),
            measure__indicator__service=fact.service_id,
            start_at__lt=fact.end_at,
        )
        if fact.slice_id is not None:
            one &= Q(measure__indicator__slice=fact.slice_id)
        wanted |= one
    bound = CommitmentCustomer.objects.select_related("customer")
    return (
        Commitment.objects.filter(wanted)
        .select_related("measure__indicator", "agreement")
        .prefetch_related(Prefetch("bound", bound))
        .order_by("pk")
    )


def _touches(commitment: Commitment, exclusion: Exclusion) -> bool:
    fact, indicator = exclusion.fact, commitment.measure.indicator
    assert fact.end_at is not None
    return (
        indicator.service_id == fact.service_id
        and fact.slice_id in (None, indicator.slice_id)
        and commitment.start_at < fact.end_at
        and (commitment.end_at is None or commitment.end_at > fact.start_at)
    )


def _bound(commitment: Commitment, exclusion: Exclusion) -> list[Customer]:
    """The customers bound by a commitment while the exclusion lasts."""
    fact = exclusion.fact
    assert fact.end_at is not None
    return [
        row.customer
        for row in commitment.bound.all()
        if row.from_at < fact.end_at and (row.to_at is None or row.to_at > fact.start_at)
    ]
