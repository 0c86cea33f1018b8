"""Take back a whole import: what it made goes, what it changed stands as before."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.models import ImportedRecord, TableImport
from common.problems import Refusal

SHOWN = 5


class UndoRefused(Refusal):
    """The import stays."""

    code = "undo_refused"


def columns_as_json(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they can be kept: what is no JSON of its own as text."""
    return {
        name: value if value is None or isinstance(value, bool | int | str) else str(value)
        for name, value in columns.items()
    }


@transaction.atomic
def undo_import(*, table_import: TableImport, actor: Any, at: dt.datetime) -> int:
    """Undo everything that the import wrote; returns how many records that were.

    Refused as a whole once something newer replaced, or removed, one of them: then the newer
    word stands, and the rest is corrected one by one.
    """
    locked = TableImport.objects.select_for_update().get(pk=table_import.pk)
    if locked.taken_at is None:
        raise UndoRefused(_("Nothing of this table was recorded."))
    if locked.undone_at is not None:
        raise UndoRefused(_("This import was undone already."))
    by_model: dict[str, list[ImportedRecord]] = defaultdict(list)
    for record in locked.records.order_by("pk"):
        by_model[record.model].append(record)
    count = 0
    for label, records in by_model.items():
        count += _undo(apps.get_model(label), records)
    locked.records.all().delete()
    locked.undone_at = at
    locked.save(update_fields=["undone_at"])
    return count


def _undo(model: type[models.Model], records: list[ImportedRecord]) -> int:
    """Take back what was written to one table."""
    rows = model._default_manager.select_for_update(of=("self",)).in_bulk(
        [model._meta.pk.to_python(record.record) for record in records]
    )
    found = {str(pk): row for pk, row in rows.items()}
    newer = [record for record in records if _is_replaced(found.get(record.record), record)]
    if newer:
        first = [str(found.get(record.record, record)) for record in newer[:SHOWN]]
        raise UndoRefused(
            ngettext(
                "%(count)d record was changed since and the newer word stands: %(names)s.",
                "%(count)d records were changed since and the newer word stands: %(names)s.",
                len(newer),
            )
            % {"count": len(newer), "names": "; ".join(first)}
        )
    try:
        # First what is new: it may stand where what it replaced stood before.
        model._default_manager.filter(
            pk__in=[found[record.record].pk for record in records if record.before is None]
        ).delete()
    except ProtectedError as error:
        raise UndoRefused(
            _("Other records rest on what was imported. Remove those first.")
        ) from error
    changed = [record for record in records if record.before is not None]
    names: set[str] = set()
    for record in changed:
        for name, value in (record.before or {}).items():
            field: Any = model._meta.get_field(name)
            setattr(found[record.record], field.attname, field.to_python(value))
            names.add(field.name)
    if changed:
        model._default_manager.bulk_update(
            [found[record.record] for record in changed], sorted(names), batch_size=1_000
        )
    return len(records)


def _is_replaced(row: models.Model | None, record: ImportedRecord) -> bool:
    """Whether the record no longer stands as the import left it."""
    if row is None:
        return True
    columns: dict[str, Any] = {name: row._meta.get_field(name) for name in record.after}
    now = {name: getattr(row, column.attname) for name, column in columns.items()}
    return columns_as_json(now) != record.after
