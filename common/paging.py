"""Pages of the API by cursor: stable while rows come and go."""

from typing import Any

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """At most 200 rows a page; every ordering ends in something unique."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "pk"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        answer = super().get_paginated_response_schema(schema)
        for link in ("next", "previous"):
            answer["properties"][link].pop("example", None)
        return answer
