"""Who may look at money, and who may write it. Never a customer (decision 31)."""

from typing import Any

from accounts.models import Role
from accounts.queries.roles import has_role
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import managed_by, may_see_customers, seen_from_within


def may_see_money(user: Any) -> bool:
    """Whether `user` works for the provider, for all customers or for some."""
    return may_see_customers(user)


def seen_customers(user: Any) -> CustomerQuerySet:
    """The customers whose money `user` may look at."""
    return seen_from_within(user)


def written_customers(user: Any) -> CustomerQuerySet:
    """The customers whose money `user` may write: those that they manage."""
    return managed_by(user)


def may_write_money(user: Any) -> bool:
    """Whether `user` may write figures of some customer; remembered on the user object."""
    known = getattr(user, "_may_write_money", None)
    if known is None:
        known = may_write_for_everybody(user) or (
            may_see_money(user) and written_customers(user).exists()
        )
        if getattr(user, "is_authenticated", False):
            user._may_write_money = known
    return known


def may_write_for_everybody(user: Any) -> bool:
    """Whether `user` may write what holds for every customer: rates, general prices, settings."""
    return has_role(user, Role.RELATIONSHIP_MANAGER)
