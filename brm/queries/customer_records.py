"""Customers as the API hands them out."""

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Q, Value, When

from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from brm.queries.customers import seen_from_within


def customer_records(user: Any) -> CustomerQuerySet:
    """The customers that `user` may see, each with what depends on the reader.

    `is_internal` says whether the provider's own knowledge may be shown, `parent_code` is empty
    where the parent may not be seen.
    """
    visible = Customer.objects.visible_to(user)
    return visible.select_related("manager__person").annotate(
        is_internal=Case(
            When(Q(pk__in=seen_from_within(user).values("pk")), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        parent_code=Case(
            When(
                Q(parent__in=Customer.objects.visible_to(user).values("pk")),
                then=F("parent__code"),
            ),
            default=None,
            output_field=CharField(null=True),
        ),
    )
