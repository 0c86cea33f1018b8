"""Customers and their people by name, for the search box."""

from typing import Any

from brm.models import Contact
from brm.queries.customers import seen_from_within
from common.search import Hit, ranked


def find_customers(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` customers that `user` sees from within, the likeliest first."""
    rows = ranked(seen_from_within(user), query).select_related("parent")
    return [
        Hit(
            title=f"{row.name} ({row.code})",
            kind=str(row._meta.verbose_name),
            url=row.get_absolute_url(),
            note=row.parent.name if row.parent else "",
        )
        for row in rows[:limit]
    ]


def find_contacts(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` people at customers, for whoever works for the provider."""
    rows = Contact.objects.filter(customer__in=seen_from_within(user).values("pk"))
    found = ranked(rows, query, code="person__email", name="person__name")
    return [
        Hit(
            title=row.person.name,
            kind=str(row._meta.verbose_name),
            url=row.get_absolute_url(),
            note=", ".join(filter(None, [row.position, row.customer.name])),
        )
        for row in found.select_related("person", "customer")[:limit]
    ]
