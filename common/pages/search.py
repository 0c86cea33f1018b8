"""Find a record by name, code or reference."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from common.search import MIN_LETTERS, find, providers_for, tidy_query

SUGGESTED = 4
SHOWN = 25


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Answer everything found, in groups; to the search box itself only the best of each."""
    query = tidy_query(request.GET.get("q", ""))
    suggesting = bool(request.headers.get("HX-Request"))
    groups = find(user=request.user, query=query, limit=SUGGESTED if suggesting else SHOWN)
    response = render(
        request,
        "common/_search_hits.html" if suggesting else "common/search.html",
        {
            "query": query,
            "groups": groups,
            "count": sum(len(group.hits) for group in groups),
            "too_short": len(query) < MIN_LETTERS,
            "min_letters": MIN_LETTERS,
            "kinds": [provider.label for provider in providers_for(request.user)],
        },
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
