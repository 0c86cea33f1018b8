"""Draws an icon of the sprite and refuses a name that the sprite does not hold."""

import re
from functools import cache
from typing import Any

from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "ui/_icons.html"


@cache
def icon_names() -> frozenset[str]:
    """Return the names of all icons in the sprite, without their `i-` prefix."""
    sprite: Any = get_template(SPRITE)
    source = sprite.template.source
    return frozenset(re.findall(r'<symbol id="i-([a-z0-9-]+)"', source))


@cache
def draw_icon(name: str, *, small: bool = False) -> SafeString:
    """Return the markup of one icon, hidden from screen readers.

    Raises TemplateSyntaxError for a name that is not in the sprite: a missing picture is silent
    in a browser, so it has to be loud in a test.
    """
    if name not in icon_names():
        raise TemplateSyntaxError(f'No icon "{name}" in {SPRITE}; there are {sorted(icon_names())}')
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>',
        " icon--sm" if small else "",
        name,
    )
