"""Is an agreement well written? Advice by what can be counted, never a refusal (R80, R81).

A good agreement speaks of a defined service, protects outcomes and not only operations, is agreed
by evidence, and is simply written. Sentences are counted, not understood: their length is a
figure that holds in Indonesian as in English, while length of words does not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

# Readers lose the thread: on average beyond so many words a sentence, or in one beyond so many.
MOST_WORDS_ON_AVERAGE = 20
MOST_WORDS = 35

_LINE_OF_A_TABLE = re.compile(r"^\s*\|?[\s:|-]*\|[\s:|-]*$")
_MARKS = re.compile(r"[*_`#>\[\]]|\(https?://\S*\)")
_BULLET = re.compile(r"^\s*(?:[-+*]|\d+[.)])\s+")
_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|[;:]\s*$")
_WORD = re.compile(r"\w+(?:[-’'.,]\w+)*")


class Advice(StrEnum):
    """What could be better."""

    NO_SERVICE = "no_service"
    SERVICE_UNSAID = "service_unsaid"
    NO_OUTCOME = "no_outcome"
    OUTCOME_UNSAID = "outcome_unsaid"
    NOT_AGREED = "not_agreed"
    LONG_SENTENCES = "long_sentences"


@dataclass(frozen=True, slots=True)
class Sentences:
    """How long the sentences of a text are, in words."""

    count: int
    words: int
    longest: int

    @property
    def average(self) -> Fraction:
        """Words a sentence; nothing of an empty text."""
        return Fraction(self.words, self.count) if self.count else Fraction(0)

    @property
    def is_long(self) -> bool:
        """Whether a reader should be spared this."""
        return self.average > MOST_WORDS_ON_AVERAGE or self.longest > MOST_WORDS


@dataclass(frozen=True, slots=True)
class Promise:
    """A target as advice needs it: its service, what the catalogue says of it, what it protects."""

    service: str
    description: str
    protects: str


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of advice; `about` names the service or section, `figures` is what was counted."""

    advice: Advice
    about: str = ""
    figures: Sentences | None = None
    count: int = 0
    of: int = 0


def sentences_of(text: str) -> Sentences:
    """Count a text in Markdown: each item of a list and each cell of a table stands by itself."""
    lengths = []
    for line in _pieces(text):
        for sentence in _END.split(line):
            if words := len(_WORD.findall(sentence)):
                lengths.append(words)
    return Sentences(len(lengths), sum(lengths), max(lengths, default=0))


def _pieces(text: str) -> list[str]:
    """Paragraphs, items and cells, each on one line and without marks."""
    found: list[str] = [""]
    for line in text.splitlines():
        if not line.strip() or _LINE_OF_A_TABLE.match(line):
            found.append("")
        elif line.lstrip().startswith("|"):
            found += [cell.strip() for cell in line.strip().strip("|").split("|")]
            found.append("")
        elif _BULLET.match(line) or line.lstrip().startswith("#"):
            found += [_BULLET.sub("", line)]
        else:
            found[-1] = f"{found[-1]} {line.strip()}"
    return [_MARKS.sub("", piece).strip() for piece in found if piece.strip()]


def advise(
    *, promises: list[Promise], sections: Mapping[str, str], is_agreed: bool
) -> tuple[Hint, ...]:
    """What could be better, in the order of R81; nothing for an agreement that is well written.

    `sections` maps a section's name to its text. `is_agreed`: there is evidence, or people are
    named who will sign.
    """
    found = []
    if not promises:
        found.append(Hint(Advice.NO_SERVICE))
    unsaid = sorted({row.service for row in promises if not row.description.strip()})
    found += [Hint(Advice.SERVICE_UNSAID, about=service) for service in unsaid]
    silent = sum(not row.protects.strip() for row in promises)
    if promises and silent == len(promises):
        found.append(Hint(Advice.NO_OUTCOME, count=silent, of=len(promises)))
    elif silent:
        found.append(Hint(Advice.OUTCOME_UNSAID, count=silent, of=len(promises)))
    if not is_agreed:
        found.append(Hint(Advice.NOT_AGREED))
    for name, text in sections.items():
        figures = sentences_of(text)
        if figures.is_long:
            found.append(Hint(Advice.LONG_SENTENCES, about=name, figures=figures))
    return tuple(found)
