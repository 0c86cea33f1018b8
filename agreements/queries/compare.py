"""Compares two versions of one agreement: clause by clause and target by target."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Target, Version
from agreements.queries.amounts import write_wanted
from agreements.queries.section_texts import Text, version_texts

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many words a clause is compared by lines: the comparison grows with their square.
MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `same`, `deleted` (only in the older) or `inserted` (only in the newer)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A section in both versions. `state` is same, changed, added or removed."""

    key: str
    name: str
    state: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Change:
    """One term of a target with its old and new value, in words; None where there is none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target in both versions. `state` is same, changed, added or removed."""

    name: str
    state: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two versions, in the order of the newer one's text."""

    clauses: tuple[Clause, ...]
    targets: tuple[TargetChange, ...]
    cover: tuple[Change, ...]

    @property
    def changed_clauses(self) -> list[Clause]:
        """Clauses that are not the same."""
        return [clause for clause in self.clauses if clause.state != "same"]

    @property
    def changed_targets(self) -> list[TargetChange]:
        """Targets that are not the same."""
        return [target for target in self.targets if target.state != "same"]


def compare(before: Version, after: Version, *, language: str | None = None) -> Comparison:
    """Say what `after` says otherwise than `before`, in the reader's language."""
    return Comparison(
        clauses=tuple(
            _clauses(
                version_texts(before, language=language), version_texts(after, language=language)
            )
        ),
        targets=tuple(_targets(_rows(before), _rows(after))),
        cover=tuple(_changed(_cover(before), _cover(after))),
    )


def word_pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts as pieces, word by word; joined again they are the texts."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[other_start:other_end])
        if gone:
            left.append(Piece("same" if tag == "equal" else "deleted", gone))
        if come:
            right.append(Piece("same" if tag == "equal" else "inserted", come))
    return tuple(left), tuple(right)


def _clauses(before: list[Text], after: list[Text]) -> Iterable[Clause]:
    old = {text.key: text for text in before}
    new = {text.key: text for text in after}
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        written, writes = _said(was), _said(now)
        if not written and not writes:
            continue
        shown = now or was
        assert shown is not None
        left, right = word_pieces(written, writes)
        if written == writes:
            state = "same"
        elif not written:
            state = "added"
        else:
            state = "changed" if writes else "removed"
        yield Clause(key, shown.name, state, left, right, shown.language)


def _said(text: Text | None) -> str:
    if text is None:
        return ""
    return _("None, as the parties state.") if text.is_none else text.text


def _rows(version: Version) -> list[Target]:
    return list(
        version.targets.select_related(
            "indicator__service", "indicator__slice", "hours", "version"
        ).order_by("indicator__service__name", "pk")
    )


def _same_promise(row: Target) -> tuple[Any, ...]:
    """What makes a target of the next version the same promise with, maybe, other figures."""
    return row.indicator_id, row.metric, row.priority


def _targets(before: list[Target], after: list[Target]) -> Iterable[TargetChange]:
    waiting = list(before)
    for row in after:
        alike = [one for one in waiting if _same_promise(one) == _same_promise(row)]
        was = next((one for one in alike if one.period == row.period), None) or next(
            iter(alike), None
        )
        if was is None:
            changes = tuple(_changed({}, _terms(row)))
            yield TargetChange(_name(row), "added", changes)
            continue
        waiting.remove(was)
        changes = tuple(_changed(_terms(was), _terms(row)))
        yield TargetChange(_name(row), "changed" if changes else "same", changes)
    for row in waiting:
        yield TargetChange(_name(row), "removed", tuple(_changed(_terms(row), {})))


def _name(row: Target) -> str:
    return f"{row.indicator.service.name}, {row.get_metric_display()}"


# Shown as one figure by `write_wanted`, or no term of the promise.
_ELSEWHERE = frozenset(
    {"id", "public_id", "version", "indicator", "metric", "hours", "threshold_ppm", "limit"}
    | {"within", "priority", "comparator"}
)


def _terms(row: Target) -> dict[str, str]:
    found = {_("Promised"): write_wanted(row), _("Service hours"): row.hours.name}
    for field in Target._meta.concrete_fields:
        if field.name in _ELSEWHERE:
            continue
        value = getattr(row, field.attname)
        if value in (None, "", False):
            continue
        words = row._get_FIELD_display(field) if field.choices else value  # type: ignore[attr-defined]
        found[str(field.verbose_name).capitalize()] = _("yes") if value is True else str(words)
    return found


def _cover(version: Version) -> dict[str, str]:
    found = {
        _("Governing language"): version.get_governing_language_display(),
        _("Tariff"): str(version.tariff or ""),
        _("Invoiced"): version.get_invoiced_display() if version.invoiced else "",
        _("Payable within, days"): "" if version.due_days is None else str(version.due_days),
    }
    return {name: value for name, value in found.items() if value}


def _changed(before: dict[str, str], after: dict[str, str]) -> Iterable[Change]:
    for name in [*after, *(name for name in before if name not in after)]:
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name), after.get(name))
