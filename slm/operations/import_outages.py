"""Take in a file of outages, all or nothing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.db.instants import from_seconds
from slm.engine.instants import read_instants
from slm.models import Fact, Layer, Service, Slice, Source
from slm.queries.reference import MAX_REFERENCE

from .take_outages import OutagesRefused, take_outages

COLUMNS = ("reference", "service", "start_at")
OPTIONAL = ("slice", "layer", "end_at", "reason")
LAYERS = {"": Layer.DOWN, "down": Layer.DOWN, "partial": Layer.PARTIAL, "degraded": Layer.DEGRADED}
LONGEST_REASON = 2_000
MAX_ROWS = 5_000
MAX_ERRORS = 100
# The first row after the heading, as in a spreadsheet.
_FIRST_ROW = 2


def import_outages(
    *, source: Source, rows: Sequence[Mapping[str, str]], actor: Any, at: dt.datetime
) -> list[Fact]:
    """Record an outage for each row, under the source's own `reference`, in the order of the file.

    `start_at` and `end_at` are RFC 3339, `service` and `slice` codes, `layer` is down, partial or
    degraded. Without `end_at` it goes on. A row said before changes nothing; with other times it is
    the next version, as `record_outage` has it. Every row is checked before anything is kept.
    """
    if not rows:
        raise OutagesRefused(_("The file has no rows."), field="file")
    if len(rows) > MAX_ROWS:
        raise OutagesRefused(
            _("The file has more than %(limit)d rows. Split it.") % {"limit": MAX_ROWS},
            field="file",
        )
    errors: list[dict[str, Any]] = []
    wishes = list(_wishes(rows, errors))
    if errors:
        raise _refused(errors)
    try:
        return take_outages(source=source, outages=wishes, actor=actor, at=at)
    except OutagesRefused as refused:
        raise _refused([{**one, "row": one["row"] + _FIRST_ROW} for one in refused.rows]) from None


def _wishes(
    rows: Sequence[Mapping[str, str]], errors: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The rows as arguments of `record_outage`; what cannot be read goes to `errors`."""
    services, slices = _records(rows)
    begins, ends = (_instants(rows, name, errors) for name in ("start_at", "end_at"))
    for place, row in enumerate(rows):
        reference, code = _cell(row, "reference"), _cell(row, "service")
        service = services.get(code.upper())
        part = slices.get((code.upper(), _cell(row, "slice").upper()))
        layer = LAYERS.get(_cell(row, "layer").lower())
        wrong = {
            "reference": not 0 < len(reference) <= MAX_REFERENCE or not reference.isprintable(),
            "service": service is None,
            "slice": service is not None and part is None and bool(_cell(row, "slice")),
            "layer": layer is None,
        }
        for field in [field for field, is_wrong in wrong.items() if is_wrong]:
            errors.append(_error(place, field, _why(field) % {"value": _cell(row, field)[:80]}))
        yield {
            "external_id": reference,
            "service": service,
            "slice": part,
            "layer": layer,
            "start_at": begins[place],
            "end_at": ends[place],
            "reason": _cell(row, "reason")[:LONGEST_REASON],
        }


def _records(
    rows: Sequence[Mapping[str, str]],
) -> tuple[dict[str, Service], dict[tuple[str, str], Slice]]:
    """Services by code, slices by both codes; in two queries."""
    codes = {_cell(row, "service").upper() for row in rows}
    services = {one.code: one for one in Service.objects.filter(code__in=codes)}
    slices = Slice.objects.filter(service__in=services.values()).select_related("service")
    return services, {(one.service.code, one.code): one for one in slices}


def _instants(
    rows: Sequence[Mapping[str, str]], name: str, errors: list[dict[str, Any]]
) -> list[dt.datetime | None]:
    texts = [_cell(row, name) for row in rows]
    may_be_empty = name == "end_at"
    given = [place for place, text in enumerate(texts) if text or not may_be_empty]
    seconds, unread = read_instants([texts[place] for place in given])
    for number, why in unread:
        place = given[number]
        message = (
            _("“%(value)s” names no zone; add Z or an offset.")
            if why == "zone"
            else _("“%(value)s” is no instant such as 2026-08-11T11:06:25Z.")
        )
        errors.append(_error(place, name, message % {"value": texts[place][:80]}))
    found: list[dt.datetime | None] = [None] * len(rows)
    for number, place in enumerate(given):
        found[place] = from_seconds(int(seconds[number]))
    return found


def _why(field: str) -> str:
    match field:
        case "reference":
            return _("“%(value)s” is no reference: 1 to 120 printable characters.")
        case "service":
            return _("There is no service with the code “%(value)s”.")
        case "slice":
            return _("The service has no slice with the code “%(value)s”.")
    return _("“%(value)s” is neither down, partial nor degraded.")


def _cell(row: Mapping[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _error(place: int, field: str, message: str) -> dict[str, Any]:
    return {"row": place + _FIRST_ROW, "field": field, "message": message, "code": field}


def _refused(errors: Sequence[dict[str, Any]]) -> OutagesRefused:
    bad_rows = len({error["row"] for error in errors})
    return OutagesRefused(
        ngettext(
            "%(count)d row has errors; nothing was imported.",
            "%(count)d rows have errors; nothing was imported.",
            bad_rows,
        )
        % {"count": bad_rows},
        field="file",
        rows=sorted(errors, key=lambda error: error["row"])[:MAX_ERRORS],
    )
