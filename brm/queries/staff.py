"""The provider's people, and those of them that may be given something to do for a customer."""

from django.db.models import Q, QuerySet

from accounts.models import PROVIDER_ROLES, Role, User
from brm.models import Customer, Grant

DOING = PROVIDER_ROLES - {Role.AUDITOR}


def staff() -> QuerySet[User]:
    """Whoever works for the provider and may sign in, with any role, limited or not."""
    granted = Grant.objects.filter(role__in=PROVIDER_ROLES).values("user")
    return _named(Q(role_assignments__role__in=PROVIDER_ROLES) | Q(pk__in=granted))


def staff_for(customer: Customer) -> QuerySet[User]:
    """Who sees this customer from within, whether by role or by grant, auditors left out."""
    above = Customer.objects.ancestors(customer, include_self=True).values("pk")
    granted = Grant.objects.filter(customer__in=above, role__in=DOING).values("user")
    return _named(Q(role_assignments__role__in=DOING) | Q(pk__in=granted))


def _named(whoever: Q) -> QuerySet[User]:
    return (
        User.objects.filter(whoever, is_active=True)
        .select_related("person")
        .distinct()
        .order_by("person__name", "pk")
    )
