"""What may be told at all: each app registers the kinds of its notices.

In `AppConfig.ready()`:

    register_kind("agreements.breach", label=_("Breaches"), severity=Severity.ALARM,
                  section=Section.ANSWER, fixed=[Channel.BELL])

A kind is worded by two templates, `agreements/notices/breach_title.txt` (one line) and
`agreements/notices/breach_body.txt`, in the reader's language and zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import models
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from notices.models import Channel, Severity


class Audience(Enum):
    """Who may read a kind of notice, beside seeing the customers it is about."""

    STAFF = "staff"  # those who see them in a role of the provider: it may hold internal facts
    EVERYONE = "everyone"  # customers too: it holds nothing that they may not see about themselves


class Section(models.TextChoices):
    """What the reader has to do about it; all but the last need them."""

    ANSWER = "answer", _("Answer")
    DECIDE = "decide", _("Sign or decide")
    TEND = "tend", _("Look after")
    KNOW = "know", _("To know")


@dataclass(frozen=True)
class Kind:
    """One sort of notice. `channels` tell it unless the reader wishes otherwise, `fixed` always."""

    code: str
    label: Any
    hint: Any
    severity: Severity
    section: Section
    audience: Audience
    channels: frozenset[Channel]
    fixed: frozenset[Channel]
    order: int

    @property
    def title_template(self) -> str:
        return self._template("title")

    @property
    def body_template(self) -> str:
        return self._template("body")

    def _template(self, part: str) -> str:
        app, _dot, name = self.code.partition(".")
        return f"{app}/notices/{name}_{part}.txt"


_KINDS: dict[str, Kind] = {}


def register_kind(
    code: str,
    *,
    label: Any,
    hint: Any = "",
    severity: Severity = Severity.INFO,
    section: Section = Section.KNOW,
    audience: Audience = Audience.STAFF,
    channels: Iterable[Channel] = (Channel.BELL, Channel.EMAIL),
    fixed: Iterable[Channel] = (),
    order: int = 100,
) -> None:
    """Let notices of kind `<app>.<name>` be written; the same code again replaces it."""
    always = frozenset(fixed)
    _KINDS[code] = Kind(
        code, label, hint, severity, section, audience, frozenset(channels) | always, always, order
    )


def kind_of(code: str) -> Kind:
    """The kind registered under `code`; KeyError when no app has."""
    return _KINDS[code]


def kinds() -> list[Kind]:
    """Every kind, in the order of their sections and then their own."""
    sections = list(Section)
    return sorted(
        _KINDS.values(), key=lambda kind: (sections.index(kind.section), kind.order, kind.code)
    )


def codes(
    *, audience: Audience | None = None, sections: Iterable[Section] | None = None
) -> list[str]:
    """The codes of kinds for an audience, in some sections, or of all."""
    wanted = None if sections is None else set(sections)
    return [
        kind.code
        for kind in _KINDS.values()
        if (audience is None or kind.audience is audience)
        and (wanted is None or kind.section in wanted)
    ]


def check_wording(**_options: Any) -> list[CheckMessage]:
    """Find kinds whose templates are missing or broken before somebody has to be told."""
    found: list[CheckMessage] = []
    for kind in _KINDS.values():
        for name in (kind.title_template, kind.body_template):
            try:
                get_template(name)
            except (TemplateDoesNotExist, TemplateSyntaxError) as error:
                found.append(
                    Error(
                        f"Notices of kind {kind.code} cannot be worded: {name}: {error}",
                        hint="Write the template in templates/, in English with {% translate %}.",
                        id="notices.E001",
                    )
                )
    return found
