"""Take in what a source says of tickets and requests, many at once."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.db.instants import to_seconds
from common.problems import Refusal
from slm.models import Indicator, Source, WorkItem, WorkItemVersion
from slm.models.workitem import SAID

from .hear_sources import hear_sources
from .mark_dirty import mark_dirty
from .take_maintenance import row_error, words_of_refused

MAX_REFERENCE = 120
MAX_PRIORITY = 24
MAX_TITLE = 200
MAX_PAUSES = 200
# Ten years: a total that is longer was counted in another unit.
MAX_PAUSED_SECONDS = 10 * 366 * 86_400
# A tool whose clock runs ahead is refused, not believed.
MAX_AHEAD = dt.timedelta(minutes=10)
# Before any record that a provider keeps: a year that was mistyped.
EARLIEST_AT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
_BATCH = 2_000

Pause = tuple[dt.datetime, dt.datetime | None]


class WorkItemRefused(Refusal):
    """The item is not recorded as given."""

    code = "work_item_refused"


class WorkItemsRefused(Refusal):
    """None of the items was recorded; `rows` names each bad one, counted from 0."""

    code = "work_items_refused"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A work item as its source knows it now.

    Without `resolved_at` it is open; said so of an item that was resolved, it is open again. A
    pause without end lasts. `paused_seconds` is service time of pauses of which the source does not
    tell when they were. `told_at` is when the source changed it last.
    """

    external_id: str
    indicator: Indicator
    opened_at: dt.datetime
    responded_at: dt.datetime | None = None
    resolved_at: dt.datetime | None = None
    priority: str = ""
    title: str = ""
    pauses: tuple[Pause, ...] = ()
    paused_seconds: int = 0
    told_at: dt.datetime | None = None

    def said(self) -> dict[str, Any]:
        """As the columns of an item, whole seconds, tidied."""
        told = {(to_seconds(a), None if b is None else to_seconds(b)) for a, b in self.pauses}
        pauses = sorted(told, key=_by_start)
        return {
            "priority": " ".join(self.priority.split()),
            "title": " ".join(self.title.split()),
            "opened_at": _whole(self.opened_at),
            "responded_at": _whole(self.responded_at),
            "resolved_at": _whole(self.resolved_at),
            "pauses": [list(pause) for pause in pauses],
            "paused_seconds": self.paused_seconds,
            "told_at": self.told_at,
            "is_void": False,
        }


@dataclass(slots=True)
class Taken:
    """What a batch did; `items` stand in the order given, None where a row was refused.

    `stale` were older than what is known. `errors` are `{row, field, message, code}`.
    """

    items: list[WorkItem | None] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0
    stale: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def take_work_items(
    *,
    source: Source,
    tickets: Sequence[Ticket],
    skip_bad: bool = False,
    actor: Any,
    at: dt.datetime,
) -> Taken:
    """Record what the source says of each ticket, in their order; the later word wins.

    What the source said before word for word changes nothing, even where a person corrected or
    withdrew the item since. A word older than the latest by the source's own `told_at` is ignored.
    A priority that changed holds from `told_at`, else from now. Every row is checked; one mistake
    undoes all, unless `skip_bad` leaves such rows out.
    """
    taken = Taken()
    # Two batches of one source wait for each other, so that no two make the same item.
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    known = _known(source, {ticket.external_id for ticket in tickets})
    writing = _Writing(actor=actor, at=at)
    for row, ticket in enumerate(tickets):
        try:
            refuse_ticket(ticket, at)
        except WorkItemRefused as refusal:
            taken.errors.append(row_error(row, refusal))
            taken.items.append(None)
            continue
        item = known.get(ticket.external_id)
        claim = claim_of(ticket)
        if item is None:
            item = known[ticket.external_id] = WorkItem(
                source=source, external_id=ticket.external_id, version_number=0
            )
            writing.write(item, ticket.indicator, ticket.said(), claim=claim)
            taken.new += 1
        elif ticket.told_at and item.told_at and ticket.told_at < item.told_at:
            taken.stale += 1
        elif claim == item.claim:
            writing.heard(item, ticket.told_at)
            taken.same += 1
        else:
            writing.write(item, ticket.indicator, ticket.said(), claim=claim)
            taken.changed += 1
        taken.items.append(item)
    if taken.errors and not skip_bad:
        raise WorkItemsRefused(words_of_refused(len(taken.errors)), rows=taken.errors)
    writing.finish()
    hear_sources(ids=[source.pk], at=at)
    return taken


def refuse_ticket(ticket: Ticket, at: dt.datetime) -> None:
    """Raise WorkItemRefused where a ticket cannot be as it is said to be."""
    if ticket.indicator.kind != Indicator.Kind.WORK_ITEMS:
        raise WorkItemRefused(_("This indicator counts no work items."), field="indicator")
    reference = ticket.external_id
    if not reference or len(reference) > MAX_REFERENCE or not reference.isprintable():
        raise WorkItemRefused(
            _("A reference has 1 to %(limit)d characters, all of them visible.")
            % {"limit": MAX_REFERENCE},
            field="external_id",
        )
    for name, limit in (("priority", MAX_PRIORITY), ("title", MAX_TITLE)):
        text = getattr(ticket, name)
        if len(text) > limit or "\x00" in text:
            raise WorkItemRefused(_("At most %(limit)d characters.") % {"limit": limit}, field=name)
    if not 0 <= ticket.paused_seconds <= MAX_PAUSED_SECONDS:
        raise WorkItemRefused(_("A pause lasts up to ten years."), field="paused_seconds")
    _refuse_times(ticket, at)
    _refuse_pauses(ticket.pauses, at)


def _refuse_times(ticket: Ticket, at: dt.datetime) -> None:
    if ticket.opened_at < EARLIEST_AT:
        raise WorkItemRefused(_("This lies before the year 2000."), field="opened_at")
    for name in ("opened_at", "responded_at", "resolved_at", "told_at"):
        moment = getattr(ticket, name)
        if moment is not None and moment > at + MAX_AHEAD:
            raise WorkItemRefused(
                _("This instant lies more than ten minutes in the future."), field=name
            )
    if ticket.responded_at is not None and ticket.responded_at < ticket.opened_at:
        raise WorkItemRefused(_("It was answered before it was opened."), field="responded_at")
    if ticket.resolved_at is not None and ticket.resolved_at < ticket.opened_at:
        raise WorkItemRefused(_("It was resolved before it was opened."), field="resolved_at")


def _refuse_pauses(pauses: Sequence[Pause], at: dt.datetime) -> None:
    if len(pauses) > MAX_PAUSES:
        raise WorkItemRefused(
            _("An item has at most %(limit)d pauses.") % {"limit": MAX_PAUSES}, field="pauses"
        )
    for start, end in pauses:
        if start < EARLIEST_AT or max(start, end or start) > at + MAX_AHEAD:
            raise WorkItemRefused(_("A pause lies between the year 2000 and now."), field="pauses")
        if end is not None and end < start:
            raise WorkItemRefused(_("A pause ends before it begins."), field="pauses")


def claim_of(ticket: Ticket) -> str:
    """A hash of what a ticket says; when its tool touched it last is not part of that."""
    said = ticket.said() | {"indicator": ticket.indicator.pk, "told_at": None}
    text = json.dumps(said, sort_keys=True, default=lambda moment: moment.isoformat())
    return hashlib.sha256(text.encode()).hexdigest()


class _Writing:
    """Gathers items and versions, and writes them in a few statements."""

    def __init__(self, *, actor: Any, at: dt.datetime) -> None:
        self.actor, self.at = actor, at
        self.items: dict[str, WorkItem] = {}
        self.touched: dict[str, WorkItem] = {}
        self.versions: list[WorkItemVersion] = []
        self.spans: dict[int, tuple[dt.datetime, dt.datetime | None]] = {}

    def write(
        self,
        item: WorkItem,
        indicator: Indicator,
        said: dict[str, Any],
        *,
        change_reason: str = "",
        claim: str | None = None,
    ) -> None:
        """Make `said` the next version of the item; None as `claim` leaves what its source said."""
        if item.version_number:
            self._mark(item)
            self._note_priority(item, said)
        for name, value in said.items():
            setattr(item, name, value)
        item.indicator = indicator
        item.version_number += 1
        if claim is not None:
            item.claim = claim
        self._mark(item)
        self.items[item.external_id] = item
        self.versions.append(
            WorkItemVersion(
                item=item,
                number=item.version_number,
                indicator=indicator,
                change_reason=change_reason,
                received_at=self.at,
                actor=self.actor,
                **said,
            )
        )

    def heard(self, item: WorkItem, told_at: dt.datetime | None) -> None:
        """Keep when the source touched it last, so that an older word is known for what it is."""
        if told_at is not None and told_at != item.told_at:
            item.told_at = told_at
            self.touched[item.external_id] = item

    def _note_priority(self, item: WorkItem, said: dict[str, Any]) -> None:
        """Nobody could hurry before the priority was raised: the new one holds from its change."""
        if said["priority"].casefold() == item.priority.casefold():
            return
        since = said["told_at"] or self.at
        if said["resolved_at"] is not None:
            since = min(since, said["resolved_at"])
        item.priority_since_at = max(_whole(since), said["opened_at"])

    def _mark(self, item: WorkItem) -> None:
        """Where an item can count: from its opening on, until its resolution has happened."""
        from_at = item.opened_at
        to_at = None if item.resolved_at is None else item.resolved_at + SECOND
        if (before := self.spans.get(item.indicator_id)) is not None:
            from_at = min(from_at, before[0])
            to_at = None if to_at is None or before[1] is None else max(to_at, before[1])
        self.spans[item.indicator_id] = from_at, to_at

    def finish(self) -> None:
        """Write all of it, and mark what it changes."""
        fresh = [item for item in self.items.values() if item.pk is None]
        known = [item for item in self.items.values() if item.pk is not None]
        touched = [item for key, item in self.touched.items() if key not in self.items]
        WorkItem.objects.bulk_create(fresh, batch_size=_BATCH)
        columns = [*SAID, "indicator", "priority_since_at", "version_number", "claim"]
        if known:
            WorkItem.objects.bulk_update(known, columns, batch_size=500)
        if touched:
            WorkItem.objects.bulk_update(touched, ["told_at"], batch_size=_BATCH)
        for version in self.versions:
            version.item = version.item  # its key is known only now
        WorkItemVersion.objects.bulk_create(self.versions, batch_size=_BATCH)
        indicators = Indicator.objects.in_bulk(self.spans)
        for pk, (from_at, to_at) in self.spans.items():
            mark_dirty(indicators=[indicators[pk]], from_at=from_at, to_at=to_at, at=self.at)


def write_version(
    item: WorkItem,
    *,
    indicator: Indicator,
    said: dict[str, Any],
    change_reason: str,
    actor: Any,
    at: dt.datetime,
) -> WorkItem:
    """Write what a person says of a locked item as its next version; its source's word stays."""
    writing = _Writing(actor=actor, at=at)
    writing.write(item, indicator, said, change_reason=change_reason)
    writing.finish()
    return item


def _known(source: Source, references: Iterable[str]) -> dict[str, WorkItem]:
    rows = WorkItem.objects.filter(source=source, external_id__in=list(references))
    return {row.external_id: row for row in rows}


def _by_start(pause: tuple[int, int | None]) -> tuple[int, float]:
    start, end = pause
    return start, float("inf") if end is None else end


def _whole(moment: Any) -> Any:
    return None if moment is None else moment.replace(microsecond=0)
