"""Which customers somebody may look at, change and hand on."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import PROVIDER_ROLES, Role, User
from accounts.queries.roles import has_role
from brm.models import SEE_ALL, Customer, Grant
from brm.models.customer import CustomerQuerySet

PROVIDER = tuple(sorted(PROVIDER_ROLES))
MANAGING = (Role.ADMINISTRATOR, Role.RELATIONSHIP_MANAGER)


def seen_from_within(user: Any) -> CustomerQuerySet:
    """The customers that `user` sees as somebody of the provider, with what is internal there.

    What a customer's own people see of themselves is less (decision 31), and on pages of their own.
    """
    return Customer.objects.visible_to(user, roles=PROVIDER)


def managed_by(user: Any) -> CustomerQuerySet:
    """The customers that `user` may change: relationship managers and administrators."""
    return Customer.objects.visible_to(user, roles=MANAGING)


def may_see_customers(user: Any) -> bool:
    """Whether `user` has a provider's role for any customer; remembered on the user object."""
    known = getattr(user, "_may_see_customers", None)
    if known is None:
        known = has_role(user, *SEE_ALL) or (
            bool(getattr(user, "is_authenticated", False))
            and user.is_active
            and Grant.objects.filter(user=user, role__in=PROVIDER).exists()
        )
        if user.is_authenticated:
            user._may_see_customers = known
    return known


def may_add_organisation(user: Any) -> bool:
    """Whether `user` may add a customer at the top of the tree."""
    return has_role(user, Role.RELATIONSHIP_MANAGER)


def may_add_customer(user: Any) -> bool:
    """Whether `user` may add a customer anywhere: at the top, or below one they manage."""
    return may_add_organisation(user) or managed_by(user).exists()


def relationship_managers() -> QuerySet[User]:
    """Who may be named as a customer's relationship manager: active users with that role."""
    with_grant = Grant.objects.filter(role=Role.RELATIONSHIP_MANAGER).values("user")
    return (
        User.objects.select_related("person")
        .filter(is_active=True)
        .filter(Q(role_assignments__role=Role.RELATIONSHIP_MANAGER) | Q(pk__in=with_grant))
        .distinct()
        .order_by("person__name", "pk")
    )


def way_to(customer: Customer, user: Any) -> list[Customer]:
    """The customers above `customer` that `user` may see, the topmost first."""
    above = Customer.objects.ancestors(customer).values("pk")
    return list(seen_from_within(user).filter(pk__in=above).with_tree_fields())


def seen_in_roles(user: Any, roles: frozenset[Role]) -> CustomerQuerySet:
    """The customers that `user` sees in any of `roles`: what notices ask before they tell."""
    return Customer.objects.visible_to(user, roles=tuple(sorted(roles)))
