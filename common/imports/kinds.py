"""What each app takes in from tables: registered by kind in a module that its ready() imports."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Model

from common.imports.fields import Field
from common.imports.plan import ReadRow


@dataclass(frozen=True)
class Written:
    """A record that an import made or changed: its columns before (None: it is new) and after.

    Values are as the columns hold them; `after` has what must still stand there for an undo.
    """

    model: type[Model]
    pk: Any
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


@dataclass
class Outcome:
    """What became of the rows that were taken.

    `counts` say in words what was new, changed, or as before; `errors` are `{row, field, value,
    message}` of rows that were refused. With what was `written` the whole import can be undone.
    """

    counts: list[str] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)


class Take(Protocol):
    def __call__(
        self,
        *,
        arguments: Mapping[str, Any],
        rows: Sequence[ReadRow],
        actor: Any,
        at: dt.datetime,
        report: Callable[[int, int | None], None],
    ) -> Outcome: ...


@dataclass(frozen=True)
class ImportKind:
    """One thing that tables can tell.

    `fields` gives what can be told for some arguments; `take` records rows that could all be read,
    leaves out those that it refuses, and names them. It runs inside a transaction that the caller
    undoes for a trial, or where one row was refused and no row may be left out. `may` says who,
    `memory` under which name the columns are remembered, `title` what stands above the pages, and
    `done_url` where what was taken can be seen.
    """

    key: str
    fields: Callable[[Mapping[str, Any]], Sequence[Field]]
    take: Take
    may: Callable[[Any], bool]
    memory: Callable[[Mapping[str, Any]], str]
    title: Callable[[Mapping[str, Any]], str]
    start_url: Callable[[Mapping[str, Any]], str]
    done_url: Callable[[Mapping[str, Any]], str]


_KINDS: dict[str, ImportKind] = {}


def register_import(kind: ImportKind) -> None:
    """Make the kind known to the pages and the worker."""
    _KINDS[kind.key] = kind


def kind_of(key: str) -> ImportKind:
    """The registered kind; KeyError when no app has registered it."""
    return _KINDS[key]
