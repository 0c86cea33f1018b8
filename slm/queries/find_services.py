"""What the search answers about services."""

from typing import Any

from common.search import Hit, ranked
from slm.models import Service


def find_services(user: Any, query: str, limit: int) -> list[Hit]:
    """Services by code or name, for those who may look at them."""
    rows = ranked(Service.objects.visible_to(user), query)[:limit]
    return [
        Hit(
            title=row.name,
            kind=row.get_kind_display(),
            url=row.get_absolute_url(),
            note=row.code,
        )
        for row in rows
    ]
