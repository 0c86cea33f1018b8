"""Registrations reach the frame of those who may see them."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from common.ui import slots
from common.ui.frame import Frame

ANYBODY = SimpleNamespace(is_authenticated=True)
GUEST = SimpleNamespace(is_authenticated=False)


@pytest.fixture(autouse=True)
def registry(monkeypatch) -> slots.Registry:
    fresh = slots.Registry()
    monkeypatch.setattr(slots, "registry", fresh)
    return fresh


def request_of(user=ANYBODY, view_name: str = "account_login", session: dict | None = None):
    request = RequestFactory().get("/")
    request.user = user
    request.session = session or {}
    request.resolver_match = SimpleNamespace(view_name=view_name)
    return request


def register(view: str = "levels", url_name: str = "account_login", **more) -> None:
    slots.register_nav(view=view, label=url_name, url_name=url_name, **more)


def test_a_guest_sees_no_entry():
    register()
    assert slots.nav_for(GUEST) == []


def test_entries_come_in_their_order():
    register(url_name="account_logout", order=2)
    register(url_name="account_login", order=1)
    assert [entry.url_name for entry in slots.nav_for(ANYBODY)] == [
        "account_login",
        "account_logout",
    ]


def test_an_entry_asks_its_own_permission():
    register(permission=lambda user: False)
    assert slots.nav_for(ANYBODY) == []


def test_the_longest_prefix_is_current():
    register(url_name="slm:service-list")
    register(url_name="slm:service-hours-list")
    entries = slots.nav_for(ANYBODY)
    assert slots.current_entry(entries, "slm:service-hours-edit").url_name == (
        "slm:service-hours-list"
    )
    assert slots.current_entry(entries, "slm:service-detail").url_name == "slm:service-list"
    assert slots.current_entry(entries, "brm:customer-list") is None


def views() -> None:
    slots.register_view("relationships", label="R", url_name="account_logout", order=1)
    slots.register_view("levels", label="L", url_name="account_login", order=2)


def test_the_frame_takes_the_view_of_the_page():
    views()
    register("levels", "account_login")
    assert Frame(request_of()).view == "levels"


def test_the_frame_remembers_the_view_on_shared_pages():
    views()
    register("shared", "account_login")
    assert Frame(request_of(session={"view": "levels"})).view == "levels"
    assert Frame(request_of()).view == "relationships"


def test_the_frame_asks_the_users_own_view_when_the_session_knows_none():
    views()
    slots.register_view_memory(read=lambda user: "levels", write=lambda user, key: None)
    assert Frame(request_of()).view == "levels"


def test_lines_are_grouped_and_counted_once():
    views()
    asked = []
    register("levels", "account_login", count=lambda request: asked.append(1) or 3, state="missed")
    register("shared", "account_logout", count=lambda request: 0, state="missed")
    frame = Frame(request_of())
    groups = [(heading, [line.url for line in lines]) for heading, lines in frame.nav]
    assert [heading for heading, _lines in groups] == [None, "Shared"]
    first, second = (lines[0] for _heading, lines in frame.nav)
    assert (first.count, first.state, first.current) == (3, "missed", True)
    assert (second.count, second.state, second.current) == (0, None, False)
    assert asked == [1]


def test_an_action_may_answer_no_address():
    slots.register_action("service.head", label="x", url=lambda request, obj: None)
    assert slots.actions_for("service.head", request_of(), object()) == []


def test_an_action_asks_for_the_record():
    slots.register_action(
        "service.head",
        label="Write",
        url=lambda request, obj: f"/write/{obj}/",
        permission=lambda user, obj: obj == "mail",
    )
    assert [
        action["url"] for action in slots.actions_for("service.head", request_of(), "mail")
    ] == ["/write/mail/"]
    assert slots.actions_for("service.head", request_of(), "web") == []


def test_a_panel_with_nothing_to_say_is_left_out():
    slots.register_panel("service.detail", template="a.html", context=lambda request, obj: None)
    slots.register_panel("service.detail", template="b.html", context=lambda request, obj: {"n": 1})
    assert slots.panels_for("service.detail", request_of(), "mail") == [
        ("b.html", {"object": "mail", "n": 1})
    ]
