"""Take work items out of the rows of a table."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.queries.roles import may_manage_levels
from common.imports.fields import Field, Form
from common.imports.kinds import ImportKind, Outcome, register_import
from common.imports.plan import ReadRow
from slm.models import Indicator, Source
from slm.queries.work_items import Desks

from .take_work_items import Taken, Ticket, take_work_items

KIND = "slm.work_items"
# So many tickets at once: memory stays small, and progress is told.
_CHUNK = 2_000

_SERVICE = Field(
    "service",
    _("Service"),
    is_required=True,
    synonyms=("business service", "service code", "affected service", "layanan", "kode layanan"),
    hint=_("Code or name of the service, or the name of its indicator."),
)
_FIELDS = (
    Field(
        "external_id",
        _("Reference"),
        is_required=True,
        synonyms=(
            *("number", "issue key", "ticket number", "ticket id", "ticket", "id", "key", "ref"),
            *("#", "case number", "nomor tiket", "no tiket", "nomor", "no", "kode tiket", "tiket"),
        ),
        hint=_("The tool's own name for the item: by it the item is known again."),
    ),
    Field(
        "priority",
        _("Priority"),
        synonyms=("severity", "prioritas", "tingkat prioritas", "tingkat keparahan"),
    ),
    Field(
        "title",
        _("Title"),
        synonyms=(
            *("short description", "summary", "subject", "description"),
            *("judul", "ringkasan", "perihal", "subjek", "deskripsi singkat", "keluhan"),
        ),
    ),
    Field(
        "opened_at",
        _("Opened"),
        Form.MOMENT,
        is_required=True,
        synonyms=(
            *("opened at", "created", "created at", "created time", "date created"),
            *("opening date", "start date", "requested", "reported", "sys created on"),
            *("dibuka", "dibuat", "tanggal dibuka", "tanggal dibuat", "tanggal buka"),
            *("waktu buka", "waktu dibuka", "waktu lapor", "tanggal lapor", "dilaporkan"),
        ),
    ),
    Field(
        "responded_at",
        _("Answered"),
        Form.MOMENT,
        synonyms=(
            *("responded", "responded at", "first response", "first response at", "answered"),
            *("answered at", "acknowledged", "acknowledged at", "initial response time"),
            *("direspons", "ditanggapi", "respons pertama", "waktu respons", "waktu tanggap"),
            *("tanggal respons", "tanggapan pertama", "waktu respon"),
        ),
        hint=_("Without it, resolving an item is the answer."),
    ),
    Field(
        "resolved_at",
        _("Resolved"),
        Form.MOMENT,
        synonyms=(
            *("resolved at", "resolved time", "resolution date", "solved", "solved at"),
            *("solution date", "closed", "closed at", "closed time", "closing date"),
            *("selesai", "diselesaikan", "tanggal selesai", "waktu selesai", "ditutup"),
            *("tanggal tutup", "waktu tutup", "tanggal ditutup"),
        ),
        hint=_("Empty cells are open items."),
    ),
    Field(
        "paused_from",
        _("Paused from"),
        Form.MOMENT,
        synonyms=(
            "on hold since",
            "pause start",
            "last pending date",
            "ditunda sejak",
            "jeda dari",
        ),
    ),
    Field(
        "paused_until",
        _("Paused until"),
        Form.MOMENT,
        synonyms=("pause end", "on hold until", "ditunda sampai", "jeda sampai"),
        hint=_("Empty while the pause lasts."),
    ),
    Field(
        "paused_seconds",
        _("Paused in all"),
        Form.LENGTH,
        synonyms=(
            *("waiting time", "waiting duration", "pause duration", "business pause duration"),
            *("on hold time", "on hold", "time on hold", "cumulated pending", "pending time"),
            *("waktu tunggu", "durasi jeda", "lama jeda", "waktu tertunda"),
        ),
        hint=_("Service time, where the tool tells only how long; taken from the time to resolve."),
    ),
    Field(
        "told_at",
        _("Changed in the tool"),
        Form.MOMENT,
        synonyms=(
            *("updated", "updated at", "last updated", "last update", "sys updated on"),
            *("last update time", "diperbarui", "diubah", "terakhir diubah", "pembaruan terakhir"),
        ),
        hint=_("What is older than what is known is ignored."),
    ),
)


def fields_of(arguments: Mapping[str, Any]) -> Sequence[Field]:
    """What a table can tell; the service too, unless one indicator was chosen for all rows."""
    if arguments.get("indicator"):
        return _FIELDS
    return (_FIELDS[0], _SERVICE, *_FIELDS[1:])


def take_rows(
    *,
    arguments: Mapping[str, Any],
    rows: Sequence[ReadRow],
    actor: Any,
    at: dt.datetime,
    report: Callable[[int, int | None], None],
) -> Outcome:
    """Record the rows as what their source says; those that cannot be are named, not recorded."""
    source = Source.objects.get(pk=arguments["source"])
    desks = Desks()
    chosen = desks.by_id(arguments["indicator"]) if arguments.get("indicator") else None
    labels = {field.name: str(field.label) for field in fields_of(arguments)}
    labels["pauses"] = labels["paused_from"]
    outcome = Outcome()
    whole = Taken()
    tickets: list[Ticket] = []
    told: list[ReadRow] = []
    for row in rows:
        indicator, message = (chosen, "") if chosen else desks.find(row.values["service"])
        field = "service"
        if indicator is not None and row.values["paused_until"] and not row.values["paused_from"]:
            field, message = "paused_from", _t("Say when the pause began.")
        if indicator is None or message:
            outcome.errors.append(row.error(field, message, labels.get(field, field)))
            continue
        tickets.append(_ticket(row, indicator))
        told.append(row)
    for first in range(0, len(tickets), _CHUNK):
        taken = take_work_items(
            source=source,
            tickets=tickets[first : first + _CHUNK],
            skip_bad=True,
            actor=actor,
            at=at,
        )
        for error in taken.errors:
            row = told[first + error["row"]]
            label = labels.get(error["field"], error["field"])
            outcome.errors.append(row.error(error["field"], error["message"], label))
        for name in ("new", "changed", "same", "stale"):
            setattr(whole, name, getattr(whole, name) + getattr(taken, name))
        report((len(rows) + min(first + _CHUNK, len(rows))) // 2, len(rows))
    outcome.counts = _words(whole)
    return outcome


def _ticket(row: ReadRow, indicator: Indicator) -> Ticket:
    said = row.values
    pause = (said["paused_from"], said["paused_until"])
    return Ticket(
        external_id=said["external_id"],
        indicator=indicator,
        priority=said["priority"],
        title=said["title"][:200],
        opened_at=said["opened_at"],
        responded_at=said["responded_at"],
        resolved_at=said["resolved_at"],
        pauses=(pause,) if said["paused_from"] else (),
        paused_seconds=said["paused_seconds"] or 0,
        told_at=said["told_at"],
    )


def _words(taken: Taken) -> list[str]:
    counts = (
        (taken.new, ngettext("%(count)d new item.", "%(count)d new items.", taken.new)),
        (taken.changed, ngettext("%(count)d changed.", "%(count)d changed.", taken.changed)),
        (
            taken.same,
            ngettext("%(count)d known already.", "%(count)d known already.", taken.same),
        ),
        (
            taken.stale,
            ngettext(
                "%(count)d older than what is known: ignored.",
                "%(count)d older than what is known: ignored.",
                taken.stale,
            ),
        ),
    )
    return [words % {"count": count} for count, words in counts if count]


def _source(arguments: Mapping[str, Any]) -> Source:
    return Source.objects.get(pk=arguments["source"])


def register() -> None:
    """Make tables of work items known to the pages of imports and to the worker."""
    register_import(
        ImportKind(
            key=KIND,
            fields=fields_of,
            take=take_rows,
            may=may_manage_levels,
            memory=lambda arguments: _source(arguments).code,
            title=lambda arguments: (
                _t("Work items of %(source)s") % {"source": _source(arguments).name}
            ),
            start_url=lambda arguments: (
                f"{reverse('slm:work-item-import')}?source={_source(arguments).code}"
            ),
            done_url=lambda arguments: (
                f"{reverse('slm:work-item-list')}?source={_source(arguments).code}"
            ),
        )
    )
