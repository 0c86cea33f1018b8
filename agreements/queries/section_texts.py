"""Reads a document's sections in the order of its set, in the reader's language."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agreements.models import SectionItem, Version

LANGUAGES = ("en", "id")
# Under this key a section says that there is nothing of it: `{"none": true}`.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Text:
    """One section as it is read: its name, what it says, and in which language.

    `item` is its place in the set, None for a text that the set does not have (any more).
    `is_none` says that the parties stated that there is nothing; `is_said` that other parts of
    the document say it: the targets, the parties, the tariff.
    """

    key: str
    name: str
    text: str
    language: str
    item: SectionItem | None
    is_none: bool = False
    is_said: bool = False
    wanted: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether it has to say something and does not."""
        silent = not self.text and not self.is_none and not self.is_said
        return self.item is not None and self.item.is_required and silent

    @property
    def is_other_language(self) -> bool:
        """Whether it is written in the other language only."""
        return bool(self.text) and self.language != self.wanted


def texts_of(
    sections: Mapping[str, Any],
    items: Iterable[SectionItem],
    *,
    language: str | None = None,
    said: Collection[str] = (),
) -> list[Text]:
    """Every section of the set, silent ones too, then texts under keys that the set lacks.

    `said` are keys of sections that other parts of the document say (`said_elsewhere`).
    """
    wanted = (language or get_language() or "en").split("-")[0]
    found, known = [], set()
    with override(wanted):
        for item in items:
            known.add(item.key)
            value = sections.get(item.key)
            written, used = _text(value, wanted)
            found.append(
                Text(
                    item.key,
                    str(item),
                    written,
                    used,
                    item,
                    is_none=not written and says_none(value),
                    is_said=item.key in said,
                    wanted=wanted,
                )
            )
    for key, value in sections.items():
        written, used = _text(value, wanted)
        if key not in known and written:
            name = key.replace("-", " ").replace("_", " ").capitalize()
            found.append(Text(key, name, written, used, None, wanted=wanted))
    return found


def version_texts(version: Version, *, language: str | None = None) -> list[Text]:
    """The sections of a version, as `texts_of` reads them."""
    items = list(version.section_set.items.all()) if version.section_set else []
    said = said_elsewhere(version) if items else frozenset()
    return texts_of(version.sections or {}, items, language=language, said=said)


def said_elsewhere(version: Version) -> frozenset[str]:
    """Keys of sections that other parts of the document say, so that they need no text."""
    found = set()
    if version.targets.exists():
        found.add("targets")
    if version.agreement.parties.exists():
        found.add("parties")
    if version.starts_at is not None:
        found.add("validity")
    if version.tariff_id is not None:
        found.add("charging")
    return frozenset(found)


def missing_sections(version: Version) -> list[dict[str, str]]:
    """What the version's set asks for and the text does not say: `{key, name, message}` each.

    A required section must be written in the governing language, or state that there is nothing
    where it may (R14, R15). A version without a set of sections lacks none.
    """
    if version.section_set is None:
        return []
    governing = version.governing_language
    said = said_elsewhere(version)
    found = []
    for item in version.section_set.items.all():
        value = (version.sections or {}).get(item.key)
        if not item.is_required or item.key in said or says_none(value) or _in(value, governing):
            continue
        if _text(value, governing)[0]:
            language = version.get_governing_language_display()
            message = _("“%(name)s” is not written in %(language)s, which governs.") % {
                "name": item,
                "language": language,
            }
        elif item.may_be_none:
            message = _("“%(name)s” is empty: write it, or state that there is none.") % {
                "name": item
            }
        else:
            message = _("“%(name)s” is empty.") % {"name": item}
        found.append({"key": item.key, "name": str(item), "message": message})
    return found


def says_none(value: Any) -> bool:
    """Whether the stored value of a section states that there is nothing of it."""
    return isinstance(value, dict) and value.get(NONE) is True


def _in(value: Any, language: str) -> bool:
    return isinstance(value, dict) and bool(value.get(language))


def _text(value: Any, wanted: str) -> tuple[str, str]:
    if not isinstance(value, dict):
        return "", wanted
    for language in (wanted, *(key for key in value if key != NONE)):
        if value.get(language):
            return str(value[language]), language
    return "", wanted
