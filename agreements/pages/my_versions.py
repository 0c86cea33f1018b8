"""The customer's own pages: a text in negotiation or out for signing, and our part in it.

Whatever a template of these pages shows is built here, field by field: an allow-list (decision 31).
"""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import Agreement, Comment, Proposal, Round, Signatory, Version
from agreements.operations.negotiate import (
    accept_proposal,
    agree,
    comment_on,
    hand_over,
    propose,
    refuse_proposal,
    resolve_comment,
)
from agreements.pages.forms import show_refusal
from agreements.pages.lifecycle_forms import CommentForm
from agreements.pages.lookup import my_version, numbered_version, visible_agreement
from agreements.pages.my_answers import (
    answer_page,
    ask_for_reason,
    confirm_page,
    version_url,
)
from agreements.pages.proposal_form import ProposalForm
from agreements.queries.access import is_customer
from agreements.queries.amounts import write_wanted
from agreements.queries.guards import missing_by_name
from agreements.queries.local_dates import last_day, local_day
from agreements.queries.negotiating import HANDED_OVER
from agreements.queries.section_texts import Text, version_texts
from agreements.queries.sides import our_name
from agreements.queries.signing import signing_of
from agreements.queries.thread import about_choices, read_about, thread_of, write_proposed
from common.access import allowed_if
from common.problems import Refusal

Mine = Round.Side.CUSTOMER


@dataclass(frozen=True, slots=True)
class MyProposal:
    """A figure that was proposed, by them or by us."""

    key: uuid.UUID
    figure: str
    is_ours: bool
    by: str
    comment: str
    answer: str
    reason: str


@dataclass(frozen=True, slots=True)
class MyFigure:
    """A target of the draft, and what is proposed beside it."""

    key: uuid.UUID
    name: str
    current: str
    period: str
    proposals: tuple[MyProposal, ...]


@dataclass(frozen=True, slots=True)
class MyComment:
    """What somebody said to us, or one of us said."""

    key: uuid.UUID
    about: str
    text: str
    by: str
    is_ours: bool
    written_at: dt.datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class MyPlace:
    """Somebody of ours, or of the other side, who approves or signs."""

    key: uuid.UUID
    person: str
    side: str
    part: str
    state: str
    signed_at: dt.datetime | None
    is_me: bool


@dataclass(frozen=True, slots=True)
class MyVersion:
    """A text as a customer reads it."""

    code: str
    title: str
    number: int
    state: str
    zone: str
    first_day: dt.date | None
    last_day: dt.date | None
    sections: tuple[Text, ...]
    figures: tuple[MyFigure, ...]
    comments: tuple[MyComment, ...]
    places: tuple[MyPlace, ...]
    round: int | None
    is_my_turn: bool
    text_hash: str
    lapses_at: dt.datetime | None


def _moved_on(request: HttpRequest, code: str, number: int) -> HttpResponse | None:
    """The answer about a text that was handed to the reader once and is not under way any more."""
    agreement = visible_agreement(request.user, code)
    record = numbered_version(agreement, number)
    if record.state in Version.RELEASED:
        return redirect("agreements:my-agreement", code=agreement.code)
    was_theirs = record.steps.filter(after__in=HANDED_OVER).exists()
    if record.state != Version.State.WITHDRAWN or not was_theirs:
        return None
    newer = (
        agreement.versions.filter(number__gt=number, state__in=[*HANDED_OVER, *Version.RELEASED])
        .order_by("-number")
        .first()
    )
    context = {
        "code": agreement.code,
        "number": number,
        "newer": {"number": newer.number, "url": version_url(newer)} if newer else None,
        "crumbs": [
            (_("My services"), reverse("agreements:my-home")),
            (f"{agreement.code} v{number}", None),
        ],
    }
    return render(request, "agreements/my_gone.html", context)


@allowed_if(is_customer)
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The text, what is proposed and said about it, and who signs.

    An old notice leads here too: to the agreement once the text is in force, and to what became of
    a text that was withdrawn.
    """
    if (moved := _moved_on(request, code, number)) is not None:
        return moved
    record = my_version(request.user, code, number)
    form = CommentForm(
        request.POST if request.method == "POST" else None,
        about=about_choices(record),
        internal=False,
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            comment_on(
                version=record,
                text=given["text"],
                **read_about(record, given["about"]),
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The comment was saved."))
            return redirect(version_url(record))
    may_talk = record.state == Version.State.NEGOTIATION
    return render(
        request,
        "agreements/my_version.html",
        {
            "version": _read(record, request.user),
            "form": form if may_talk else None,
            "submit": _("Comment"),
            "may_talk": may_talk,
            "may_agree": may_talk and not missing_by_name("agree", record, at=timezone.now()),
        },
        status=422 if form.errors else 200,
    )


@allowed_if(is_customer)
def agree_here(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Agree on the text for the customer."""
    record = my_version(request.user, code, number)
    refused = ""
    if request.method == "POST":
        try:
            agree(version=record, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("You agreed on the text."))
            return redirect(version_url(record))
    return confirm_page(
        request,
        record,
        refused=refused,
        heading=_("Agree on the text"),
        consequences=[
            _("The text stands as it is now."),
            _("It goes out for signing next; nothing binds before that."),
        ],
        submit=_("Agree"),
    )


@allowed_if(is_customer)
@require_POST
def turn_over(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Hand the text back."""
    record = my_version(request.user, code, number)
    return _do(
        request,
        record,
        lambda: hand_over(version=record, actor=request.user, at=timezone.now()),
        _("It is the other side's turn."),
    )


@allowed_if(is_customer)
def propose_figure(
    request: HttpRequest, code: str, number: int, public_id: uuid.UUID
) -> HttpResponse:
    """Propose another figure for a target."""
    record = my_version(request.user, code, number)
    target = get_object_or_404(record.targets.select_related("indicator"), public_id=public_id)
    form = ProposalForm(request.POST if request.method == "POST" else None, target=target)
    return answer_page(
        request,
        record,
        form,
        lambda form: propose(
            target=target, **form.figures(), actor=request.user, at=timezone.now()
        ),
        done=_("The proposal was saved."),
        heading=_("Propose another figure"),
        consequences=[
            _("%(name)s: the other side reads it and answers.") % {"name": target.indicator}
        ],
        submit=_("Propose"),
    )


@allowed_if(is_customer)
@require_POST
def accept(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Accept what they propose."""
    record, proposal = _proposal(request, code, number, pk)
    return _do(
        request,
        record,
        lambda: accept_proposal(proposal=proposal, actor=request.user, at=timezone.now()),
        _("The text has the figure now."),
    )


@allowed_if(is_customer)
def refuse(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Refuse what they propose, or take back what we proposed."""
    record, proposal = _proposal(request, code, number, pk)
    return ask_for_reason(
        request,
        record,
        lambda reason: refuse_proposal(
            proposal=proposal, reason=reason, actor=request.user, at=timezone.now()
        ),
        heading=_("Refuse the proposal"),
        consequences=[_("The text keeps its figure; the other side reads the reason.")],
        submit=_("Refuse"),
    )


@allowed_if(is_customer)
@require_POST
def resolve(request: HttpRequest, code: str, number: int, pk: uuid.UUID) -> HttpResponse:
    """Say that our comment is dealt with."""
    record = my_version(request.user, code, number)
    comment = get_object_or_404(Comment.objects.visible_to(request.user), version=record, pk=pk)
    return _do(
        request,
        record,
        lambda: resolve_comment(comment=comment, actor=request.user, at=timezone.now()),
        _("The comment is resolved."),
    )


def versions_panel(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """Texts in negotiation or out for signing: a panel of the customer's home page."""
    rows = list(
        Version.objects.filter(
            agreement__in=Agreement.objects.visible_to(request.user), state__in=HANDED_OVER
        )
        .select_related("agreement")
        .order_by("agreement__code", "number")
    )
    return {"versions": rows} if rows else None


def _read(record: Version, user: Any) -> MyVersion:
    zone = record.agreement.zone
    thread = thread_of(record, user)
    current = thread.current
    return MyVersion(
        code=record.agreement.code,
        title=record.agreement.title,
        number=record.number,
        state=record.state,
        zone=zone,
        first_day=local_day(record.starts_at, zone),
        last_day=last_day(record.effective_to, zone),
        sections=tuple(text for text in version_texts(record) if text.text or text.is_none),
        figures=tuple(
            MyFigure(
                key=figure.target.public_id,
                name=figure.name,
                current=write_wanted(figure.target),
                period=figure.target.get_period_display(),
                proposals=tuple(
                    MyProposal(
                        key=row.pk,
                        figure=write_proposed(row, figure.target),
                        is_ours=row.side == Mine,
                        by=_by(row.side, row.made_by),
                        comment=row.comment,
                        answer=row.answer,
                        reason=row.reason,
                    )
                    for row, _words in figure.proposals
                ),
            )
            for figure in thread.figures
        ),
        comments=tuple(
            MyComment(
                key=said.comment.pk,
                about=said.about,
                text=said.comment.text,
                by=_by(said.comment.side, said.comment.author),
                is_ours=said.comment.side == Mine,
                written_at=said.comment.written_at,
                is_open=said.comment.resolved_at is None,
            )
            for said in thread.comments
        ),
        places=_places(record, user),
        round=current.number if current else None,
        is_my_turn=current is not None and current.turn == Mine,
        text_hash=record.text_hash,
        lapses_at=record.lapses_at,
    )


def _by(side: str, author: Any) -> str:
    """One of ours by name; the other side as such (decision 31)."""
    return str(author) if side == Mine else our_name()


def _places(record: Version, user: Any) -> tuple[MyPlace, ...]:
    seen = set(
        Signatory.objects.visible_to(user).filter(version=record).values_list("pk", flat=True)
    )
    found = []
    for place in signing_of(record, at=timezone.now()).places:
        if place.signatory.pk not in seen:
            continue
        is_ours = place.signatory.party_id is not None
        found.append(
            MyPlace(
                key=place.signatory.pk,
                person=str(place.actor) if is_ours else our_name(),
                side=str(place.signatory.party) if is_ours else our_name(),
                part=place.signatory.get_part_display(),
                state=place.state,
                signed_at=place.last.signed_at if place.last and place.state == "done" else None,
                is_me=place.actor.pk == user.person_id and place.state == "turn",
            )
        )
    return tuple(found)


def _proposal(
    request: HttpRequest, code: str, number: int, pk: uuid.UUID
) -> tuple[Version, Proposal]:
    record = my_version(request.user, code, number)
    rows = Proposal.objects.visible_to(request.user)
    return record, get_object_or_404(rows, version=record, pk=pk)


def _do(request: HttpRequest, record: Version, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(version_url(record))
