"""A notice in words, for whoever reads it."""

import re
from dataclasses import dataclass

from django.template import Context
from django.template.loader import get_template

from notices.models import Notice
from notices.models.facts import unpack
from notices.queries.kinds import kind_of

# Not the no-break space, which holds a figure and its unit together.
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Wording:
    """Plain text: the title in one line, the body in paragraphs."""

    title: str
    body: str


def word(notice: Notice) -> Wording:
    """Word the notice in the language and zone in force (see `common.readers.reading_as`).

    Templates get the facts by their names, and `notice`. Nothing is escaped: it is text.
    """
    kind = kind_of(notice.kind)
    facts = {**unpack(notice.facts), "notice": notice}
    return Wording(
        title=_SPACES.sub(" ", _render(kind.title_template, facts)).strip(),
        body=_render(kind.body_template, facts).strip(),
    )


def _render(name: str, facts: dict) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(facts, autoescape=False))
