"""What agreements draw on pages of the apps below them."""

from collections import defaultdict
from typing import Any

from django.db.models import Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Breach, Commitment, Requirement, Verdict
from agreements.queries.access import is_provider
from agreements.queries.agreement_state import with_state
from agreements.queries.moved_figures import figures_moved_by
from agreements.queries.requirement_access import may_write_requirements
from agreements.queries.standing import (
    last_tick,
    most_urgent_first,
    standings,
    target_summary,
    verdicts_at,
)
from agreements.queries.what_rests_on import what_a_customer_uses, what_rests_on
from brm.models import Customer, Demand
from brm.queries.writing import may_write, may_write_for
from common.db.counting import count_all
from slm.models import Cycle, Service
from slm.queries.proposed_hours import Proposal

SHOWN = 50


def targets_of_service(request: HttpRequest, service: Service) -> dict[str, Any] | None:
    """The promises made of a service, with their levels now; also the drafts that speak of it."""
    at = last_tick(default=timezone.now())
    commitments = Commitment.objects.visible_to(request.user).filter(
        target__indicator__service=service
    )
    rows = most_urgent_first(standings(verdicts_at(commitments, at=at)[:SHOWN], at=at))
    agreements = (
        with_state(Agreement.objects.visible_to(request.user), at=timezone.now())
        .filter(versions__targets__indicator__service=service)
        .distinct()[:SHOWN]
    )
    return {"standings": rows, "agreements": agreements, "as_of": at}


def agreements_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any] | None:
    """The agreement portfolio of a customer and its units (P6)."""
    now = timezone.now()
    mine = Customer.objects.visible_to(request.user).within([customer.pk])
    rows = list(
        with_state(Agreement.objects.visible_to(request.user), at=now)
        .filter(parties__customer__in=mine)
        .distinct()
        .order_by("code")[:SHOWN]
    )
    at = last_tick(default=now)
    return {"agreements": rows, "summaries": target_summary(rows, at=at, user=request.user)}


def users_of_service(request: HttpRequest, service: Service) -> dict[str, Any]:
    """Who depends on a service: units, users, outcomes at stake, what an hour costs (R1, R42)."""
    rests = what_rests_on(service, user=request.user, as_of=timezone.localdate())
    return {"rests": rests, "may_write": may_write(request.user)}


def uses_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What the business of a customer and its units rests on."""
    rests = what_a_customer_uses(customer, user=request.user, as_of=timezone.localdate())
    return {"rests": rests, "may_write": may_write_for(request.user, customer)}


def requirements_of_demand(request: HttpRequest, demand: Demand) -> dict[str, Any]:
    """The requirements that a demand became."""
    rows = Requirement.objects.visible_to(request.user).filter(demand=demand)
    return {"requirements": rows}


def requirement_url(request: HttpRequest, demand: Demand) -> str | None:
    """Where a demand that was accepted is written as a requirement."""
    if demand.state != Demand.State.ACCEPTED or not may_write_requirements(request.user):
        return None
    return f"{reverse('agreements:requirement-create')}?demand={demand.code}"


def moved_by_hours(request: HttpRequest, proposal: Proposal) -> dict[str, Any] | None:
    """The commitments whose figures a version of service hours would move, before it is saved."""
    moves = figures_moved_by(proposal, user=request.user)
    return {"moves": moves, "parts": (moves.rows, moves.past)}


def running_targets(request: HttpRequest) -> int:
    """How many targets were in force at the last tick."""
    return _counted(request)["targets"]


def agreement_count(request: HttpRequest) -> int:
    """How many agreements the reader may see."""
    return _counted(request)["agreements"]


def open_breaches(request: HttpRequest) -> int:
    """How many breaches nobody has acknowledged."""
    return _counted(request)["breaches"]


def _counted(request: HttpRequest) -> defaultdict[str, int]:
    """All three in one query, once a request, since every page asks."""
    known: defaultdict[str, int] | None = getattr(request, "_agreement_counts", None)
    if known is None:
        user = request.user
        tick = Subquery(Cycle.objects.values("finished_at")[:1])
        counts = count_all(
            agreements=Agreement.objects.visible_to(user),
            targets=Verdict.objects.filter(
                commitment__in=Commitment.objects.visible_to(user),
                period_start_at__lte=tick,
                period_end_at__gt=tick,
            ),
            breaches=Breach.objects.visible_to(user).filter(step=Breach.Step.OPEN),
        )
        known = request._agreement_counts = defaultdict(int, counts)  # type: ignore[attr-defined]
    return known


def may_see_panel(user: Any, _record: Any) -> bool:
    """Panels of agreements are for whoever works for the provider."""
    return is_provider(user)
