"""A lower app draws nothing of a higher one and leads nowhere in it."""

import re

import pytest

from tests.architecture.house import APPS, ROOT, height, sources

FOLDER = ROOT / "templates"
# Folders of templates that replace a library's are the sign-in's.
OF_ACCOUNTS = {"account", "allauth", "mfa", "socialaccount", "usersessions"}
OF_COMMON = {"ui", "django"}

TAG = re.compile(r"\{%-?\s*(?:include|extends)\s+[\"']([\w./-]+)[\"']")
URL = re.compile(r"\{%-?\s*url\s+[\"'](\w[\w-]*):")
PYTHON = re.compile(
    r"(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*[\"'](?P<namespace>\w+)(?:-api)?:"
    r"|[\"'](?P<folder>\w+)/[\w/.-]+\.(?:html|txt)[\"']"
)


def owner(template: str) -> str:
    """The app to which a template belongs, by its folder."""
    folder, slash, _ = template.partition("/")
    if not slash or folder in OF_COMMON:
        return "common"
    return "accounts" if folder in OF_ACCOUNTS else folder


def templates():
    return [
        path.relative_to(FOLDER).as_posix()
        for path in sorted(FOLDER.glob("**/*"))
        if path.suffix in {".html", ".txt", ".xml", ".svg"}
    ]


def too_high(app: str, named: list[str]) -> list[str]:
    return [other for other in named if other in APPS and height(other) > height(app)]


@pytest.mark.parametrize("template", templates())
def test_a_template_uses_only_its_own_and_lower_apps(template):
    text = (FOLDER / template).read_text()
    app = owner(template)
    assert app in APPS, f"templates/{template}: name the folder after the app it belongs to"
    assert too_high(app, [owner(other) for other in TAG.findall(text)]) == []
    assert too_high(app, [name.removesuffix("-api") for name in URL.findall(text)]) == []


@pytest.mark.parametrize(
    "path", [path for path in sources() if path.parts[len(ROOT.parts)] != "config"], ids=str
)
def test_python_names_no_page_and_no_template_of_a_higher_app(path):
    app = path.relative_to(ROOT).parts[0]
    named = [
        found["namespace"] or owner(f"{found['folder']}/")
        for found in PYTHON.finditer(path.read_text())
    ]
    assert too_high(app, named) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{% include "brm/_card.html" %}', ["brm"]),
        ("{% extends 'agreements/x.html' %}", ["agreements"]),
        ('{% url "portfolio:levels" %}', ["portfolio"]),
    ],
)
def test_the_patterns_find_what_they_look_for(text, named):
    found = [owner(other) for other in TAG.findall(text)] + URL.findall(text)
    assert too_high("slm", found) == named


def test_the_pattern_finds_addresses_in_python():
    found = [
        match["namespace"] or match["folder"]
        for match in PYTHON.finditer(
            'reverse("brm:customer") redirect(\n    "agreements:x") render(r, "portfolio/x.html")'
        )
    ]
    assert found == ["brm", "agreements", "portfolio"]
