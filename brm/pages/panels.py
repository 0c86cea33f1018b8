"""What relationship management draws on pages of the apps below it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import ApiToken, User
from accounts.queries.roles import may_manage_people
from brm.models import Grant


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
