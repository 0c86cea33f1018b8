"""What a table can tell, and which of its columns tells what."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Form(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    MOMENT = "moment"
    LENGTH = "length"
    DAY = "day"
    NUMBER = "number"


# What is written in some order of day, month and year.
DATED = frozenset({Form.MOMENT, Form.DAY})


@dataclass(frozen=True)
class Field:
    """One thing that a table can tell: `synonyms` are what tools and people call its column."""

    name: str
    label: Any
    form: Form = Form.TEXT
    is_required: bool = False
    synonyms: tuple[str, ...] = ()
    hint: Any = ""


def fold(text: str) -> str:
    """A column's name without case, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def guess(
    head: Sequence[str], fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """The column of each field, where one is called so; `remembered` names win over synonyms.

    A column goes to one field, the first that claims it; of columns that repeat a name the first.
    """
    places: dict[str, int] = {}
    for at, title in enumerate(head):
        places.setdefault(fold(title), at)
    taken: set[int] = set()
    found: dict[str, int] = {}
    for names_of in (lambda field: _remembered(field, remembered), _names):
        for field in fields:
            if field.name in found:
                continue
            for name in names_of(field):
                place = places.get(fold(name))
                if place is not None and place not in taken and fold(name):
                    found[field.name] = place
                    taken.add(place)
                    break
    return found


def _remembered(field: Field, remembered: Mapping[str, str] | None) -> list[str]:
    name = (remembered or {}).get(field.name)
    return [name] if name else []


def _names(field: Field) -> list[str]:
    return [field.name, str(field.label), *field.synonyms]
