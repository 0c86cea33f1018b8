"""What relationship management draws on pages of the apps below it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.queries.roles import may_manage_people
from brm.models import (
    REVIEWS,
    BusinessChange,
    BusinessOutcome,
    Customer,
    Demand,
    Grant,
    Interaction,
)
from brm.queries.checks import seen_checks, state_of
from brm.queries.outcomes import done_of, seen_outcomes
from brm.queries.writing import may_write, may_write_for


def grants_of_user(request: HttpRequest, user: User) -> dict[str, Any]:
    """The grants of a user, for the settings."""
    grants = list(
        Grant.objects.filter(user=user)
        .select_related("customer", "user")
        .order_by("customer__name", "role", "pk")
    )
    return {
        "grants": grants,
        "may_grant": may_manage_people(request.user),
        "subject": user,
    }


def token_customers_url(request: HttpRequest, token: ApiToken) -> str | None:
    """The form that limits a token, for its maker."""
    if token.user_id != request.user.pk or token.revoked:
        return None
    return reverse("brm:token-customers", args=[token.prefix])


def next_review(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The meeting that comes next, for the figures at the head of a customer's page."""
    meetings = Interaction.objects.seen_from_within(request.user).filter(
        customers=customer, kind__in=REVIEWS, state=Interaction.State.PLANNED
    )
    return {"meeting": meetings.order_by("planned_at", "pk").first()}


SHOWN = 8


def outcomes_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What a customer and its units want to reach, the most important first."""
    rows = list(
        seen_outcomes(request.user)
        .filter(customer__in=Customer.objects.within([customer.pk]))
        .exclude(state=BusinessOutcome.State.DROPPED)[:SHOWN]
    )
    for row in rows:
        row.done = done_of(row)
    return {"outcomes": rows, "may_write": may_write_for(request.user, customer)}


def ahead_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What a customer and its units may still want, and what changes in their business."""
    units = Customer.objects.within([customer.pk])
    demand = Demand.objects.visible_to(request.user).filter(
        customer__in=units, state__in=Demand.OPEN
    )
    moves = BusinessChange.objects.visible_to(request.user).filter(customer__in=units)
    return {
        "demand": demand[:SHOWN],
        "moves": moves[:SHOWN],
        "may_write": may_write_for(request.user, customer),
    }


def checks_of_service(request: HttpRequest, service: Any) -> dict[str, Any]:
    """What customers were asked after changes of a service, the latest first."""
    rows = list(seen_checks(request.user).filter(service=service)[:SHOWN])
    today = timezone.localdate()
    for row in rows:
        row.state_key = state_of(row, as_of=today)  # type: ignore[attr-defined]
    return {"checks": rows, "may_write": may_write(request.user)}
