"""One meeting: its agenda with what fills it in, the minutes, what came of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.queries.history import Source, history
from brm.engine.text_lock import token
from brm.models import (
    Action,
    AgendaItem,
    Contact,
    Decision,
    Interaction,
    Participant,
    ReviewSchedule,
)
from brm.operations.write_minutes import (
    MinutesMoved,
    PointText,
    release_minutes,
    write_minutes,
)
from brm.pages.meeting_lookup import (
    may_write,
    meeting_crumbs,
    visible_meeting,
    written_meeting,
)
from brm.queries.agenda import Point, agenda_of, meeting_before
from brm.queries.customers import may_see_customers
from brm.queries.local_days import day_of
from brm.queries.meeting_access import may_log_hours
from brm.queries.meeting_filters import actions_at
from brm.queries.open_actions import on_agenda, with_carries
from brm.queries.reviews_due import due_of
from common.access import allowed_if
from common.problems import Refusal

HIDDEN = frozenset({"interaction", "changed_at", "changed_by"})
# That a meeting began with its agenda is no news; what was written into it is.
WRITTEN = {"pgh_label": "update"}


@dataclass(frozen=True, slots=True)
class Line:
    """A point with what stands in its fields; `moved` when another wrote it meanwhile."""

    point: Point
    minutes: str
    internal_note: str
    read: str
    moved: str = ""


@allowed_if(may_see_customers)
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """The meeting; posting its form keeps the minutes that were typed."""
    record = visible_meeting(request.user, code)
    writes = may_write(request.user, record)
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        return _save(request, record)
    return _page(request, record, writes=writes)


@require_safe
@allowed_if(may_see_customers)
def pack(request: HttpRequest, code: str) -> HttpResponse:
    """The review pack: everything a participant needs on paper, nothing internal (R69)."""
    record = visible_meeting(request.user, code)
    context = _context(request, record)
    context["actions"] = [row for row in context["actions"] if not row.is_internal]
    context["decisions"] = [row for row in context["decisions"] if not row.is_internal]
    for point in context["points"]:
        if point.item.part == "actions":
            point.filled["actions"] = [
                row for row in point.filled["actions"] if not row.is_internal
            ]
    context["crumbs"] = meeting_crumbs(record, _("Pack"))
    return render(request, "brm/meeting_pack.html", context)


@require_POST
@allowed_if(may_see_customers)
def release(request: HttpRequest, code: str) -> HttpResponse:
    """Let the customer read the minutes."""
    record = written_meeting(request.user, code)
    try:
        release_minutes(interaction=record, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The customer may read the minutes now."))
    return redirect(record)


def _save(request: HttpRequest, record: Interaction) -> HttpResponse:
    """Keep the minutes; refused, the page comes back with everything that was typed."""
    lines = {
        str(item.pk): PointText(
            item=item.pk,
            minutes=request.POST.get(f"minutes-{item.pk}", item.minutes),
            internal_note=request.POST.get(f"note-{item.pk}", item.internal_note),
            read=request.POST.get(f"read-{item.pk}"),
        )
        for item in record.agenda.all()
    }
    try:
        write_minutes(
            interaction=record, texts=lines.values(), actor=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        moved = {row["field"]: row["message"] for row in refusal.rows}
        is_moved = isinstance(refusal, MinutesMoved)
        return _page(
            request,
            record,
            writes=True,
            typed=lines,
            moved=moved,
            refused=refusal.message,
            is_moved=is_moved,
            status=409 if is_moved else 422,
        )
    messages.success(request, _("The minutes were saved."))
    return redirect(record)


def _page(
    request: HttpRequest,
    record: Interaction,
    *,
    writes: bool,
    typed: dict[str, PointText] | None = None,
    moved: dict[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = _context(request, record)
    typed, moved = typed or {}, moved or {}
    context |= {
        "lines": [
            _line(point, typed.get(str(point.item.pk)), moved.get(str(point.item.pk)))
            for point in context["points"]
        ],
        "may_write": writes,
        "may_log": may_log_hours(request.user),
        "may_type": writes and record.is_open_to_writing,
        "hours": list(record.hours.select_related("user__person", "customer")),
        "changes": history(
            Source(Interaction, {"pgh_obj_id": record.pk}),
            Source(Participant, {"interaction_id": record.pk}, hidden=HIDDEN),
            Source(
                AgendaItem, WRITTEN | {"interaction_id": record.pk}, subject="title", hidden=HIDDEN
            ),
        ),
        "crumbs": meeting_crumbs(record),
        **more,
    }
    return render(request, "brm/meeting.html", context, status=status)


def _line(point: Point, typed: PointText | None, moved: str | None) -> Line:
    """What was typed stands in the fields; saved again, it replaces what the reader now sees."""
    item = point.item
    if typed is None:
        return Line(point, item.minutes, item.internal_note, point.read)
    unchanged = token(typed.minutes, typed.internal_note) == typed.read
    if unchanged and not moved:
        return Line(point, item.minutes, item.internal_note, point.read)
    read = point.read if moved else (typed.read or point.read)
    return Line(point, typed.minutes, typed.internal_note, read, moved or "")


def _context(request: HttpRequest, record: Interaction) -> dict[str, Any]:
    """What the page and the pack share."""
    now = timezone.now()
    customers = list(record.customers.select_related("manager__person"))
    ids = [customer.pk for customer in customers]
    previous = meeting_before(record, ids)
    carried = list(actions_at(on_agenda(record, ids), on=now.date()))
    owed = due_of(ReviewSchedule.objects.filter(interactions=record), as_of=now)
    own = {
        "minutes": {"previous": previous, **_said(previous)},
        "actions": {"actions": carried},
        "next": {"owed": owed[0] if owed and record.is_over else None},
    }
    on = day_of(record.took_place_at, record.zone)
    people = Contact.objects.with_roles(on=on).select_related("person", "customer")
    return {
        "meeting": record,
        "customers": customers,
        "services": list(record.services.all()),
        "participants": list(
            record.participants.select_related("user__person").prefetch_related(
                Prefetch("contact", queryset=people)
            )
        ),
        "points": agenda_of(
            record,
            customers=ids,
            own=own,
            previous=previous,
            as_of=now,
            user=request.user,
        ),
        "previous": previous,
        "actions": list(
            actions_at(
                with_carries(Action.objects.filter(interaction=record)), on=now.date()
            ).select_related("customer", "staff__person", "contact__person", "interaction")
        ),
        "decisions": list(Decision.objects.filter(interaction=record).select_related("customer")),
        "is_late": record.state == Interaction.State.PLANNED and record.planned_at < now,
        "as_of": now,
    }


def _said(previous: Interaction | None) -> dict[str, Any]:
    """What the last minutes say: their points with a text, decisions, actions done."""
    if previous is None:
        return {}
    actions = list(Action.objects.filter(interaction=previous).values_list("state", flat=True))
    return {
        "said": list(previous.agenda.exclude(minutes="")),
        "decided": list(Decision.objects.filter(interaction=previous, is_internal=False)),
        "action_count": len(actions),
        "done_count": actions.count(Action.State.DONE),
    }
