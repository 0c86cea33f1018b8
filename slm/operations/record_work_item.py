"""Record a work item by hand, change it, withdraw it. Every change is a new version."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from slm.models import Source, WorkItem
from slm.models.workitem import said_of

from .plan_maintenance import manual_source, next_reference
from .take_work_items import (
    Ticket,
    WorkItemRefused,
    refuse_ticket,
    take_work_items,
    write_version,
)

PREFIX = "W-"


@transaction.atomic
def record_work_item(*, ticket: Ticket, actor: Any, at: dt.datetime) -> WorkItem:
    """Record an item that no tool knows; without a reference it gets the next number, W-0001 on."""
    source = manual_source()
    named = ticket
    if not ticket.external_id:
        named = replace(ticket, external_id=next_reference(source, WorkItem, PREFIX))
    refuse_ticket(named, at)
    if WorkItem.objects.filter(source=source, external_id=named.external_id).exists():
        raise WorkItemRefused(
            _("There is an item of this reference already. Change that one."), field="external_id"
        )
    taken = take_work_items(source=source, tickets=[named], actor=actor, at=at)
    (item,) = taken.items
    assert item is not None
    return item


@transaction.atomic
def change_work_item(
    *, item: WorkItem, ticket: Ticket, change_reason: str, actor: Any, at: dt.datetime
) -> WorkItem:
    """Say better what an item is, why said with it; one that was withdrawn stands again by it.

    What its source said last stays remembered: said again word for word it changes nothing.
    """
    if not change_reason.strip():
        raise WorkItemRefused(_("Say why this is changed."), field="change_reason")
    locked = _locked(item)
    wish = replace(ticket, external_id=locked.external_id, told_at=locked.told_at)
    refuse_ticket(wish, at)
    return write_version(
        locked,
        indicator=wish.indicator,
        said=wish.said(),
        change_reason=change_reason.strip(),
        actor=actor,
        at=at,
    )


@transaction.atomic
def withdraw_work_item(
    *, item: WorkItem, change_reason: str, actor: Any, at: dt.datetime
) -> WorkItem:
    """Say that the item does not count; what was said stays in its versions."""
    if not change_reason.strip():
        raise WorkItemRefused(_("Say why this is withdrawn."), field="change_reason")
    locked = _locked(item)
    if locked.is_void:
        return locked
    return write_version(
        locked,
        indicator=locked.indicator,
        said=said_of(locked) | {"is_void": True},
        change_reason=change_reason.strip(),
        actor=actor,
        at=at,
    )


def _locked(item: WorkItem) -> WorkItem:
    """The item as it is now, with its source locked as batches of it are."""
    Source.objects.select_for_update(no_key=True).get(pk=item.source_id)
    return WorkItem.objects.select_related("indicator", "source").get(pk=item.pk)
