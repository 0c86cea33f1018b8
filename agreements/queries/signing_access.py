"""Who may sign, and who may say who signs."""

from typing import Any

from accounts.queries.roles import has_role
from agreements.queries.access import MANAGERS, UNDERPINNING_MANAGERS, managed_customers


def may_keep_authorities(user: Any, customer: Any = None) -> bool:
    """Whether `user` may write down who signs for this customer; without one, for our side."""
    if has_role(user, *MANAGERS):
        return True
    if customer is None:
        return has_role(user, *UNDERPINNING_MANAGERS)
    return bool(managed_customers(user).filter(pk=customer.pk).exists())
