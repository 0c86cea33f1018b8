"""The organisation that a unit is part of, as far as somebody sees it."""

from typing import Any

from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import seen_from_within


def organisation_of(customer: Customer) -> CustomerQuerySet:
    """Every unit of the organisation, from its top down."""
    above = list(Customer.objects.above([customer.pk]).values_list("pk", flat=True))
    return Customer.objects.within(above)


def is_one_organisation(one: Customer, other: Customer) -> bool:
    """Whether both are parts of one organisation."""
    return organisation_of(one).filter(pk=other.pk).exists()


def seen_organisation(customer: Customer, user: Any) -> CustomerQuerySet:
    """The units of the organisation that `user` sees as somebody of the provider."""
    return seen_from_within(user).filter(pk__in=organisation_of(customer).values("pk"))
