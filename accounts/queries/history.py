"""Who changed what, read from the history rows that the database wrote (decision 6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models

from accounts.models import User
from common.ui.times import write_instant

DOORS = {
    "page": _("page"),
    "api": _("API"),
    "job": _("background work"),
    "task": _("background work"),
    "command": _("command line"),
}
MADE, CHANGED, REMOVED = "made", "changed", "removed"
KINDS = {"insert": MADE, "update": CHANGED, "delete": REMOVED}


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; empty text where there was nothing."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of one record: when, by whom, through which door, under which request or job."""

    at: dt.datetime
    kind: str
    record: Any
    subject: str
    who: str
    door: Any
    request_id: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Source:
    """The records whose history is wanted: a tracked model and which of its event rows.

    `subject` is the path of the field that names a record in its event row; `hidden` leaves
    fields out that say nothing to a reader.
    """

    model: type[models.Model]
    where: dict[str, Any]
    subject: str = ""
    hidden: frozenset[str] = frozenset()


def history(*sources: Source, limit: int = 30) -> list[Change]:
    """Return the latest changes of several kinds of records, newest first.

    Costs one query a source, one a foreign key shown, and one for the people.
    """
    rows = [(source, row) for source in sources for row in _rows(source, limit)]
    rows.sort(key=lambda pair: (pair[1].pgh_created_at, pair[1].pgh_id), reverse=True)
    rows = rows[:limit]
    names = _names(rows)
    return [_change(source, row, names) for source, row in rows]


def _event_model(model: type[models.Model]) -> type[models.Model]:
    return event_models(tracks_model=model, include_missing_pgh_obj=True)[0]


def _fields(source: Source) -> list[models.Field]:
    """The tracked fields worth showing: no keys, nothing of the history's own."""
    event = _event_model(source.model)
    skipped = {"id", "public_id", "pgh_obj", "pgh_context"} | source.hidden
    return [
        field
        for field in event._meta.fields
        if field.name not in skipped and not field.name.startswith("pgh_")
    ]


def _rows(source: Source, limit: int) -> Iterable[Any]:
    event = _event_model(source.model)
    has_object = any(field.name == "pgh_obj" for field in event._meta.fields)
    same = "pgh_obj_id" if has_object else "prefix"
    before = {
        f"before_{field.attname}": Window(
            Lag(field.attname), partition_by=[F(same)], order_by=F("pgh_id").asc()
        )
        for field in _fields(source)
    }
    queryset = event._default_manager.filter(**source.where).select_related("pgh_context")
    return queryset.annotate(**before).order_by("-pgh_created_at", "-pgh_id")[:limit]


def _pointers(source: Source, row: Any) -> Iterable[tuple[Any, Any]]:
    """The records that a row names: its subject, and what its keys point and pointed to."""
    for field in _fields(source):
        if field.is_relation:
            yield field.related_model, getattr(row, field.attname)
            yield field.related_model, getattr(row, f"before_{field.attname}")
    if source.subject:
        field = row._meta.get_field(source.subject)
        if field.is_relation:
            yield field.related_model, getattr(row, field.attname)


def _names(rows: list[tuple[Source, Any]]) -> dict[type[models.Model], dict[Any, str]]:
    """The names of every record and person that the rows point to, one query a model."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for source, row in rows:
        if row.pgh_context and row.pgh_context.metadata.get("user"):
            wanted[User].add(row.pgh_context.metadata["user"])
        for model, pk in _pointers(source, row):
            wanted[model].add(pk)
    names: dict[type[models.Model], dict[Any, str]] = {}
    for model, ids in wanted.items():
        # With what it belongs to: a record is often named by it, a user by its person.
        found = model._default_manager.filter(pk__in=ids - {None}).select_related()
        names[model] = {one.pk: str(one) for one in found}
    return names


def _change(source: Source, row: Any, names: dict) -> Change:
    kind = KINDS.get(row.pgh_label, CHANGED)
    fields = []
    for field in _fields(source):
        after, before = getattr(row, field.attname), getattr(row, f"before_{field.attname}")
        if kind == MADE:
            before = None
        if kind == REMOVED or before == after or (before in (None, "") and after in (None, "")):
            continue
        said = (_word(field, before, names), _word(field, after, names))
        fields.append(FieldChange(_label(source.model._meta.get_field(field.name)), *said))
    facts = row.pgh_context.metadata if row.pgh_context else {}
    subject = ""
    if source.subject:
        field = row._meta.get_field(source.subject)
        subject = _word(field, getattr(row, field.attname), names)
    return Change(
        at=row.pgh_created_at,
        kind=kind,
        record=source.model._meta.verbose_name,
        subject=subject,
        who=names.get(User, {}).get(facts.get("user"), ""),
        door=DOORS.get(facts.get("door", ""), facts.get("door", "")),
        request_id=facts.get("request_id") or facts.get("job") or "",
        fields=tuple(fields),
    )


def _label(field: Any) -> Any:
    """What a reader calls a field; a name that Django made up is English and translated here."""
    label = getattr(field, "verbose_name", field.name)
    return label if isinstance(label, Promise) else gettext(label)


def _word(field: models.Field, value: Any, names: dict) -> str:
    """Say a stored value in words: the label of a choice, the name of a record."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, str(_("no longer there")))
    if isinstance(field, ArrayField):
        return ", ".join(_word(field.base_field, item, names) for item in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dt.datetime):
        return write_instant(value)
    return str(value)
