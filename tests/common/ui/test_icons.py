"""Every icon that a template or a state names is in the sprite."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError

from common.ui.icons import draw_icon, icon_names
from common.ui.states import STATES

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def test_an_icon_refers_to_its_symbol_and_is_hidden():
    assert draw_icon("met") == ('<svg class="icon" aria-hidden="true"><use href="#i-met"/></svg>')


def test_an_unknown_icon_is_refused():
    with pytest.raises(TemplateSyntaxError, match="no-such-icon"):
        draw_icon("no-such-icon")


def test_the_tag_draws_a_small_icon():
    assert Template('{% icon "x" small=True %}').render(Context()) == (
        '<svg class="icon icon--sm" aria-hidden="true"><use href="#i-x"/></svg>'
    )


def test_templates_name_only_icons_of_the_sprite():
    named = set()
    for path in TEMPLATES.rglob("*.html"):
        if path.name != "_icons.html":
            named |= set(re.findall(r"{%\s*icon\s+[\"']([^\"']+)[\"']", path.read_text()))
    assert named - icon_names() == set()


def test_states_name_only_icons_of_the_sprite():
    assert {state.icon for state in STATES.values()} - {None} - icon_names() == set()


def test_templates_refer_to_symbols_by_the_tag_only():
    offenders = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if path.name != "_icons.html" and 'href="#i-' in path.read_text()
    ]
    assert offenders == []
