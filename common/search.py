"""One search over everything: each app answers for its own records, to whoever may see them.

In `AppConfig.ready()`:

    from common.search import register_search
    register_search("customers", label=_("Customers"), search=find_customers, order=10)

where `find_customers(user, query, limit)` answers at most `limit` `Hit`s, the best first, taken
from `visible_to(user)`. The frame's search box and the page `/search/` ask every provider.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest

from common.ui.slots import Permission, signed_in

MIN_LETTERS = 2
MAX_LETTERS = 100


@dataclass(frozen=True)
class Hit:
    """One record found: its name, what it is, where it is, and what tells it from its namesakes."""

    title: str
    kind: Any
    url: str
    note: str = ""


Search = Callable[[Any, str, int], Iterable[Hit]]


@dataclass(frozen=True)
class Provider:
    """Who answers for one sort of record; `permission` spares those who see none of them."""

    key: str
    label: Any
    search: Search
    order: int
    permission: Permission


@dataclass(frozen=True)
class Group:
    """What one provider found; `more` says that it has further hits."""

    label: Any
    hits: list[Hit]
    more: bool


_PROVIDERS: dict[str, Provider] = {}


def register_search(
    key: str,
    *,
    label: Any,
    search: Search,
    order: int = 100,
    permission: Permission = signed_in,
) -> None:
    """Let `search` answer for the records called `label`; the same `key` again replaces it."""
    _PROVIDERS[key] = Provider(key, label, search, order, permission)


def providers_for(user: Any) -> list[Provider]:
    """The providers that may answer `user`, in order; none for a guest."""
    if not signed_in(user):
        return []
    allowed = [provider for provider in _PROVIDERS.values() if provider.permission(user)]
    return sorted(allowed, key=lambda provider: (provider.order, provider.key))


def may_search(user: Any) -> bool:
    """Whether anybody would answer `user`: else the frame draws no search box."""
    return bool(providers_for(user))


def search_url(request: HttpRequest, obj: Any = None) -> str | None:
    """Where the frame's search box leads."""
    from django.urls import reverse

    return reverse("common:search") if may_search(request.user) else None


def tidy_query(text: str) -> str:
    """Return what was typed in one line, without control characters, at most 100 letters."""
    tame = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return " ".join(tame.split())[:MAX_LETTERS]


def find(*, user: Any, query: str, limit: int) -> list[Group]:
    """Ask every provider for at most `limit` hits; groups without a hit are left out.

    `query` is tidied first; below two letters nothing is asked.
    """
    words = tidy_query(query)
    if len(words) < MIN_LETTERS:
        return []
    groups = []
    for provider in providers_for(user):
        hits = list(provider.search(user, words, limit + 1))
        if hits:
            groups.append(Group(provider.label, hits[:limit], len(hits) > limit))
    return groups


def ranked(rows: QuerySet, query: str, *, code: str = "code", name: str = "name") -> QuerySet:
    """Return the rows whose code or name holds `query`, the likeliest first, in a stable order.

    The very code comes first, then codes and names that begin with it, then those that hold it.
    """
    rank = Case(
        When(**{f"{code}__iexact": query}, then=Value(0)),
        When(**{f"{code}__istartswith": query}, then=Value(1)),
        When(**{f"{name}__istartswith": query}, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    held = Q(**{f"{code}__icontains": query}) | Q(**{f"{name}__icontains": query})
    return rows.filter(held).order_by(rank, name, "pk")
