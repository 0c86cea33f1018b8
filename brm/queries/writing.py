"""Who may write down what a customer's business wants, changes and says."""

from typing import Any

from accounts.models import Role
from accounts.queries.roles import has_role
from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import may_see_customers

# Whoever keeps the relationship or the promises hears of it first.
WRITERS = (Role.ADMINISTRATOR, Role.RELATIONSHIP_MANAGER, Role.SERVICE_LEVEL_MANAGER)


def written_by(user: Any) -> CustomerQuerySet:
    """The customers for whom `user` may write outcomes, demand, changes and answers."""
    return Customer.objects.visible_to(user, roles=WRITERS)


def may_write(user: Any) -> bool:
    """Whether `user` may write for some customer; remembered on the user object."""
    known = getattr(user, "_may_write_business", None)
    if known is None:
        known = has_role(user, *WRITERS) or (may_see_customers(user) and written_by(user).exists())
        if user.is_authenticated:
            user._may_write_business = known
    return known


def may_write_for(user: Any, customer: Customer) -> bool:
    """Whether `user` may write for this customer."""
    return written_by(user).filter(pk=customer.pk).exists()
