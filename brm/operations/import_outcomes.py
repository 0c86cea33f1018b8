"""Take business outcomes out of the rows of a table."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brm.models import BusinessOutcome
from brm.operations.save_outcome import OutcomeRefused, record_measurement, save_outcome
from brm.queries.writing import may_write, written_by
from common.imports.fields import Field, Form
from common.imports.kinds import ImportKind, Outcome, register_import
from common.imports.plan import ReadRow

KIND = "brm.outcomes"
FIELDS = (
    Field(
        "customer_code",
        _("Customer's code"),
        is_required=True,
        synonyms=("customer code", "customer", "unit code", "kode pelanggan", "pelanggan"),
        hint=_("Code of the customer or unit."),
    ),
    Field(
        "reference",
        _("Reference"),
        is_required=True,
        synonyms=("id", "key", "number", "nomor", "kode"),
        hint=_("Your own name for the outcome: by it the outcome is known again."),
    ),
    Field(
        "statement",
        _("Outcome"),
        is_required=True,
        synonyms=("statement", "objective", "goal", "sasaran", "hasil bisnis", "tujuan"),
    ),
    Field("importance", _("Importance"), Form.NUMBER, synonyms=("kepentingan", "bobot")),
    Field("measure", _("Measured by"), synonyms=("measure", "kpi", "indicator", "ukuran")),
    Field("unit", _("Unit of measure"), synonyms=("unit of measure", "uom", "satuan")),
    Field("baseline", _("Baseline"), Form.NUMBER, synonyms=("from", "awal", "nilai awal")),
    Field(
        "target", _("Target"), Form.NUMBER, synonyms=("target value", "goal value", "sasaran nilai")
    ),
    Field(
        "due_on", _("Due"), Form.DAY, synonyms=("due date", "deadline", "tenggat", "batas waktu")
    ),
    Field("actual", _("Actual"), Form.NUMBER, synonyms=("realised", "actual value", "realisasi")),
    Field(
        "actual_on",
        _("Measured on"),
        Form.DAY,
        synonyms=("actual date", "as of", "per tanggal", "tanggal ukur"),
        hint=_("Needed beside an actual figure."),
    ),
)


def take_rows(
    *,
    arguments: Mapping[str, Any],
    rows: Sequence[ReadRow],
    actor: Any,
    at: dt.datetime,
    report: Callable[[int, int | None], None],
) -> Outcome:
    """Keep each row as an outcome of its customer, known again by its reference."""
    customers = {row.code: row for row in written_by(actor)}
    known = {
        (row.customer_id, row.reference): row
        for row in BusinessOutcome.objects.filter(customer__in=[c.pk for c in customers.values()])
        if row.reference
    }
    labels = {field.name: str(field.label) for field in FIELDS}
    outcome = Outcome()
    made = changed = 0
    for done, row in enumerate(rows, start=1):
        said = row.values
        customer = customers.get(said["customer_code"].upper())
        if customer is None:
            message = _t("You manage no customer with this code.")
            outcome.errors.append(row.error("customer_code", message, labels["customer_code"]))
            continue
        stored = known.get((customer.pk, said["reference"]))
        try:
            saved = _save(said, stored, customer, actor=actor, at=at)
        except OutcomeRefused as refusal:
            field = {"realised": "actual", "measured_on": "actual_on"}.get(
                refusal.field or "", refusal.field or "statement"
            )
            outcome.errors.append(row.error(field, refusal.message, labels.get(field, field)))
            continue
        known[customer.pk, said["reference"]] = saved
        made, changed = made + (stored is None), changed + (stored is not None)
        if done % 100 == 0:
            report((len(rows) + done) // 2, len(rows))
    outcome.counts = [
        words % {"count": count}
        for count, words in (
            (made, ngettext("%(count)d new outcome.", "%(count)d new outcomes.", made)),
            (changed, ngettext("%(count)d said again.", "%(count)d said again.", changed)),
        )
        if count
    ]
    return outcome


def _save(
    said: Mapping[str, Any],
    stored: BusinessOutcome | None,
    customer: Any,
    *,
    actor: Any,
    at: dt.datetime,
) -> BusinessOutcome:
    """One row; a column that the file does not have, or an empty cell, changes nothing."""
    if said["actual"] is not None and said["actual_on"] is None:
        raise OutcomeRefused(_t("Say on which day this was measured."), field="measured_on")
    if said["importance"] is not None and said["importance"] % 1:
        raise OutcomeRefused(_t("Importance is a whole number from 0 to 10."), field="importance")
    names = ("reference", "statement", "measure", "unit", "baseline", "target", "due_on")
    fields = {name: said[name] for name in names if said[name] not in (None, "")}
    if said["importance"] is not None:
        fields["importance"] = int(said["importance"])
    saved = save_outcome(outcome=stored, customer=customer, actor=actor, at=at, **fields)
    if said["actual"] is not None:
        planned = saved.measurements.filter(measured_on=said["actual_on"]).first()
        record_measurement(
            outcome=saved,
            measured_on=said["actual_on"],
            planned=planned.planned if planned else None,
            realised=said["actual"],
            note=planned.note if planned else "",
            actor=actor,
            at=at,
        )
    return saved


def register() -> None:
    """Make tables of outcomes known to the pages of imports and to the worker."""
    register_import(
        ImportKind(
            key=KIND,
            fields=lambda _arguments: FIELDS,
            take=take_rows,
            may=may_write,
            memory=lambda _arguments: "outcomes",
            title=lambda _arguments: _t("Business outcomes"),
            start_url=lambda _arguments: reverse("brm:outcome-import"),
            done_url=lambda _arguments: reverse("brm:outcome-list"),
        )
    )
