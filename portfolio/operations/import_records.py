"""Take figures of a register out of the rows of a table; the whole import can be undone."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from common.imports.fields import Field
from common.imports.kinds import ImportKind, Outcome, register_import
from common.imports.plan import ReadRow
from portfolio.models import Origin
from portfolio.operations.write_records import Taken, write_records
from portfolio.queries.directory import Directory
from portfolio.queries.import_rows import row_of
from portfolio.queries.money_access import may_write_money
from portfolio.queries.registers import BY_KEY, REGISTERS, Register


def kind_key(register: Register) -> str:
    """Under which name the import of a register is known."""
    return f"portfolio.{register.key}"


def take_rows(
    *,
    arguments: Mapping[str, Any],
    rows: Sequence[ReadRow],
    actor: Any,
    at: dt.datetime,
    report: Callable[[int, int | None], None],
) -> Outcome:
    """Record the rows of customers that `actor` manages; the others are named."""
    register = BY_KEY[arguments["register"]]
    directory = Directory(actor)
    labels = {field.name: str(field.label) for field in register.columns}
    outcome = Outcome()
    said, told = [], []
    for row in rows:
        values, errors = row_of(register, row.values, directory)
        if errors:
            outcome.errors += [
                row.error(name, message, labels.get(name, "")) for name, message in errors.items()
            ]
            continue
        said.append(values)
        told.append(row)
    taken = write_records(
        register=register, rows=said, origin=Origin.IMPORTED, actor=actor, at=at, skip_bad=True
    )
    for error in taken.errors:
        row = told[error["row"]]
        outcome.errors.append(
            row.error(error["field"], error["message"], labels.get(error["field"] or "", ""))
        )
    outcome.counts = words_of(taken)
    outcome.written = taken.written
    report(len(rows), len(rows))
    return outcome


def words_of(taken: Taken) -> list[str]:
    """What became of the rows, in words."""
    counts = (
        (taken.new, ngettext("%(count)d new figure.", "%(count)d new figures.", taken.new)),
        (
            taken.changed,
            ngettext("%(count)d corrected.", "%(count)d corrected.", taken.changed),
        ),
        (taken.same, ngettext("%(count)d known already.", "%(count)d known already.", taken.same)),
    )
    return [words % {"count": count} for count, words in counts if count]


def _fields(arguments: Mapping[str, Any]) -> Sequence[Field]:
    return BY_KEY[arguments["register"]].columns


def _list_url(arguments: Mapping[str, Any]) -> str:
    return reverse("portfolio:register", args=[arguments["register"]])


def register_imports() -> None:
    """Make tables of every register known to the pages of imports and to the worker."""
    for register in REGISTERS:
        register_import(
            ImportKind(
                key=kind_key(register),
                fields=_fields,
                take=take_rows,
                may=may_write_money,
                memory=lambda arguments: str(arguments["register"]),
                title=lambda arguments: (
                    _t("Import: %(what)s") % {"what": str(BY_KEY[arguments["register"]].title)}
                ),
                start_url=lambda arguments: reverse(
                    "portfolio:register-import", args=[arguments["register"]]
                ),
                done_url=_list_url,
            )
        )
