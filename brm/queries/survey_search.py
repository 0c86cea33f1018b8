"""Surveys by code and title, for the search box."""

from typing import Any

from brm.models import Campaign
from common.search import Hit, ranked


def find_surveys(user: Any, query: str, limit: int) -> list[Hit]:
    """At most `limit` surveys that `user` may see, the likeliest first."""
    rows = ranked(Campaign.objects.visible_to(user), query, name="title")
    return [
        Hit(
            title=f"{row.code} {row.title}",
            kind=str(row._meta.verbose_name),
            url=row.get_absolute_url(),
            note=row.get_state_display(),
        )
        for row in rows[:limit]
    ]
