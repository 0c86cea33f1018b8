"""Who may write requirements, sign them off, and specify how they will be met."""

from typing import Any

from accounts.models import Role
from accounts.queries.roles import has_role
from agreements.models import Requirement
from agreements.queries.access import MANAGERS, UNDERPINNING_MANAGERS, is_provider
from brm.models import Customer

# Whoever keeps the relationship helps the customer to say what it needs (R48).
WRITERS = (Role.SERVICE_LEVEL_MANAGER, Role.RELATIONSHIP_MANAGER)


def customers_to_write_for(user: Any) -> Any:
    """The customers for whom `user` may write a requirement."""
    if has_role(user, *WRITERS):
        return Customer.objects.visible_to(user)
    return Customer.objects.visible_to(user, roles=WRITERS)


def may_write_requirements(user: Any) -> bool:
    """Whether `user` may write a requirement for somebody."""
    return has_role(user, *WRITERS) or (is_provider(user) and customers_to_write_for(user).exists())


def may_write_requirement(user: Any, requirement: Requirement) -> bool:
    """Whether `user` may change this requirement."""
    return customers_to_write_for(user).filter(pk=requirement.customer_id).exists()


def may_sign_off(user: Any, requirement: Requirement) -> bool:
    """Whether `user` may decide on it for the customer, being one of its people."""
    mine = Customer.objects.visible_to(user, roles=(Role.CUSTOMER,))
    return mine.filter(pk=requirement.customer_id).exists()


def may_specify(user: Any, requirement: Requirement) -> bool:
    """Whether `user` may write how it will be met: who manages levels, and owners of services."""
    if has_role(user, *UNDERPINNING_MANAGERS):
        return True
    managed = Customer.objects.visible_to(user, roles=MANAGERS)
    return is_provider(user) and managed.filter(pk=requirement.customer_id).exists()
