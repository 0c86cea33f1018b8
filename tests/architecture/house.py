"""What the tests of the walls share: the order of apps, and every address of the site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
# From roof to cellar; each may use what stands to its right.
APPS = ("config", "portfolio", "agreements", "brm", "slm", "notices", "accounts", "common")

SAMPLES = {
    "code": "NONE-0",
    "int": "7",
    "path": "none",
    "reference": "NONE-0",
    "slug": "none",
    "str": "none",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def height(app: str) -> int:
    """How high an app stands: `common` is 0."""
    return len(APPS) - 1 - APPS.index(app)


def sources(*, below: str = "") -> list[Path]:
    """The Python files of the apps, without migrations."""
    apps = APPS[APPS.index(below) + 1 :] if below else APPS
    files = (path for app in apps for path in sorted((ROOT / app).glob("**/*.py")))
    return [path for path in files if "migrations" not in path.parts]


@dataclass(frozen=True)
class Address:
    """One line of the URLconf: how it is written, an example of it, and what answers."""

    route: str
    sample: str
    view: Any

    @property
    def module(self) -> str:
        return self.view.__module__


def addresses(
    resolver: URLResolver | None = None, route: str = "", sample: str = "/"
) -> Iterator[Address]:
    """Every address of the site; of a converter without a sample a KeyError tells."""
    for entry in (resolver or get_resolver()).url_patterns:
        written = route + str(entry.pattern)
        example = sample + _sample(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from addresses(entry, written, example)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None) or getattr(
                entry.callback, "cls", entry.callback
            )
            yield Address(written, example, view)


def _sample(pattern: str) -> str:
    def fill(found: re.Match[str]) -> str:
        return SAMPLES[found["converter"] or "str"]

    return re.sub(r"<(?:(?P<converter>\w+):)?\w+>", fill, pattern)


def ours(address: Address) -> bool:
    """Whether the view is written here and not by a library."""
    return address.module.partition(".")[0] in APPS
