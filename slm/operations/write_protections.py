"""Write versions of the facts behind maintenance and exclusions, many at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from common.db.partitions import ensure_months
from common.problems import Refusal
from slm.models import Fact, FactVersion, Indicator, Layer, Service, Slice

from .mark_dirty import mark_dirty

# Before any record that a provider keeps, and further ahead than anybody plans: mistyped years.
EARLIEST_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
FURTHEST = dt.timedelta(days=5 * 366)
LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Part:
    """A service, or a slice of it."""

    service: Service
    slice: Slice | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        return self.service.pk, self.slice.pk if self.slice else None

    @property
    def name(self) -> str:
        """As it stands behind a record's reference to name its fact."""
        return f"{self.service.code}/{self.slice.code}" if self.slice else self.service.code


@dataclass(frozen=True, slots=True)
class Claim:
    """What the next version of a fact says; a fact that is not stored yet gets its first."""

    fact: Fact
    layer: Layer
    start_at: dt.datetime
    end_at: dt.datetime
    is_void: bool = False


def refuse_span(
    refused: type[Refusal], start_at: dt.datetime, end_at: dt.datetime, at: dt.datetime
) -> None:
    """Raise `refused` for a span that is empty, too long, or of a mistyped year."""
    if start_at < EARLIEST_AT:
        raise refused(_("It cannot begin before the year 2000."), field="start_at")
    if start_at > at + FURTHEST:
        raise refused(_("It cannot begin more than five years ahead."), field="start_at")
    if end_at <= start_at:
        raise refused(_("It ends before it begins."), field="end_at")
    if end_at - start_at > LONGEST:
        raise refused(_("It cannot last longer than a year."), field="end_at")


def refuse_parts(refused: type[Refusal], parts: Sequence[Part], *, field: str = "parts") -> None:
    """Raise `refused` for no part, one that is given twice, or a slice of another service."""
    if not parts:
        raise refused(_("Choose at least one service or slice."), field=field)
    if len({part.key for part in parts}) < len(parts):
        raise refused(_("A service or slice is given twice."), field=field)
    if any(part.slice and part.slice.service_id != part.service.pk for part in parts):
        raise refused(_("A slice goes with its own service alone."), field=field)


def write_protections(
    claims: Sequence[Claim], *, reason: str, change_reason: str = "", actor: Any, at: dt.datetime
) -> None:
    """Write the next version of each fact and mark what it changes, in a few statements.

    A claim that says what the fact says already is a version all the same: somebody said it, and
    why. The facts come locked by way of their record.
    """
    if not claims:
        return
    touched: dict[tuple[int, int | None], list[tuple[dt.datetime, dt.datetime]]] = {}
    fresh: list[Fact] = []
    known: list[Fact] = []
    for claim in claims:
        fact = claim.fact
        before = (fact.start_at, fact.end_at, _weight(fact)) if fact.pk else (None, None, None)
        (known if fact.pk else fresh).append(fact)
        fact.version_number = fact.version_number + 1 if fact.pk else 1
        fact.layer, fact.is_void = claim.layer, claim.is_void
        fact.start_at, fact.end_at = claim.start_at, claim.end_at
        after = (fact.start_at, fact.end_at, _weight(fact))
        if before != after:
            spans = touched.setdefault((fact.service_id, fact.slice_id), [])
            for start_at, end_at, weight in (before, after):
                if weight is not None and start_at is not None and end_at is not None:
                    spans.append((start_at, end_at))
    Fact.objects.bulk_create(fresh)
    Fact.objects.bulk_update(known, ["version_number", "layer", "start_at", "end_at", "is_void"])
    for month in {claim.start_at.date().replace(day=1) for claim in claims}:
        ensure_months(FactVersion, month, month)
    FactVersion.objects.bulk_create(
        FactVersion(
            fact=claim.fact,
            number=claim.fact.version_number,
            start_at=claim.start_at,
            end_at=claim.end_at,
            layer=claim.layer,
            is_void=claim.is_void,
            reason=reason,
            change_reason=change_reason,
            received_at=at,
            actor=actor,
        )
        for claim in claims
    )
    _touch(touched, at)


def _weight(fact: Fact) -> int | None:
    """The layer that the fact claims; None where it claims nothing."""
    return None if fact.is_void or fact.layer == Layer.GOOD else fact.layer


def _touch(
    touched: dict[tuple[int, int | None], list[tuple[dt.datetime, dt.datetime]]], at: dt.datetime
) -> None:
    for (service_id, slice_id), spans in touched.items():
        if not spans:
            continue
        mine = Q(service_id=service_id)
        if slice_id is not None:
            mine &= Q(slice_id=slice_id)
        from_at = min(start_at for start_at, _end in spans)
        # A clock that stood still moves every deadline behind it, into later periods too.
        timed = Q(kind=Indicator.Kind.WORK_ITEMS)
        for which, to_at in ((~timed, max(end_at for _start, end_at in spans)), (timed, None)):
            mark_dirty(
                indicators=Indicator.objects.filter(mine & which),
                from_at=from_at,
                to_at=to_at,
                at=at,
            )


def parts_of(facts: Iterable[Fact]) -> list[Part]:
    """The parts that facts are about; they come with service and slice selected."""
    return [Part(fact.service, fact.slice) for fact in facts]
