"""An agreement as a document: cover, parties, text, targets, tariff, signatures."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import Party, Tariff, Version
from agreements.queries.amounts import write_wanted
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.section_texts import LANGUAGES, version_texts
from agreements.queries.sides import name_of, our_name
from agreements.queries.signed_files import (
    signed_file,
    signed_in_full_at,
    without_signed_file,
)
from agreements.queries.signed_text import hash_of
from agreements.queries.signing import signing_of
from agreements.queries.tariffs import charges_on
from common.models import File
from common.operations.store_file import store_file
from common.ui.numbers import write_money
from common.ui.times import write_day, write_instant

from .blocks import blocks_of, plain_blocks
from .typesetting import DocumentRefused, set_pdf

TEMPLATE = Path(__file__).with_name("document.typ")
PDF = "application/pdf"
MOST_AT_ONCE = 20
log = structlog.get_logger(__name__)


def document_pdf(
    version: Version,
    *,
    parties: Iterable[Party],
    language: str,
    both: bool = False,
    at: dt.datetime,
) -> bytes:
    """The version as a PDF in `language`, with both languages' texts where asked.

    `parties` are those that the reader may learn of (decision 31); signatures of others are left
    out. Prices are those that hold on the day of `at`.
    """
    with override(language):
        data = _document(version, list(parties), language=language, both=both, at=at)
    return set_pdf(TEMPLATE, data, at=at)


def signed_document(version: Version, *, at: dt.datetime) -> File:
    """The version's PDF with every party and signature, kept for good.

    Made once everybody signed, as of the last signature, or of its activation where it was agreed
    outside; every further call returns the same file. It has no reader of its own: the page that
    hands it out decides who may have it.
    """
    with transaction.atomic():
        locked = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
        kept = signed_file(locked)
        if kept is not None:
            return kept
        as_of = signed_in_full_at(locked) or locked.activated_at
        assert as_of is not None
        parties = locked.agreement.parties.select_related("customer", "provider")
        made = document_pdf(
            version, parties=parties, language=version.governing_language, both=True, at=as_of
        )
        name = f"{locked.agreement.code}-v{locked.number}.pdf"
        return store_file(
            content=ContentFile(made, name),
            name=name,
            content_type=PDF,
            parent=locked,
            actor=locked.activated_by,
            at=at,
        )


def keep_signed_documents(*, at: dt.datetime) -> int:
    """Keep the document of every version that everybody signed; how many were made.

    Done again it makes none twice. One that cannot be set does not keep the others waiting: it is
    logged and tried again the next time.
    """
    count = 0
    for version in without_signed_file(at=at, limit=MOST_AT_ONCE):
        try:
            signed_document(version, at=at)
        except (DocumentRefused, OSError):
            log.exception("signed_document_failed", version=str(version))
        else:
            count += 1
    return count


def _document(
    version: Version, parties: list[Party], *, language: str, both: bool, at: dt.datetime
) -> dict[str, Any]:
    agreement = version.agreement
    name = f"{agreement.code} {agreement.title}"
    number = _("version %(number)d") % {"number": version.number}
    languages = [language, *(one for one in LANGUAGES if one != language)] if both else [language]
    return {
        "title": f"{name}, {number}",
        "author": our_name(),
        "language": language,
        "kind": str(agreement.get_kind_display()),
        "name": name,
        "facts": _facts(version, number, at),
        "hash": version.text_hash or hash_of(version),
        "note": _note(version, at),
        "footer": f"{agreement.code} v{version.number}",
        "words": _words(),
        "parties": _parties(parties),
        "texts": [part for one in languages if (part := _text(version, one, languages))],
        "targets": _targets(version),
        "tariff": _tariff(version.tariff, version, at) if version.tariff else None,
        "evidence": version.evidence.strip(),
        "signatures": _signatures(version, {party.pk for party in parties}, at),
    }


def _note(version: Version, at: dt.datetime) -> str:
    """What a reader must know who might take it for more than it is."""
    if version.activated_at is not None or _is_signed(version, at):
        return ""
    if version.is_frozen:
        return _("Not in force: not everybody has signed.")
    return _("Not in force: this text may still change.")


def _is_signed(version: Version, at: dt.datetime) -> bool:
    return version.state == Version.State.SIGNING and signing_of(version, at=at).is_complete


def _state(version: Version, at: dt.datetime) -> str:
    """Its state in words; a text on which nobody's signature is missing is signed."""
    if _is_signed(version, at):
        return str(Version.State.SIGNED.label)
    return str(version.get_state_display())


def _facts(version: Version, number: str, at: dt.datetime) -> list[list[str]]:
    zone = version.agreement.zone
    starts_on = local_day(version.starts_at, zone)
    ends_at = version.signed_to if version.is_frozen else version.effective_to
    ends_on = last_day(ends_at, zone)
    rows = [
        (_("Version"), f"{number}, {_state(version, at)}"),
        (_("In force from"), write_day(starts_on) if starts_on else "–"),
        (_("Last day included"), write_day(ends_on) if ends_on else _("no end")),
        (_("Time zone of its dates"), zone),
        (_("Governing language"), str(version.get_governing_language_display())),
    ]
    if version.value_amount is not None:
        rows.append((_("Worth"), write_money(version.value_amount, version.value_currency)))
    if version.invoiced:
        rows.append((_("Invoiced"), str(version.get_invoiced_display())))
    if version.due_days is not None:
        rows.append((_("Payable within, days"), str(version.due_days)))
    return [[str(name), str(value)] for name, value in rows]


def _words() -> dict[str, str]:
    return {
        "hash": _("SHA-256 of the exact text:"),
        "parties": _("Parties"),
        "party": _("Party"),
        "role": _("Role"),
        "targets": _("Targets"),
        "target": _("Target"),
        "promised": _("Promised"),
        "period": _("Period"),
        "hours": _("Service hours"),
        "no_targets": _("This version promises no level."),
        "item": _("What is charged"),
        "price": _("Price"),
        "charged": _("Charged"),
        "valid": _("Valid"),
        "signatures": _("Signatures"),
        "person": _("Person"),
        "side": _("For"),
        "act": _("What was done"),
        "when": _("When"),
        "not_signed": _("Nobody has signed."),
    }


def _parties(parties: list[Party]) -> list[list[str]]:
    rows = [[str(party), str(party.get_role_display())] for party in parties]
    if not any(party.role == Party.Role.PROVIDER for party in parties):
        rows.append([our_name(), str(Party.Role.PROVIDER.label)])
    return rows


def _text(version: Version, language: str, languages: list[str]) -> dict[str, Any] | None:
    """The sections in one language; a further language is left out where nothing is in it."""
    stored = version.sections or {}
    written = any(value.get(language) for value in stored.values() if isinstance(value, dict))
    if language != languages[0] and not written:
        return None
    with override(language):
        sections = []
        for row in version_texts(version, language=language):
            if not row.text and not row.is_none:
                continue
            if row.language != language and len(languages) > 1:
                continue
            said = plain_blocks(_("None, as the parties state."))
            sections.append({"name": row.name, "blocks": blocks_of(row.text) if row.text else said})
        governs = language == version.governing_language
        return {
            "language": language,
            "title": _("Text"),
            "note": _("This language governs.") if governs and len(languages) > 1 else "",
            "sections": sections,
        }


def _targets(version: Version) -> list[list[str]]:
    rows = version.targets.select_related("indicator__service", "hours").order_by(
        "indicator__service__name", "pk"
    )
    return [
        [
            f"{row.indicator.service.name}, {row.get_metric_display()}",
            write_wanted(row),
            str(row.get_period_display()),
            row.hours.name,
        ]
        for row in rows
    ]


def _tariff(tariff: Tariff, version: Version, at: dt.datetime) -> dict[str, Any]:
    on = local_day(at, tariff.zone)
    assert on is not None
    return {
        "title": _("Tariff %(tariff)s") % {"tariff": tariff},
        "note": _("Prices on %(day)s. They may change under the tariff's own validity.")
        % {"day": write_day(on)},
        "charges": [
            [
                row.item.name,
                write_money(row.price, tariff.currency),
                f"{row.item.get_per_display()} {row.item.unit}".strip(),
                f"{write_day(row.valid_from)} – "
                + (write_day(row.last_day) if row.last_day else _("no end")),
            ]
            for row in charges_on(tariff, on)
        ],
    }


def _signatures(version: Version, known: set[Any], at: dt.datetime) -> list[list[str]]:
    """Who did what, when, how: only of sides that the reader may learn of."""
    found = []
    for place in signing_of(version, at=at).places:
        party = place.signatory.party
        if party is not None and party.pk not in known:
            continue
        if place.state != "done" or place.last is None:
            continue
        done = place.last
        how = f", {done.get_method_display()}" if done.method else ""
        found.append(
            [
                str(done.person or place.signatory.person),
                name_of(party),
                f"{done.get_act_display()}{how}",
                write_instant(done.signed_at, zone=version.agreement.zone, form="seconds"),
            ]
        )
    return found
