"""The provider's people that may be given something to do for a customer."""

from typing import Any

from django.db.models import Q

from accounts.models import PROVIDER_ROLES, Role, User
from brm.models import Customer, Grant

DOING = PROVIDER_ROLES - {Role.AUDITOR}


def staff_for(customer: Customer) -> Any:
    """Who sees this customer from within, whether by role or by grant, auditors left out."""
    above = Customer.objects.ancestors(customer, include_self=True).values("pk")
    granted = Grant.objects.filter(customer__in=above, role__in=DOING).values("user")
    return (
        User.objects.filter(is_active=True)
        .filter(Q(role_assignments__role__in=DOING) | Q(pk__in=granted))
        .select_related("person")
        .distinct()
        .order_by("person__name", "pk")
    )
