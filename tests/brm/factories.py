"""Short ways to what the tests of brm need again and again."""

from accounts.models import Role, User
from brm.models import Customer, Grant


def make_customer(code: str, parent: Customer | None = None, **fields) -> Customer:
    """A customer written past the verb: tests of questions need no manager."""
    return Customer.objects.create(
        code=code, name=fields.pop("name", code.title()), parent=parent, **fields
    )


def grant(user: User, customer: Customer, role: Role = Role.CUSTOMER) -> Grant:
    return Grant.objects.create(user=user, role=role, customer=customer)


def codes(queryset) -> set[str]:
    return set(queryset.values_list("code", flat=True))
