"""How far the signing of a version has come, and whose turn it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Person
from agreements.models import Signatory, Signature, Version
from agreements.queries.local_dates import local_day

DONE = (Signature.Act.APPROVED, Signature.Act.SIGNED)
STATES = ("done", "turn", "waiting", "declined")
PARTS = (Signatory.Part.APPROVER, Signatory.Part.SIGNATORY)


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the order: `state` is done, turn, waiting or declined.

    `actor` is who acts there today, the delegate while the delegation lasts; `last` is the newest
    row, a signature where it is done.
    """

    signatory: Signatory
    actor: Person
    state: str
    last: Signature | None

    @property
    def is_delegated(self) -> bool:
        """Whether somebody else acts in this place today."""
        return self.actor.pk != self.signatory.person_id


@dataclass(frozen=True, slots=True)
class Signing:
    """Every place in its order."""

    places: tuple[Place, ...]

    @property
    def open_places(self) -> list[Place]:
        """Places that wait for somebody, the next ones first."""
        return [place for place in self.places if place.state != "done"]

    @property
    def turns(self) -> list[Place]:
        """Places whose turn it is now."""
        return [place for place in self.places if place.state == "turn"]

    @property
    def is_complete(self) -> bool:
        """Whether everybody has approved or signed."""
        return bool(self.places) and not self.open_places

    @property
    def done_count(self) -> int:
        """How many have."""
        return len(self.places) - len(self.open_places)

    def place_of(self, signatory: Any) -> Place:
        """The place of this signatory."""
        return next(place for place in self.places if place.signatory.pk == signatory.pk)


def signing_of(version: Version, *, at: dt.datetime) -> Signing:
    """Every place of `version`, approvers first, then by order; in four queries at most."""
    rows = version.signatories.select_related(
        "person", "delegate", "party__customer", "party__provider"
    ).prefetch_related("signatures__evidence_file", "signatures__person")
    return _signing(version, list(rows), at)


def signings_of(versions: Sequence[Version], *, at: dt.datetime) -> list[tuple[Version, Signing]]:
    """The same for many versions, in two queries; what proves a signature is not read."""
    rows = Signatory.objects.filter(version__in=versions).select_related(
        "person", "delegate", "party"
    )
    by_version: dict[int, list[Signatory]] = {}
    for row in rows.prefetch_related("signatures") if versions else ():
        by_version.setdefault(row.version_id, []).append(row)
    return [
        (version, _signing(version, by_version.get(version.pk, []), at)) for version in versions
    ]


def _signing(version: Version, rows: list[Signatory], at: dt.datetime) -> Signing:
    rows.sort(key=lambda row: (PARTS.index(Signatory.Part(row.part)), row.order, str(row.pk)))
    on = local_day(at, version.agreement.zone)
    assert on is not None
    is_signing = version.state == Version.State.SIGNING
    now: tuple[int, int] | None = None
    places = []
    for row in rows:
        row.version = version
        last = max(row.signatures.all(), key=lambda entry: entry.number, default=None)
        rank = (PARTS.index(Signatory.Part(row.part)), row.order)
        if last is not None and last.act in DONE:
            state = "done"
        elif last is not None and last.act == Signature.Act.DECLINED:
            state = "declined"
        elif is_signing and now in (None, rank):
            state, now = "turn", rank
        else:
            state = "waiting"
        places.append(Place(row, _actor(row, on), state, last))
    return Signing(tuple(places))


def _actor(signatory: Signatory, on: dt.date) -> Person:
    if signatory.delegate is not None and on < (signatory.delegated_until or on):
        return signatory.delegate
    return signatory.person
