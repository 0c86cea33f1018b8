"""The exact text of a version, as a document that is hashed and signed (decision 25)."""

import datetime as dt
from typing import Any

from agreements.engine.canonical import FORM, text_hash
from agreements.models import Target, Version

# Keys of the database and of addresses are no part of a text.
_OWN = frozenset({"id", "public_id", "version", "indicator", "hours"})


def document_of(version: Version) -> dict[str, Any]:
    """Everything that a signature covers, as plain values.

    All sections in all languages, the term, the targets with their policies, and which tariff is
    referred to. Prices may change under the tariff's own validity and are not in it.
    """
    ends_at = version.signed_to if version.is_frozen else version.effective_to
    tariff = version.tariff
    return _charging(version) | {
        "form": FORM,
        "agreement": version.agreement.code,
        "kind": version.agreement.kind,
        "version": version.number,
        "governing_language": version.governing_language,
        "sections": version.sections or {},
        "starts_at": _instant(version.starts_at),
        "ends_before": _instant(ends_at),
        "value": _value(version),
        **_term(version),
        "tariff": str(tariff.code) if tariff is not None else None,
        "targets": sorted(
            (_target(row) for row in version.targets.select_related("indicator", "hours")),
            key=lambda row: (row["indicator"], row["metric"], row["period"], row["id"]),
        ),
    }


def hash_of(version: Version) -> str:
    """SHA-256 of the version's exact text as it stands now."""
    return text_hash(document_of(version))


def _target(row: Target) -> dict[str, Any]:
    terms = {
        field.name: getattr(row, field.attname)
        for field in Target._meta.concrete_fields
        if field.name not in _OWN
    }
    return {
        **terms,
        "id": str(row.public_id),
        "indicator": str(row.indicator.public_id),
        "hours": row.hours.code,
    }


def _charging(version: Version) -> dict[str, Any]:
    """Terms of invoicing, where there are any: a text without them keeps its hash."""
    if not version.invoiced and version.due_days is None:
        return {}
    return {"invoiced": version.invoiced, "due_days": version.due_days}


def _term(version: Version) -> dict[str, Any]:
    """How long it runs and how it ends, where that is written in months or asks for notice."""
    if version.initial_months is None and not version.notice_months and not version.notice_days:
        return {}
    counts_from_on = version.counts_from_on
    return {
        "term": {
            "initial_months": version.initial_months,
            "counts_from": counts_from_on.isoformat() if counts_from_on else None,
            "renewal": version.renewal,
            "renewal_months": version.renewal_months,
            "notice_months": version.notice_months,
            "notice_days": version.notice_days,
        }
    }


def _value(version: Version) -> str | None:
    if version.value_amount is None:
        return None
    return f"{version.value_amount:.2f} {version.value_currency}"


def _instant(at: dt.datetime | None) -> str | None:
    return None if at is None else at.astimezone(dt.UTC).isoformat()
