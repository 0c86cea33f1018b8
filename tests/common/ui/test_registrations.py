"""What the apps have really registered leads somewhere and can be drawn."""

from django.template.loader import get_template
from django.urls import reverse

from common.ui import slots
from common.ui.icons import icon_names


def test_every_view_and_entry_has_an_address():
    names = [view.url_name for view in slots.registry.views.values()]
    names += list(slots.registry.nav)
    assert all(reverse(name).startswith("/") for name in names)


def test_every_named_action_has_an_address():
    links = [link for links in slots.registry.actions.values() for link in links]
    assert all(reverse(link.url).startswith("/") for link in links if isinstance(link.url, str))


def test_every_entry_belongs_to_a_view_or_a_group():
    groups = {*slots.registry.views, "shared", "settings"}
    assert {entry.view for entry in slots.registry.nav.values()} - groups == set()


def test_every_icon_is_in_the_sprite():
    named = {entry.icon for entry in slots.registry.nav.values()}
    named |= {link.icon for links in slots.registry.actions.values() for link in links}
    assert named - {None} - icon_names() == set()


def test_every_panel_has_its_template():
    for panels in slots.registry.panels.values():
        for panel in panels:
            assert get_template(panel.template)
