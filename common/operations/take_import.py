"""Take the rows of a table that was mapped, or try them without keeping anything."""

import datetime as dt
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.imports.kinds import Outcome
from common.imports.plan import MAX_ERRORS, ReadRow, errors_of, read_rows
from common.models import ImportedRecord, Job, TableImport
from common.operations.begin_import import ImportRefused, kind_for, open_table, plan_of
from common.operations.start_job import start_job
from common.operations.undo_import import columns_as_json

JOB = "common.import"


def start_import(
    *,
    table_import: TableImport,
    is_trial: bool,
    skip_bad: bool,
    back_url: str,
    actor: Any,
    at: dt.datetime,
) -> Job:
    """Let a worker check every row, and keep them unless it is a trial."""
    words = _("Check %(file)s") if is_trial else _("Import %(file)s")
    return start_job(
        kind=JOB,
        title=words % {"file": table_import},
        arguments={
            "import": str(table_import.pk),
            "is_trial": is_trial,
            "skip_bad": skip_bad,
        },
        actor=actor,
        at=at,
        input_file=table_import.file,
        back_url=back_url,
    )


def take_import(
    *,
    table_import: TableImport,
    is_trial: bool,
    skip_bad: bool,
    actor: Any,
    at: dt.datetime,
    report: Callable[[int, int | None], None],
) -> dict[str, Any]:
    """Record the rows: all of them, or with `skip_bad` those that are right.

    A trial undoes what it did and tells what it would have been. Returns what a job keeps. Raises
    ImportRefused with the errors by row and column where nothing may be left out.
    """
    if table_import.file is None:
        raise ImportRefused(_("The file is no longer there. Upload it again."), field="file")
    kind = kind_for(table_import)
    fields = kind.fields(table_import.arguments)
    whole = table_import.row_count
    report(0, whole)
    good: list[ReadRow] = []
    errors: list[dict[str, Any]] = []
    bad = 0
    with table_import.file.data.open("rb") as content:
        table = open_table(table_import, cast(BinaryIO, content))
        for done, row in enumerate(read_rows(table.rows, fields, plan_of(table_import)), start=1):
            if row.errors:
                errors += errors_of(row, fields)
                bad += 1
            else:
                good.append(row)
            if done % 500 == 0:
                # Reading is the first half, recording the second.
                report(done // 2, whole)
    with transaction.atomic():
        outcome = kind.take(
            arguments=table_import.arguments, rows=good, actor=actor, at=at, report=report
        )
        errors += outcome.errors
        bad += len({error["row"] for error in outcome.errors})
        if is_trial or (errors and not skip_bad):
            transaction.set_rollback(True)
        elif outcome.written:
            _remember(table_import, outcome, at)
    errors.sort(key=lambda error: error["row"])
    report(whole, whole)
    if errors and not skip_bad and not is_trial:
        raise ImportRefused(
            f"{_rows_with_errors(bad)} {_('Nothing was imported.')}", rows=errors[:MAX_ERRORS]
        )
    result: dict[str, Any] = {"message": _message(outcome, bad, is_trial, len(errors))}
    if outcome.written and not is_trial:
        result["undo_url"] = reverse("common:import-undo", args=[table_import.pk])
    result["url"] = (
        table_import.get_absolute_url() if is_trial else kind.done_url(table_import.arguments)
    )
    if errors:
        result["errors"] = errors[:MAX_ERRORS]
    return result


def _remember(table_import: TableImport, outcome: Outcome, at: dt.datetime) -> None:
    """Keep what was written, so that it can be undone; taken twice, the first state counts."""
    ImportedRecord.objects.bulk_create(
        (
            ImportedRecord(
                table_import=table_import,
                model=one.model._meta.label,
                record=str(one.pk),
                before=None if one.before is None else columns_as_json(one.before),
                after=columns_as_json(one.after),
            )
            for one in outcome.written
        ),
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["table_import", "model", "record"],
        update_fields=["after"],
    )
    table_import.taken_at, table_import.undone_at = at, None
    table_import.save(update_fields=["taken_at", "undone_at"])


def _rows_with_errors(count: int) -> str:
    return ngettext("%(count)d row has errors.", "%(count)d rows have errors.", count) % {
        "count": count
    }


def _message(outcome: Outcome, bad: int, is_trial: bool, error_count: int) -> str:
    words = list(outcome.counts)
    if bad:
        words.append(_rows_with_errors(bad))
        if not is_trial:
            words.append(_("They were left out."))
        if error_count > MAX_ERRORS:
            words.append(_("The first %(limit)d errors are listed.") % {"limit": MAX_ERRORS})
    if is_trial:
        words.append(_("This was a trial: nothing was recorded."))
    return " ".join(words)
