"""Meetings, actions and decisions by code and words, for the search box."""

from typing import Any

from django.urls import reverse

from brm.models import Action, Decision, Interaction
from brm.queries.own import is_only_customer
from common.search import Hit, ranked


def find_meetings(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` meetings; a customer finds the released ones, on its own pages."""
    if is_only_customer(user):
        rows = ranked(Interaction.objects.shared_with(user), query, name="code")[:limit]
        return [
            Hit(
                title=f"{row.code} {row.get_kind_display()}",
                kind=str(row._meta.verbose_name),
                url=reverse("brm:my-meeting", args=[row.code]),
            )
            for row in rows
        ]
    rows = ranked(Interaction.objects.seen_from_within(user), query, name="subject")[:limit]
    return [
        Hit(
            title=str(row),
            kind=row.get_kind_display(),
            url=row.get_absolute_url(),
            note=f"{row.planned_at.date():%Y-%m-%d}",
        )
        for row in rows
    ]


def find_actions(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` actions; a customer finds those that were shared with it."""
    theirs = is_only_customer(user)
    rows = Action.objects.shared_with(user) if theirs else Action.objects.seen_from_within(user)
    found = ranked(rows, query, name="what").select_related("customer", "interaction")[:limit]
    return [
        Hit(
            title=str(row),
            kind=str(row._meta.verbose_name),
            url=reverse("brm:my-meeting", args=[row.interaction.code])
            if theirs and row.interaction
            else row.get_absolute_url(),
            note=row.customer.name,
        )
        for row in found
    ]


def find_decisions(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` decisions, for people of the provider."""
    rows = ranked(Decision.objects.seen_from_within(user), query, name="what")
    return [
        Hit(
            title=str(row),
            kind=str(row._meta.verbose_name),
            url=f"{reverse('brm:decision-list')}?q={row.code}",
            note=row.customer.name,
        )
        for row in rows.select_related("customer")[:limit]
    ]
