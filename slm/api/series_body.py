"""What is measured, as it arrives: columns of values, turned into series of known indicators.

The shapes: `{"source", "series": [{"service", "indicator"?, "at": […], NAME: […]}]}`, one row
`{"source", "service", "at", NAME}`, or a list of rows, where NAME stands for each value that the
kind of indicator has. Only whole columns are looked at.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext as _

from slm.api.bodies import TooLarge
from slm.api.fields import WHY
from slm.engine.instants import read_instants
from slm.models import Indicator, Source

MAX_SAMPLES = 1_000_000
MAX_SERIES = 10_000
MAX_ROWS = 200_000
MAX_ERRORS = 100

Error = dict[str, Any]
ReadInstants = Callable[[Sequence[Any]], tuple[Any, Sequence[tuple[int, str]]]]
# Reads a column of values as numbers; answers them, and each place that is wrong and why.
ReadColumn = Callable[[Sequence[Any]], tuple[Any, list[tuple[int, str]]]]


class Malformed(Exception):
    """The body is not of a shape that this door reads; `errors` names series, row and field."""

    def __init__(self, errors: list[Error]):
        super().__init__(errors)
        self.errors = errors[:MAX_ERRORS]


class UnknownNames(Malformed):
    """Well formed, and about sources, services or indicators that are not there."""


@dataclass(frozen=True, eq=False)
class Shape:
    """What a door takes: indicators of a kind, and the values that go with each instant.

    `read_at` reads the instants, as seconds unless it says otherwise.
    """

    kind: Indicator.Kind
    values: Mapping[str, ReadColumn]
    read_at: ReadInstants = read_instants


@dataclass(frozen=True, eq=False)
class Column:
    """Values of one name before anybody looked it up; `rows` are the sender's numbers."""

    source: str
    service: str
    indicator: uuid.UUID | None
    instants: Any
    values: Mapping[str, Any]
    rows: Any
    number: int | None


@dataclass(frozen=True, eq=False)
class Found:
    """A column of a known indicator and the source that sends it."""

    source: Source
    indicator: Indicator
    column: Column


def read_series(data: Any, user: Any, shape: Shape) -> list[Found]:
    """The series of a request. Raises Malformed, UnknownNames or TooLarge."""
    if isinstance(data, list):
        columns = _from_rows(data, shape)
    elif isinstance(data, dict) and "series" in data:
        columns = _from_series(data, shape)
    elif isinstance(data, dict):
        columns = _from_rows([data], shape)
    else:
        raise Malformed([_error(_("Send an object or a list of objects."), None)])
    return _look_up(columns, user, shape)


def _from_series(data: Mapping[str, Any], shape: Shape) -> list[Column]:
    given = data["series"]
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Malformed([_error(_("A list of objects is wanted here."), "series")])
    if len(given) > MAX_SERIES:
        raise TooLarge(_("At most %(limit)d series at once.") % {"limit": MAX_SERIES})
    errors: list[Error] = []
    columns = []
    source = _name(data.get("source"), "source", errors)
    total = 0
    for number, one in enumerate(given):
        place = {"series": number}
        wrong = _wrong_lists(one, shape)
        if wrong:
            field, message = wrong
            errors.append(_error(message, field, **place))
            continue
        at = one["at"]
        total += len(at)
        if total > MAX_SAMPLES:
            raise TooLarge(_("At most %(limit)d samples at once.") % {"limit": MAX_SAMPLES})
        indicator = _identity(one.get("indicator"), errors, **place)
        service = one.get("service")
        if service is not None or indicator is None:
            service = _name(service, "service", errors, **place)
        rows = np.arange(len(at))
        instants, values = _read(
            at, {name: one[name] for name in shape.values}, shape, rows, errors, **place
        )
        columns.append(Column(source, service or "", indicator, instants, values, rows, number))
    if errors:
        raise Malformed(errors)
    return columns


def _wrong_lists(one: Mapping[str, Any], shape: Shape) -> tuple[str, str] | None:
    """The field of a series that is no list, or not as long as `at`, and why."""
    for name in ("at", *shape.values):
        if not isinstance(one.get(name), list):
            return name, _("A list is wanted here.")
    for name in shape.values:
        counts = {"at": len(one["at"]), "name": name, "state": len(one[name])}
        if counts["at"] != counts["state"]:
            message = _("at has %(at)d entries and %(name)s %(state)d; they belong in pairs.")
            return name, message % counts
    return None


def _from_rows(given: Sequence[Any], shape: Shape) -> list[Column]:
    if len(given) > MAX_ROWS:
        raise TooLarge(_("At most %(limit)d rows at once.") % {"limit": MAX_ROWS})
    errors: list[Error] = []
    groups: dict[Any, list[int]] = defaultdict(list)
    for row, one in enumerate(given):
        if not isinstance(one, dict):
            errors.append(_error(_("An object is wanted here."), None, row=row))
            continue
        key = (one.get("source"), one.get("service"), one.get("indicator"))
        try:
            groups[key].append(row)
        except TypeError:
            errors.append(_error(_("Names are texts."), "service", row=row))
    if errors:
        raise Malformed(errors)
    columns = []
    for (source, service, indicator), rows in groups.items():
        place = {"row": rows[0]}
        source = _name(source, "source", errors, **place)
        identity = _identity(indicator, errors, **place)
        if service is not None or identity is None:
            service = _name(service, "service", errors, **place)
        numbers = np.array(rows, dtype=np.int64)
        instants, values = _read(
            [given[row].get("at") for row in rows],
            {name: [given[row].get(name) for row in rows] for name in shape.values},
            shape,
            numbers,
            errors,
        )
        columns.append(Column(source, service or "", identity, instants, values, numbers, None))
    if errors:
        raise Malformed(errors)
    return columns


def _read(
    at: list[Any],
    given: Mapping[str, list[Any]],
    shape: Shape,
    rows: Any,
    errors: list[Error],
    **place: int,
) -> tuple[Any, dict[str, Any]]:
    """Instants and values as numbers; what cannot be read goes to `errors`."""
    instants, unread = shape.read_at(at)
    for place_of, why in unread[:MAX_ERRORS]:
        errors.append(_error(str(WHY[why]), "at", row=int(rows[place_of]), **place))
    values = {}
    for name, read in shape.values.items():
        values[name], wrong = read(given[name])
        for place_of, message in wrong[:MAX_ERRORS]:
            errors.append(_error(message, name, row=int(rows[place_of]), **place))
    return instants, values


def _error(message: str, field: str | None, **place: int) -> Error:
    return {**place, "field": field, "message": message, "code": "malformed"}


def _name(value: Any, field: str, errors: list[Error], **place: int) -> str:
    if not isinstance(value, str) or not value or len(value) > 32 or not value.isprintable():
        errors.append(_error(_("A code is wanted here."), field, **place))
        return ""
    return value.upper()


def _identity(value: Any, errors: list[Error], **place: int) -> uuid.UUID | None:
    if value is None:
        return None
    try:
        return uuid.UUID(value)
    except (ValueError, TypeError, AttributeError):
        errors.append(_error(_("An indicator is named by its id."), "indicator", **place))
        return None


# Looking names up ------------------------------------------------------------------------------


def _look_up(columns: Sequence[Column], user: Any, shape: Shape) -> list[Found]:
    """Each column with its source and indicator, in two queries."""
    sources = {
        source.code: source
        for source in Source.objects.visible_to(user).filter(
            code__in={column.source for column in columns}
        )
    }
    indicators = list(
        Indicator.objects.visible_to(user)
        .filter(
            Q(service__code__in={column.service for column in columns if not column.indicator})
            | Q(public_id__in={column.indicator for column in columns if column.indicator}),
            source__in=sources.values(),
            kind=shape.kind,
        )
        .select_related("service")
    )
    by_id = {row.public_id: row for row in indicators}
    by_service: dict[Any, list[Indicator]] = defaultdict(list)
    for row in indicators:
        by_service[(row.source_id, row.service.code)].append(row)
    errors: list[Error] = []
    series = []
    for column in columns:
        found = _match(column, sources, by_id, lambda key: by_service.get(key, []))
        if isinstance(found, Indicator):
            series.append(Found(sources[column.source], found, column))
            continue
        field, message = found
        place = {"series": column.number} if column.number is not None else {}
        if column.number is None:
            place["row"] = int(column.rows[0])
        errors.append({**_error(message, field, **place), "code": "unknown"})
    if errors:
        raise UnknownNames(errors)
    return series


def _match(
    column: Column,
    sources: Mapping[str, Source],
    by_id: Mapping[uuid.UUID, Indicator],
    of_service: Callable[[Any], list[Indicator]],
) -> Indicator | tuple[str, str]:
    """The indicator that a column means, or the field that is wrong and why."""
    source = sources.get(column.source)
    if source is None:
        return "source", _("There is no source %(code)s.") % {"code": column.source}
    if column.indicator is not None:
        row = by_id.get(column.indicator)
        if row is None or row.source_id != source.pk:
            return "indicator", _("This source feeds no indicator with this id.")
        if column.service and row.service.code != column.service:
            return "service", _("This indicator measures another service.")
        return row
    rows = of_service((source.pk, column.service))
    whole = [row for row in rows if row.slice_id is None] or rows
    if not whole:
        return "service", _("“%(value)s” is no service that this source feeds.") % {
            "value": column.service
        }
    if len(whole) > 1:
        return "indicator", _("This source feeds several indicators of it: name one by its id.")
    return whole[0]
