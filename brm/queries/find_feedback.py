"""Feedback by code and title, for the search box."""

from typing import Any

from django.urls import reverse

from brm.queries.feedback_access import own_feedback, seen_feedback
from brm.queries.own import is_only_customer
from common.search import Hit, ranked


def find_feedback(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` that `user` may see; customers find their own and are led to own pages."""
    is_customer = is_only_customer(user)
    rows = own_feedback(user) if is_customer else seen_feedback(user)
    found = ranked(rows, query, name="title").select_related("customer")
    return [
        Hit(
            title=f"{row.code} {row.title}",
            kind=row.get_kind_display(),
            url=reverse("brm:my-feedback", args=[row.code])
            if is_customer
            else row.get_absolute_url(),
            note=row.customer.name,
        )
        for row in found[:limit]
    ]
