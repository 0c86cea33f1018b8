"""What stands around a page for one reader: switch, navigation, bell, search, account."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.ui import slots

SESSION_KEY = "view"
GROUPS = (("shared", _("Shared")), ("settings", _("Settings")))


@dataclass(frozen=True)
class NavLine:
    """One drawn line of the navigation."""

    label: object
    url: str
    icon: str | None
    count: int | None
    state: str | None
    current: bool


class Frame:
    """The frame of one request; each part is worked out when a template first asks for it."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.user = request.user

    @cached_property
    def entries(self) -> list[slots.NavEntry]:
        return slots.nav_for(self.user)

    @cached_property
    def current(self) -> slots.NavEntry | None:
        match = self.request.resolver_match
        return slots.current_entry(self.entries, match.view_name) if match else None

    @cached_property
    def view(self) -> str | None:
        """The key of the view in use: the page's own, else the remembered one, else the first."""
        keys = [view.key for view in slots.views_for(self.user)]
        if self.current and self.current.view in keys:
            return self.current.view
        remembered = self.remembered_view
        if remembered in keys:
            return remembered
        return keys[0] if keys else None

    @property
    def remembered_view(self) -> str | None:
        remembered = self.request.session.get(SESSION_KEY)
        if remembered is None and slots.registry.read_view and self.user.is_authenticated:
            remembered = slots.registry.read_view(self.user)
        return remembered

    @cached_property
    def switch(self) -> list[dict]:
        return [
            {"label": view.label, "url": reverse(view.url_name), "current": view.key == self.view}
            for view in slots.views_for(self.user)
        ]

    @cached_property
    def nav(self) -> list[tuple[object, list[NavLine]]]:
        """Groups of lines: those of the view without a heading, then shared, then settings."""
        groups: list[tuple[object, list[NavLine]]] = [(None, self._lines(self.view))]
        groups += [(heading, self._lines(key)) for key, heading in GROUPS]
        return [(heading, lines) for heading, lines in groups if lines]

    def _lines(self, view: str | None) -> list[NavLine]:
        return [self._line(entry) for entry in self.entries if entry.view == view]

    def _line(self, entry: slots.NavEntry) -> NavLine:
        count = entry.count(self.request) if entry.count else None
        state = entry.state(count or 0) if callable(entry.state) else entry.state
        return NavLine(
            label=entry.label,
            url=entry.url(),
            icon=entry.icon,
            count=count,
            state=state if count else None,
            current=entry is self.current,
        )

    def _first(self, slot: str) -> dict | None:
        return next(iter(slots.actions_for(slot, self.request)), None)

    @cached_property
    def bell(self) -> dict | None:
        return self._first("frame.bell")

    @cached_property
    def search(self) -> dict | None:
        return self._first("frame.search")

    @cached_property
    def quick(self) -> list[dict]:
        return slots.actions_for("frame.quick", self.request)

    @cached_property
    def account(self) -> list[dict]:
        return slots.actions_for("frame.account", self.request)

    @cached_property
    def home(self) -> str:
        """Where the brand leads: the home of the view in use, or the root."""
        current = next((side["url"] for side in self.switch if side["current"]), None)
        return current or "/"


def frame_of(request: HttpRequest) -> Frame:
    """Return the request's frame, made once."""
    frame: Frame | None = getattr(request, "_frame", None)
    if frame is None:
        frame = request._frame = Frame(request)  # type: ignore[attr-defined]
    return frame
