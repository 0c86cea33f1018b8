"""Take feedback out of the rows of a table."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brm.models import Customer, Feedback
from brm.queries.feedback_access import handled_customers, may_record
from common.imports.fields import Field, Form, fold
from common.imports.kinds import ImportKind, Outcome, register_import
from common.imports.plan import ReadRow
from slm.models.service import Service

from .record_feedback import record_feedback
from .take_feedback_step import FeedbackRefused

KIND = "brm.feedback"

FIELDS = (
    Field(
        "external_id",
        _("Reference"),
        is_required=True,
        synonyms=("number", "id", "ticket", "ref", "nomor", "nomor tiket", "no"),
        hint=_("By it the same row is known again; for each customer once."),
    ),
    Field(
        "customer",
        _("Customer"),
        is_required=True,
        synonyms=("customer code", "organisation", "unit", "pelanggan", "kode pelanggan"),
        hint=_("Its code or its name."),
    ),
    Field("kind", _("Kind"), synonyms=("type", "category", "jenis", "kategori")),
    Field("severity", _("Severity"), synonyms=("priority", "urgency", "keparahan", "prioritas")),
    Field("service", _("Service"), synonyms=("service code", "layanan", "kode layanan")),
    Field(
        "title",
        _("In short"),
        is_required=True,
        synonyms=("title", "subject", "summary", "judul", "perihal", "ringkasan"),
    ),
    Field(
        "text",
        _("What was said"),
        synonyms=("text", "description", "details", "isi", "uraian", "deskripsi"),
    ),
    Field(
        "told_by",
        _("Told by"),
        is_required=True,
        synonyms=("reporter", "contact", "name", "pelapor", "nama", "disampaikan oleh"),
    ),
    Field("channel", _("Channel"), synonyms=("source", "via", "kanal", "saluran")),
    Field(
        "received_at",
        _("Received"),
        Form.MOMENT,
        is_required=True,
        synonyms=("received at", "created", "date", "opened", "diterima", "tanggal", "waktu"),
    ),
)

# What tools and people call the kinds and severities, beside our own words.
_KINDS = {
    "complaint": ("complaint", "keluhan", "pengaduan", "komplain"),
    "compliment": ("compliment", "praise", "pujian", "apresiasi"),
    "comment": ("comment", "question", "komentar", "pertanyaan"),
    "suggestion": ("suggestion", "idea", "saran", "usul", "usulan"),
}
_SEVERITIES = {
    "low": ("low", "minor", "rendah", "ringan", "p4", "4"),
    "medium": ("medium", "normal", "sedang", "p3", "3"),
    "high": ("high", "major", "tinggi", "berat", "p2", "2"),
    "critical": ("critical", "urgent", "kritis", "p1", "1"),
}
_CHANNELS = {
    "portal": ("portal", "own pages", "web"),
    "email": ("email", "e-mail", "mail", "surel"),
    "phone": ("phone", "telephone", "telepon"),
    "meeting": ("meeting", "rapat"),
    "letter": ("letter", "surat"),
    "survey": ("survey", "survei"),
    "tool": ("tool", "ticket", "tiket"),
}


def take_rows(
    *,
    arguments: Mapping[str, Any],
    rows: Sequence[ReadRow],
    actor: Any,
    at: dt.datetime,
    report: Callable[[int, int | None], None],
) -> Outcome:
    """Record the rows; those that cannot be are named, not recorded. Told again they are known."""
    outcome = Outcome()
    labels = {field.name: str(field.label) for field in FIELDS}
    customers = _by_name(handled_customers(actor))
    services = _by_name(Service.objects.all())
    new = known = 0
    for done, row in enumerate(rows, start=1):
        try:
            wish = _wish(row.values, customers, services)
            with transaction.atomic():
                recorded = record_feedback(**wish, actor=actor, at=at)
        except FeedbackRefused as refusal:
            field = refusal.field or "external_id"
            outcome.errors.append(row.error(field, refusal.message, labels.get(field, field)))
        else:
            new, known = new + recorded.is_new, known + (not recorded.is_new)
        if done % 100 == 0:
            report(done, len(rows))
    if new:
        outcome.counts.append(ngettext("%(count)d new.", "%(count)d new.", new) % {"count": new})
    if known:
        outcome.counts.append(
            ngettext("%(count)d known already.", "%(count)d known already.", known)
            % {"count": known}
        )
    return outcome


def _wish(
    said: Mapping[str, Any], customers: Mapping[str, Customer], services: Mapping[str, Service]
) -> dict[str, Any]:
    customer = customers.get(fold(said["customer"]))
    if customer is None:
        raise FeedbackRefused(_t("No customer of yours is called so."), field="customer")
    service = services.get(fold(said["service"])) if said["service"] else None
    if said["service"] and service is None:
        raise FeedbackRefused(_t("No service is called so."), field="service")
    return {
        "external_id": said["external_id"],
        "customer": customer,
        "service": service,
        "kind": _one_of(_KINDS, Feedback.Kind, said["kind"], "kind", Feedback.Kind.COMPLAINT),
        "severity": _one_of(
            _SEVERITIES, Feedback.Severity, said["severity"], "severity", Feedback.Severity.MEDIUM
        ),
        "channel": _one_of(
            _CHANNELS, Feedback.Channel, said["channel"], "channel", Feedback.Channel.TOOL
        ),
        "title": said["title"],
        "text": said["text"] or said["title"],
        "told_by": said["told_by"],
        "received_at": said["received_at"],
    }


def _one_of(
    names: Mapping[str, Sequence[str]], choices: Any, said: str, field: str, usual: str
) -> str:
    """The value that is called so, in our words or in those of tools; the usual where untold."""
    if not said:
        return usual
    words = fold(said)
    for choice in choices:
        called = (choice.value, str(choice.label), *names[choice.value])
        if words in {fold(name) for name in called}:
            return str(choice.value)
    possible = ", ".join(str(choice.label) for choice in choices)
    raise FeedbackRefused(
        _t("This word is not known. Possible: %(words)s.") % {"words": possible}, field=field
    )


def _by_name(rows: Any) -> dict[str, Any]:
    """Records by code and by name; a code wins over a namesake."""
    found = list(rows)
    return {fold(row.name): row for row in found} | {fold(row.code): row for row in found}


def register() -> None:
    """Make tables of feedback known to the pages of imports and to the worker."""
    register_import(
        ImportKind(
            key=KIND,
            fields=lambda arguments: FIELDS,
            take=take_rows,
            may=may_record,
            memory=lambda arguments: "feedback",
            title=lambda arguments: _t("Feedback from a table"),
            start_url=lambda arguments: reverse("brm:feedback-import"),
            done_url=lambda arguments: reverse("brm:feedback-list"),
        )
    )
