"""What holds for a customer and a service at an instant, with where each of it comes from (P18)."""

import datetime as dt
import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Min, Q

from accounts.models import Installation
from agreements.engine.binding import Rank
from agreements.engine.effective import Effective, Kind, Origin, Provision, merge
from agreements.engine.terms import Terms
from agreements.models import Agreement, Target, Version
from agreements.queries.local_dates import local_day
from agreements.queries.section_texts import Text, texts_of
from agreements.queries.specificity import depths_of, rank_of
from agreements.queries.terms import terms_of
from brm.models import Customer
from slm.models import Service

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class SectionSaid:
    """A section as one agreement writes it."""

    provision: Provision
    version: Version
    text: Text


@dataclass(frozen=True, slots=True)
class TargetSaid:
    """A target as one agreement writes it."""

    provision: Provision
    version: Version
    target: Target
    terms: Terms


@dataclass(frozen=True, slots=True)
class Held(Generic[Said]):
    """What holds about one thing, and what it overrides; several that differ are a conflict."""

    holds: tuple[Said, ...]
    overridden: tuple[Said, ...]
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class EffectiveTerms:
    """Everything that holds for a customer and a service at an instant.

    `versions` are those in force that it comes from, the most specific first; `conflicts` counts
    what equals disagree on.
    """

    customer: Customer
    service: Service
    at: dt.datetime
    versions: tuple[Version, ...]
    sections: tuple[Held[SectionSaid], ...]
    targets: tuple[Held[TargetSaid], ...]

    @property
    def conflicts(self) -> int:
        """How many things equals disagree on."""
        of_text = sum(row.is_conflict for row in self.sections)
        return of_text + sum(row.is_conflict for row in self.targets)


@dataclass(frozen=True, slots=True)
class _Source:
    """An agreement that speaks of the customer and the service."""

    version: Version
    rank: Rank
    steps: int
    depth: int


def effective_terms(
    *, customer: Customer, service: Service, at: dt.datetime, with_parents: bool = True
) -> EffectiveTerms:
    """Merge what corporate, customer and service agreements in force at `at` say.

    An agreement speaks of the customer when it, or what it is part of, is a party, and of the
    service when it promises something of it, is corporate, promises nothing at all, or stands above
    one that does. `with_parents` False leaves out agreements above to which neither the customer
    nor what it is part of is a party.
    """
    steps = _steps_above(customer)
    versions = _versions(steps, at, with_parents=with_parents)
    sources = _sources(_speaking(versions, service), steps)
    anchors = _first_days(sources)
    grace_days = Installation.current().grace_days
    sections: dict[tuple[Hashable, Origin], SectionSaid] = {}
    targets: dict[tuple[Hashable, Origin], TargetSaid] = {}
    provisions: list[Provision] = []
    for source in sources:
        for said in _sections(source):
            sections[said.provision.key, said.provision.origin] = said
            provisions.append(said.provision)
        for target in source.version.targets.all():
            if target.indicator.service_id != service.pk:
                continue
            terms = terms_of(
                target, grace_days=grace_days, anchor_on=anchors.get(source.version.agreement_id)
            )
            first, *others = _of_target(source, target, terms)
            targets[first.key, first.origin] = TargetSaid(first, source.version, target, terms)
            provisions += [first, *others]
    merged = merge(provisions)
    return EffectiveTerms(
        customer=customer,
        service=service,
        at=at,
        versions=tuple(source.version for source in sources),
        sections=tuple(_held(row, sections) for row in merged if row.kind is Kind.SECTION),
        targets=_held_targets(merged, targets),
    )


def _held_targets(
    merged: Iterable[Effective], targets: dict[tuple[Hashable, Origin], TargetSaid]
) -> tuple[Held[TargetSaid], ...]:
    """Targets with their hours and policies: they conflict where any of the three does."""
    rows = list(merged)
    differ = {row.key for row in rows if row.kind is not Kind.SECTION and row.is_conflict}
    found = [
        Held(
            tuple(targets[said.key, said.origin] for said in row.holds),
            tuple(targets[said.key, said.origin] for said in row.overridden),
            row.key in differ,
        )
        for row in rows
        if row.kind is Kind.TARGET
    ]
    return tuple(
        sorted(found, key=lambda row: (str(row.holds[0].target.indicator), row.holds[0].target.pk))
    )


def _held(
    row: Effective, sections: dict[tuple[Hashable, Origin], SectionSaid]
) -> Held[SectionSaid]:
    return Held(
        tuple(sections[said.key, said.origin] for said in row.holds),
        tuple(sections[said.key, said.origin] for said in row.overridden),
        row.is_conflict,
    )


def _steps_above(customer: Customer) -> dict[int, int]:
    """The customer and what it is part of, each with how many steps above it stands."""
    rows = Customer.objects.without_tree_fields().above([customer.pk])
    parents = dict(rows.values_list("pk", "parent_id"))
    found: dict[int, int] = {}
    at: int | None = customer.pk
    while at is not None and at not in found:
        found[at] = len(found)
        at = parents.get(at)
    return found


def _versions(steps: dict[int, int], at: dt.datetime, *, with_parents: bool) -> dict[int, Version]:
    """Versions in force by agreement: of the parties asked for, and of what stands above them."""
    in_force = (
        Version.objects.in_force(at)
        .filter(agreement__kind=Agreement.Kind.SLA)
        .select_related("agreement", "section_set")
        .prefetch_related(
            "section_set__items",
            "agreement__parties",
            "targets__indicator__service",
            "targets__indicator__slice",
            "targets__hours",
        )
    )
    of_parties = Q(agreement__parties__customer__in=list(steps))
    found = {row.agreement_id: row for row in in_force.filter(of_parties).distinct()}
    asked = set(found)
    wanted = _known(row.agreement.parent_id for row in found.values()) - asked
    while with_parents and wanted:
        asked |= wanted
        found |= {row.agreement_id: row for row in in_force.filter(agreement__in=wanted)}
        above = Agreement.objects.filter(pk__in=wanted).values_list("parent_id", flat=True)
        wanted = _known(above) - asked
    return found


def _known(keys: Iterable[int | None]) -> set[int]:
    return {key for key in keys if key is not None}


def _speaking(versions: dict[int, Version], service: Service) -> list[Version]:
    """Those that speak of the service."""
    chosen = {
        pk
        for pk, row in versions.items()
        if row.agreement.level == Agreement.Level.CORPORATE
        or not row.targets.all()
        or any(target.indicator.service_id == service.pk for target in row.targets.all())
    }
    above = _known(versions[pk].agreement.parent_id for pk in chosen)
    while extra := (above & versions.keys()) - chosen:
        chosen |= extra
        above = _known(versions[pk].agreement.parent_id for pk in extra)
    return [versions[pk] for pk in sorted(chosen)]


def _sources(versions: list[Version], steps: dict[int, int]) -> list[_Source]:
    depths = depths_of([row.agreement for row in versions])
    far = len(steps)
    found = [
        _Source(
            version,
            rank_of(version.agreement),
            min(
                (
                    steps.get(party.customer_id, far)
                    for party in version.agreement.parties.all()
                    if party.customer_id is not None
                ),
                default=far,
            ),
            depths[version.agreement_id],
        )
        for version in versions
    ]
    return sorted(
        found, key=lambda row: (-row.rank, row.steps, -row.depth, row.version.agreement.code)
    )


def _first_days(sources: list[_Source]) -> dict[int, dt.date | None]:
    """The first day of each agreement, from which contract years are counted."""
    zones = {row.version.agreement_id: row.version.agreement.zone for row in sources}
    firsts = (
        Version.objects.filter(agreement__in=zones, activated_at__isnull=False)
        .values_list("agreement")
        .annotate(first=Min("effective_from"))
    )
    return {pk: local_day(first, zones[pk]) for pk, first in firsts}


def _sections(source: _Source) -> Iterable[SectionSaid]:
    version = source.version
    items = list(version.section_set.items.all()) if version.section_set else []
    for text in texts_of(version.sections or {}, items):
        if text.text or text.is_none:
            value = json.dumps(version.sections[text.key], sort_keys=True)
            yield SectionSaid(_said(source, Kind.SECTION, text.key, value), version, text)


def _of_target(source: _Source, target: Target, terms: Terms) -> Iterable[Provision]:
    """The promise, its hours and its policies: all three are about one key."""
    content = dict(terms.content())
    key = (
        content["indicator"],
        str(terms.metric),
        str(terms.cadence.kind),
        terms.within,
        terms.priority,
    )
    promise = (str(terms.comparator), terms.promised)
    left = {"indicator", "hours", "metric", "within", "priority", "target_ppm", "limit"}
    policies = {name: value for name, value in content.items() if name not in left}
    policies.pop("comparator")
    return (
        _said(source, Kind.TARGET, key, promise),
        _said(source, Kind.HOURS, key, target.hours.code),
        _said(source, Kind.POLICIES, key, json.dumps(policies, sort_keys=True)),
    )


def _said(source: _Source, kind: Kind, key: Hashable, value: Hashable) -> Provision:
    return Provision(
        kind=kind,
        key=key,
        value=value,
        origin=Origin(source.version.agreement.code, source.version.number),
        rank=source.rank,
        steps=source.steps,
        depth=source.depth,
    )
