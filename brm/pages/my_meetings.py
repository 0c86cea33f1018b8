"""The customer's own pages: minutes that were released, our actions, our word on them.

Whatever a template of these pages shows is built here, field by field: an allow-list (decision 31).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from brm.models import Action, Customer, Decision, Interaction
from brm.models.sides import CUSTOMER_SIDE
from brm.operations.keep_action import close_action
from brm.operations.write_minutes import agree_minutes
from brm.pages.doors import refuse, typed
from brm.queries.meeting_access import may_agree, may_close
from brm.queries.own import is_only_customer
from common.access import allowed_if
from common.problems import Refusal

SHOWN = 100


@dataclass(frozen=True, slots=True)
class MyMeeting:
    """A meeting that we took part in."""

    code: str
    subject: str
    kind: str
    held_at: dt.datetime
    zone: str
    place: str
    state: str
    agreed_at: dt.datetime | None
    agreed_by: str


@dataclass(frozen=True, slots=True)
class MyAction:
    """What somebody promised, us or them."""

    code: str
    what: str
    owner: str
    due_on: dt.date
    state: str
    is_overdue: bool
    is_mine: bool
    meeting: str
    outcome: str


class DoneForm(forms.Form):
    refused = _("It was not written down")

    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": "3"}),
    )


@require_safe
@allowed_if(is_only_customer)
def meetings(request: HttpRequest) -> HttpResponse:
    """Our meetings and our actions."""
    context = {"meetings": my_meetings(request.user), "actions": my_actions(request.user)}
    return render(request, "brm/my_meetings.html", context)


@require_safe
@allowed_if(is_only_customer)
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """The minutes of one, what was decided and who does what."""
    record = _mine(request, code)
    own = Customer.objects.visible_to(request.user, roles=CUSTOMER_SIDE)
    decisions = Decision.objects.shared_with(request.user).filter(interaction=record)
    context = {
        "meeting": _read(record),
        "customers": list(
            record.customers.filter(pk__in=own.values("pk")).values_list("name", flat=True)
        ),
        "people": _people(record, own),
        "points": [(item.title, item.minutes) for item in record.agenda.exclude(minutes="")],
        "decisions": [(row.what, row.decided_by, row.decided_on) for row in decisions],
        "actions": my_actions(request.user, record),
        "may_agree": may_agree(request.user, record),
    }
    return render(request, "brm/my_meeting.html", context)


@allowed_if(is_only_customer)
def agree(request: HttpRequest, code: str) -> HttpResponse:
    """Say that these are the minutes of the meeting."""
    record = _mine(request, code)
    if request.method == "POST":
        try:
            agree_minutes(interaction=record, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _t("You agreed the minutes."))
        return redirect("brm:my-meeting", code=record.code)
    return _confirm(
        request,
        heading=_t("Agree the minutes?"),
        consequences=[
            _t("You say that this is what was said and decided."),
            _t("The minutes stay as they are from then on."),
        ],
        submit=_t("Agree"),
        code=record.code,
    )


@allowed_if(is_only_customer)
def action(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one of our actions is done, with a word on what came of it."""
    rows = Action.objects.shared_with(request.user).select_related("interaction", "contact")
    record = get_object_or_404(rows, code=code.upper())
    if not may_close(request.user, record):
        raise PermissionDenied
    form = DoneForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            close_action(
                action=record,
                state=Action.State.DONE,
                outcome=form.cleaned_data["outcome"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _t("It was written down."))
            return redirect("brm:my-meetings")
    return _confirm(
        request,
        heading=record.what,
        consequences=[_t("You say that this is done. It leaves the agenda of the next meeting.")],
        submit=_t("It is done"),
        code=record.interaction.code,
        form=form,
    )


def my_meetings(user: Any) -> list[MyMeeting]:
    """The released meetings of the reader's customers, the latest first."""
    rows = (
        Interaction.objects.shared_with(user)
        .prefetch_related("customers")
        .order_by("-held_at", "-pk")[:SHOWN]
    )
    return [_read(row) for row in rows]


def my_actions(user: Any, record: Interaction | None = None) -> list[MyAction]:
    """The shared actions of a meeting, or every one that is still open."""
    rows = Action.objects.shared_with(user)
    rows = rows.filter(interaction=record) if record else rows.filter(state=Action.State.OPEN)
    rows = rows.select_related("interaction", "staff__person", "contact__person")
    today = timezone.localdate()
    return [
        MyAction(
            code=row.code,
            what=row.what,
            owner=row.owner_name,
            due_on=row.due_on,
            state=row.state,
            is_overdue=row.state == Action.State.OPEN and row.due_on < today,
            is_mine=row.contact is not None and row.contact.person_id == user.person_id,
            meeting=row.interaction.code,
            outcome=row.outcome,
        )
        for row in rows.order_by("due_on", "pk")[:SHOWN]
    ]


def meetings_panel(request: HttpRequest, _object: Any) -> dict[str, Any] | None:
    """What waits for the reader: minutes to agree and actions of their own."""
    waiting = [row for row in my_meetings(request.user) if row.state == Interaction.State.HELD]
    actions = [row for row in my_actions(request.user) if row.is_mine]
    return {"waiting": waiting, "actions": actions} if waiting or actions else None


def _mine(request: HttpRequest, code: str) -> Interaction:
    return get_object_or_404(Interaction.objects.shared_with(request.user), code=code.upper())


def _read(record: Interaction) -> MyMeeting:
    kind = str(record.get_kind_display())
    is_alone = len(record.customers.all()) == 1
    if record.review_type:
        kind = f"{kind}, {record.get_review_type_display()}"
    return MyMeeting(
        code=record.code,
        # With several customers the subject names the others.
        subject=record.subject if is_alone else kind,
        kind=kind,
        held_at=record.held_at or record.planned_at,
        zone=record.zone,
        place=record.place,
        state=record.state,
        agreed_at=record.agreed_at,
        agreed_by=record.agreed_by if is_alone else "",
    )


def _people(record: Interaction, own: Any) -> list[tuple[str, bool]]:
    """Who came: our own people and the provider's, not those of another customer."""
    rows = record.participants.filter(attended=True).select_related(
        "contact__person", "user__person"
    )
    mine = set(own.values_list("pk", flat=True))
    return [
        (str(row), row.contact is not None)
        for row in rows
        if row.contact is None or row.contact.customer_id in mine
    ]


def _confirm(
    request: HttpRequest,
    *,
    heading: str,
    consequences: list[str],
    submit: str,
    code: str,
    form: forms.Form | None = None,
) -> HttpResponse:
    context = {
        "heading": heading,
        "consequences": consequences,
        "submit": submit,
        "code": code,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "brm/my_confirm.html", context, status=status)
