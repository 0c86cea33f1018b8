"""Take in a state log of many services at once, all or nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.db.instants import to_seconds
from common.problems import Refusal
from slm.models import Indicator, Service, Source, State

from .ingest_samples import ingest_samples, stray

STATES = {
    "up": State.UP,
    "ok": State.UP,
    "1": State.UP,
    "down": State.DOWN,
    "0": State.DOWN,
    "partial": State.PARTIAL,
    "degraded": State.DEGRADED,
}
MAX_ERRORS = 100
MAX_NAME = 120


class StateLogRefused(Refusal):
    """Nothing was taken in; `rows` holds `{row, field, message, code}` for the first hundred."""

    code = "state_log_refused"


@dataclass(frozen=True, slots=True)
class StateLogTaken:
    """What an import did: rows read, samples that said something new, services made for it."""

    rows: int
    new_samples: int
    new_services: int


@transaction.atomic
def import_state_log(
    *,
    source: Source,
    rows: Iterable[Mapping[str, str]],
    create_missing: bool,
    actor: Any,
    at: dt.datetime,
) -> StateLogTaken:
    """Import rows with `at` (RFC 3339), `service` (code or name) and `status` (up or down).

    Every row is checked before anything is written. `create_missing` makes a service and an
    availability indicator for a name that the source does not feed yet; without it such a row is
    an error. The first row after the heading has number 2, as in a spreadsheet.
    """
    found = _indicators_by_name(source)
    per_service: dict[str, list[tuple[int, int]]] = defaultdict(list)
    errors: list[dict[str, Any]] = []
    count = 0
    for number, row in enumerate(rows, start=2):
        count += 1
        name = (row.get("service") or "").strip()
        instant, problem = _read_instant(row.get("at") or "", at)
        state = STATES.get((row.get("status") or "").strip().lower())
        if problem:
            errors.append({"row": number, "field": "at", "message": problem, "code": "instant"})
        if state is None:
            message = _("“%(value)s” is neither up nor down.") % {"value": row.get("status") or ""}
            errors.append({"row": number, "field": "status", "message": message, "code": "status"})
        if message := _name_problem(name, found, create_missing):
            errors.append(
                {"row": number, "field": "service", "message": message, "code": "service"}
            )
        if instant is not None and state is not None:
            per_service[name].append((instant, state))
    if errors:
        bad_rows = len({error["row"] for error in errors})
        raise StateLogRefused(
            ngettext(
                "%(count)d row has errors; nothing was imported.",
                "%(count)d rows have errors; nothing was imported.",
                bad_rows,
            )
            % {"count": bad_rows},
            field="file",
            rows=errors[:MAX_ERRORS],
        )
    if not count:
        raise StateLogRefused(_("The file has no rows."), field="file")
    return _take(source, per_service, found, count, at)


def _take(
    source: Source,
    per_service: Mapping[str, list[tuple[int, int]]],
    found: dict[str, Indicator],
    count: int,
    at: dt.datetime,
) -> StateLogTaken:
    new_samples = new_services = 0
    for name, samples in sorted(per_service.items()):
        indicator = found.get(name.casefold())
        if indicator is None:
            indicator = found[name.casefold()] = _make_service(source, name)
            new_services += 1
        outcome = ingest_samples(
            indicator=indicator,
            source=source,
            instants=[instant for instant, _state in samples],
            states=[state for _instant, state in samples],
            at=at,
        )
        new_samples += outcome.new
    return StateLogTaken(rows=count, new_samples=new_samples, new_services=new_services)


def _indicators_by_name(source: Source) -> dict[str, Indicator]:
    """The source's availability indicators by service code and by service name, without case."""
    rows = Indicator.objects.filter(
        source=source, kind=Indicator.Kind.AVAILABILITY, slice=None
    ).select_related("service")
    return {key.casefold(): row for row in rows for key in (row.service.name, row.service.code)}


def _name_problem(name: str, found: Mapping[str, Indicator], create_missing: bool) -> str:
    if not name:
        return _("The service is missing.")
    if len(name) > MAX_NAME or not name.isprintable():
        return _("A service's name has at most %(limit)d letters, all of them visible.") % {
            "limit": MAX_NAME
        }
    if name.casefold() not in found and not create_missing:
        return _("“%(value)s” is no service that this source feeds.") % {"value": name}
    return ""


def _read_instant(text: str, at: dt.datetime) -> tuple[int | None, str]:
    try:
        instant = parse_datetime(text.strip())
    except ValueError:
        instant = None
    if instant is None:
        return None, _("“%(value)s” is no instant such as 2026-08-11T11:06:25Z.") % {"value": text}
    if instant.tzinfo is None:
        return None, _("“%(value)s” names no zone; add Z or an offset.") % {"value": text}
    if refused := stray(to_seconds(instant), at):
        return None, refused[1]
    return to_seconds(instant), ""


def _make_service(source: Source, name: str) -> Indicator:
    """A live service of that name with an availability indicator fed by `source`."""
    service = Service.objects.filter(name__iexact=name).first()
    if service is None:
        service = Service.objects.create(code=_free_code(name), name=name[:120])
    indicator, _made = Indicator.objects.get_or_create(
        service=service,
        kind=Indicator.Kind.AVAILABILITY,
        slice=None,
        name="",
        defaults={"source": source},
    )
    if indicator.source_id != source.pk:
        indicator = Indicator.objects.create(
            service=service,
            kind=Indicator.Kind.AVAILABILITY,
            name=source.code,
            source=source,
        )
    return indicator


def _free_code(name: str) -> str:
    base = slugify(name).upper()[:28].strip("-") or "SERVICE"
    taken = set(Service.objects.filter(code__startswith=base).values_list("code", flat=True))
    if base not in taken:
        return base
    return next(code for n in range(2, 10_000) if (code := f"{base}-{n}") not in taken)
