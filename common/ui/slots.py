"""Lets an app put navigation entries, actions and panels onto pages of apps that do not know it.

An app registers in its `AppConfig.ready()`; the frame and the pages ask. Who may see an entry is
answered by the app that registered it (default: anybody who is signed in), never by the page.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

Permission = Callable[[Any], bool]
Count = Callable[[HttpRequest], int | None]


def signed_in(user) -> bool:
    """Say whether the user is signed in: what a registration asks for when it names nothing."""
    return bool(user and user.is_authenticated)


@dataclass(frozen=True)
class View:
    """One side of the switch in the bar: a look at the same records, with its own home."""

    key: str
    label: Any
    url_name: str
    order: int
    permission: Permission


@dataclass(frozen=True)
class NavEntry:
    """One line of the navigation; `match` are prefixes of view names under which it is current."""

    view: str
    label: Any
    url_name: str
    icon: str | None
    order: int
    permission: Permission
    count: Count | None
    state: str | Callable[[int], str | None] | None
    match: tuple[str, ...]

    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Action:
    """One link that another app offers in a slot; `url` may depend on the page's record."""

    slot: str
    label: Any
    url: str | Callable[[HttpRequest, Any], str | None]
    icon: str | None
    order: int
    permission: Callable[..., bool]
    count: Count | None
    primary: bool
    shortcut: str | None


@dataclass(frozen=True)
class Panel:
    """One section that another app draws on a page; `context` returning None leaves it out."""

    slot: str
    template: str
    context: Callable[[HttpRequest, Any], Mapping | None] | None
    order: int
    permission: Callable[..., bool]


@dataclass
class Registry:
    """What has been registered in this process; tests make their own."""

    views: dict[str, View] = field(default_factory=dict)
    nav: dict[str, NavEntry] = field(default_factory=dict)
    actions: dict[str, list[Action]] = field(default_factory=lambda: defaultdict(list))
    panels: dict[str, list[Panel]] = field(default_factory=lambda: defaultdict(list))
    read_view: Callable[[Any], str | None] | None = None
    write_view: Callable[[Any, str], Any] | None = None


registry = Registry()


def register_view(
    key: str, *, label, url_name: str, order: int = 100, permission: Permission = signed_in
) -> None:
    """Add one side to the switch in the bar: `register_view("levels", label=…, url_name=…)`."""
    registry.views[key] = View(key, label, url_name, order, permission)


def register_view_memory(
    *, read: Callable[[Any], str | None], write: Callable[[Any, str], Any]
) -> None:
    """Say where a user's last view is kept: `read(user)` answers its key, `write` keeps it."""
    registry.read_view = read
    registry.write_view = write


def register_nav(
    *,
    view: str,
    label,
    url_name: str,
    icon: str | None = None,
    order: int = 100,
    permission: Permission = signed_in,
    count: Count | None = None,
    state: str | Callable[[int], str | None] | None = None,
    match: Sequence[str] = (),
) -> None:
    """Add a line to the navigation of a view, or to the groups `shared` and `settings`.

    The entry is current on every page whose view name begins with one of `match`; the longest
    prefix wins. Without `match` that is the url name less a trailing `-list`, so that
    `slm:service-list` is also current on `slm:service-detail`. `count(request)` is asked once a
    request; `state` colours it (`"missed"`, or a callable of the count).
    """
    prefixes = tuple(match) or (url_name.removesuffix("-list"),)
    registry.nav[url_name] = NavEntry(
        view, label, url_name, icon, order, permission, count, state, prefixes
    )


def register_action(
    slot: str,
    *,
    label,
    url: str | Callable[[HttpRequest, Any], str | None],
    icon: str | None = None,
    order: int = 100,
    permission: Callable[..., bool] = signed_in,
    count: Count | None = None,
    primary: bool = False,
    shortcut: str | None = None,
) -> None:
    """Add a link to a slot. `url` is a url name, or `url(request, object)` that may answer None.

    `permission(user)` or, where the slot has a record, `permission(user, object)`.
    The frame itself asks for `frame.search` (the form's target), `frame.bell` (with `count`),
    `frame.account` (the menu at the avatar) and `frame.quick` (in the bar on every page, with a
    `shortcut` such as Alt+O that works wherever nobody is typing).
    """
    registry.actions[slot].append(
        Action(slot, label, url, icon, order, permission, count, primary, shortcut)
    )


def register_panel(
    slot: str,
    *,
    template: str,
    context: Callable[[HttpRequest, Any], Mapping | None] | None = None,
    order: int = 100,
    permission: Callable[..., bool] = signed_in,
) -> None:
    """Add a section to a slot: `template` rendered with `object` and what `context` answers."""
    registry.panels[slot].append(Panel(slot, template, context, order, permission))


def _may(permission: Callable[..., bool], user, obj) -> bool:
    if permission is signed_in or obj is None:
        return permission(user)
    return permission(user, obj)


def views_for(user) -> list[View]:
    """Return the sides of the switch that the user may open, in order."""
    allowed = [view for view in registry.views.values() if view.permission(user)]
    return sorted(allowed, key=lambda view: (view.order, view.key))


def nav_for(user) -> list[NavEntry]:
    """Return the navigation entries that the user may open, in order."""
    allowed = [entry for entry in registry.nav.values() if entry.permission(user)]
    return sorted(allowed, key=lambda entry: (entry.order, entry.url_name))


def current_entry(entries: Sequence[NavEntry], view_name: str) -> NavEntry | None:
    """Return the entry whose prefix fits the view name best, or None."""
    fits = [
        (len(prefix), entry)
        for entry in entries
        for prefix in entry.match
        if view_name.startswith(prefix)
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def actions_for(slot: str, request: HttpRequest, obj=None) -> list[dict]:
    """Return the links of a slot for this reader and record: what was registered, the url known."""
    links = []
    for action in sorted(registry.actions[slot], key=lambda action: action.order):
        if not _may(action.permission, request.user, obj):
            continue
        url = action.url(request, obj) if callable(action.url) else reverse(action.url)
        if url is None:
            continue
        links.append(
            {
                "label": action.label,
                "url": url,
                "icon": action.icon,
                "count": action.count(request) if action.count else None,
                "primary": action.primary,
                "shortcut": action.shortcut,
            }
        )
    return links


def panels_for(slot: str, request: HttpRequest, obj=None) -> list[tuple[str, dict]]:
    """Return (template, context) of the sections of a slot for this reader and record."""
    drawn = []
    for panel in sorted(registry.panels[slot], key=lambda panel: panel.order):
        if not _may(panel.permission, request.user, obj):
            continue
        extra = panel.context(request, obj) if panel.context else {}
        if extra is not None:
            drawn.append((panel.template, {"object": obj, **extra}))
    return drawn
