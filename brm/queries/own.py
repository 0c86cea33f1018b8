"""A customer's own people: for whom they speak, and what is theirs alone to see."""

from typing import Any

from accounts.models import Role
from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import may_see_customers


def own_customers(user: Any) -> CustomerQuerySet:
    """The customers for which `user` speaks, being one of their people."""
    return Customer.objects.visible_to(user, roles=(Role.CUSTOMER,))


def is_of_customer(user: Any) -> bool:
    """Whether `user` is one of a customer's people, whatever else they are."""
    return (
        bool(getattr(user, "is_authenticated", False))
        and user.is_active
        and not getattr(user, "token_is_limited", False)
        and user.grants.filter(role=Role.CUSTOMER).exists()
    )


def is_only_customer(user: Any) -> bool:
    """Whether `user` is of a customer and not of the provider: shown own pages only.

    Remembered on the user object, since every page asks.
    """
    known: bool | None = getattr(user, "_is_only_customer", None)
    if known is None:
        known = (
            bool(getattr(user, "is_authenticated", False))
            and user.is_active
            and not may_see_customers(user)
            and own_customers(user).exists()
        )
        if getattr(user, "is_authenticated", False):
            user._is_only_customer = known
    return known
