"""What relationship management draws on pages of the apps below it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.queries.roles import may_manage_people
from brm.models import Assessment, Customer, Grant
from brm.pages.doors import their_day
from brm.queries.assessments import weighed
from brm.queries.maturity import maturity_of
from brm.queries.plans import plan_of


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


def plan_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Plan, maturity and what is being weighed, for the customer's page."""
    plan = plan_of(customer)
    today = their_day(customer, timezone.now())
    newest = Assessment.objects.filter(customer=customer).select_related("customer")[:3]
    return {
        "customer": customer,
        "plan": plan,
        "is_overdue": plan is not None and plan.next_review_on < today,
        "maturity": maturity_of(customer)[0],
        "weighed": weighed(newest),
    }
