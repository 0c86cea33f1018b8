"""No template carries what the content security policy would block."""

import re
from pathlib import Path

import pytest
from django.conf import settings

# A mail is read in a mail program, which knows no style sheets and no policy.
TEMPLATES = sorted(
    path
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    if "mail" not in (path.stem, path.parent.name)
)
STYLE = re.compile(r"\sstyle\s*=|<style\b")
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"']|hx-on|javascript:|hx-vals\s*=\s*[\"']js:")
INLINE = re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"|nonce=))[^>]*>")
EVENT_FILTER = re.compile(r"hx-trigger=\"[^\"]*\[")


def marks(text: str) -> list[str]:
    return [
        name
        for name, pattern in {
            "style": STYLE,
            "handler": HANDLER,
            "inline script": INLINE,
            "event filter": EVENT_FILTER,
        }.items()
        if pattern.search(text)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_template_has_nothing_that_the_policy_blocks(path):
    assert marks(path.read_text()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color:red">', ["style"]),
        ("<style>p{}</style>", ["style"]),
        ('<a onclick="go()">', ["handler"]),
        ('<a href="javascript:go()">', ["handler"]),
        ("<script>go()</script>", ["inline script"]),
        ('<a hx-trigger="click[ctrlKey]">', ["event filter"]),
        ('<script src="x.js" defer></script>', []),
        ('<script type="application/json">{}</script>', []),
    ],
)
def test_the_marks_are_seen(text, found):
    assert marks(text) == found


def test_the_style_sheets_fetch_nothing():
    sheets = (Path(settings.BASE_DIR) / "static" / "css").glob("*.css")
    assert [
        sheet.name for sheet in sheets if re.search(r"url\((?!#)|@import", sheet.read_text())
    ] == []
