"""Agreements by code and title, for the search box."""

from typing import Any

from django.urls import reverse

from agreements.models import Agreement, Requirement
from agreements.queries.access import is_customer
from common.search import Hit, ranked


def find_agreements(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` agreements that `user` may see, the likeliest first.

    A customer finds those that were activated, and is led to its own pages.
    """
    rows = Agreement.objects.visible_to(user)
    customer = is_customer(user)
    if customer:
        rows = rows.exclude(versions=None).filter(versions__activated_at__isnull=False).distinct()
    return [
        Hit(
            title=f"{row.code} {row.title}",
            kind=row.get_kind_display(),
            url=reverse("agreements:my-agreement", args=[row.code])
            if customer
            else row.get_absolute_url(),
        )
        for row in ranked(rows, query, name="title")[:limit]
    ]


def find_requirements(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` requirements; a customer finds its own that were submitted once."""
    rows = Requirement.objects.visible_to(user)
    customer = is_customer(user)
    if customer:
        rows = rows.exclude(state=Requirement.State.DRAFT)
    found = ranked(rows, query, name="title").select_related("customer")
    return [
        Hit(
            title=f"{row.code} {row.title}",
            kind=str(row._meta.verbose_name),
            url=reverse("agreements:my-requirement", args=[row.code])
            if customer
            else row.get_absolute_url(),
            note=row.customer.name,
        )
        for row in found[:limit]
    ]
