"""Improvements in the search over everything."""

from typing import Any

from django.utils.translation import gettext as _

from common.search import Hit, ranked
from portfolio.models import Improvement


def find_improvements(user: Any, query: str, limit: int) -> list[Hit]:
    """Improvements by code and title, as far as `user` may see them."""
    rows = ranked(Improvement.objects.visible_to(user), query, name="title")[:limit]
    return [
        Hit(
            title=row.title,
            kind=_("Improvement"),
            url=row.get_absolute_url(),
            note=f"{row.code}, {row.get_state_display().lower()}",
        )
        for row in rows
    ]
