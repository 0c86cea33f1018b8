"""A customer's own people: for whom they speak, and what is theirs alone to see."""

from typing import Any

from accounts.models import Role
from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import may_see_customers


def own_customers(user: Any) -> CustomerQuerySet:
    """The customers for which `user` speaks, being one of their people."""
    return Customer.objects.visible_to(user, roles=(Role.CUSTOMER,))


def is_only_customer(user: Any) -> bool:
    """Whether `user` is of a customer and not of the provider: shown own pages only."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return not may_see_customers(user) and own_customers(user).exists()
