"""Begin a draft, negotiate it, agree on it, or withdraw it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Comment, Party, Proposal, Round, Target, Version
from agreements.queries.negotiating import party_of, side_of
from common.problems import Refusal
from slm.engine.metrics import Form, Metric, meaning

from .add_targets import save_target
from .take_step import (
    LifecycleRefused,
    lock_for_step,
    refuse_incomplete,
    refuse_without_reason,
    take_step,
)
from .tell_lifecycle import tell_of_turn

Side = Round.Side


class NegotiationRefused(Refusal):
    """What was proposed, said or answered is not kept."""

    code = "negotiation_refused"


@transaction.atomic
def begin_draft(*, version: Version, actor: Any, at: dt.datetime) -> Version:
    """Write the draft that a statement of intent announced."""
    locked = lock_for_step("begin_draft", version, actor=actor)
    take_step("begin_draft", locked, actor=actor, at=at)
    return locked


@transaction.atomic
def negotiate(*, version: Version, actor: Any, at: dt.datetime) -> Version:
    """Hand the draft to the customer: the first round opens and it is their turn."""
    locked = lock_for_step("negotiate", version, actor=actor)
    refuse_incomplete("negotiate", locked, at=at)
    take_step("negotiate", locked, actor=actor, at=at)
    open_round(locked, turn=Side.CUSTOMER, at=at)
    return locked


@transaction.atomic
def hand_over(*, version: Version, actor: Any, at: dt.datetime) -> Round:
    """End one's turn: the other side is asked. Coming back to us it is the next round."""
    locked, side, current = _negotiated(version, actor)
    if current.turn != side:
        raise NegotiationRefused(_("It is the other side's turn."), field="turn")
    if side == Side.PROVIDER:
        current.closed_at = at
        current.save()
        return open_round(locked, turn=Side.CUSTOMER, at=at)
    current.turn, current.turn_since_at = Side.PROVIDER, at
    current.save()
    tell_of_turn(version=locked, round_=current, at=at)
    return current


@transaction.atomic
def agree(*, version: Version, note: str = "", actor: Any, at: dt.datetime) -> Version:
    """Say that both sides agree on the text. One of the customer's people says so for the customer;
    the manager who says it for them names how they agreed in `note`.
    """
    locked = lock_for_step("agree", version, actor=actor)
    side = side_of(actor, locked.agreement)
    if side is None:
        raise LifecycleRefused(_("You may not decide on this agreement."))
    if side == Side.PROVIDER and not note.strip():
        raise LifecycleRefused(_("Say how the other side agreed."), field="note")
    refuse_incomplete("agree", locked, at=at)
    take_step("agree", locked, actor=actor, at=at, reason=note.strip())
    locked.rounds.filter(closed_at=None).update(closed_at=at)
    return locked


@transaction.atomic
def agree_outside(*, version: Version, actor: Any, at: dt.datetime) -> Version:
    """Take over what was agreed outside: the draft's evidence says by which document (R19)."""
    locked = lock_for_step("agree_outside", version, actor=actor)
    refuse_incomplete("agree_outside", locked, at=at)
    take_step("agree_outside", locked, actor=actor, at=at, reason=locked.evidence.strip())
    locked.rounds.filter(closed_at=None).update(closed_at=at)
    return locked


@transaction.atomic
def reopen(*, version: Version, reason: str, actor: Any, at: dt.datetime) -> Version:
    """Negotiate again what was agreed, before anybody is asked to sign; it is our turn."""
    said = refuse_without_reason("reopen", reason)
    locked = lock_for_step("reopen", version, actor=actor)
    take_step("reopen", locked, actor=actor, at=at, reason=said)
    open_round(locked, turn=Side.PROVIDER, at=at)
    return locked


@transaction.atomic
def propose(
    *,
    target: Target,
    threshold_ppm: int | None = None,
    limit: int | None = None,
    comment: str = "",
    is_internal: bool = False,
    actor: Any,
    at: dt.datetime,
) -> Proposal:
    """Propose another figure for a target: a share in ppm, or a limit in its metric's unit."""
    locked, side, current = _negotiated(target.version, actor)
    if side == Side.CUSTOMER and current.turn != side:
        raise NegotiationRefused(_("It is the other side's turn."), field="turn")
    is_share = meaning(Metric(target.metric)).form is Form.SHARE
    given = threshold_ppm if is_share else limit
    if given is None:
        raise NegotiationRefused(_("Say which figure you propose."), field="figure")
    if given == (target.threshold_ppm if is_share else target.limit):
        raise NegotiationRefused(_("This is the figure that the draft has."), field="figure")
    if is_share and given > 1_000_000:
        raise NegotiationRefused(_("A percentage lies between 0 and 100."), field="figure")
    return Proposal.objects.create(
        version=locked,
        round=current,
        target=target,
        side=side,
        party=_party(locked, actor, side),
        is_internal=is_internal and side == Side.PROVIDER,
        threshold_ppm=given if is_share else None,
        limit=None if is_share else given,
        comment=comment.strip(),
        made_by=actor,
        made_at=at,
    )


@transaction.atomic
def accept_proposal(*, proposal: Proposal, actor: Any, at: dt.datetime) -> Target:
    """Accept what the other side proposes: the draft's target takes the figure over."""
    locked = _answerable(proposal, actor)
    target = Target.objects.select_related("indicator", "version").get(pk=locked.target_id)
    if locked.threshold_ppm is not None:
        target.threshold_ppm = locked.threshold_ppm
    else:
        target.limit = locked.limit
    save_target(target=target, actor=actor)
    _answer(locked, Proposal.Answer.ACCEPTED, actor, at)
    same = Proposal.objects.filter(target=target, answer=Proposal.Answer.OPEN)
    for other in same.select_for_update():
        _answer(other, Proposal.Answer.REFUSED, actor, at, _("Another proposal was accepted."))
    return target


@transaction.atomic
def refuse_proposal(*, proposal: Proposal, reason: str, actor: Any, at: dt.datetime) -> Proposal:
    """Refuse it with a reason; who made it may take it back so."""
    locked = _answerable(proposal, actor, own=True)
    if not reason.strip():
        raise NegotiationRefused(_("Say why."), field="reason")
    return _answer(locked, Proposal.Answer.REFUSED, actor, at, reason.strip())


@transaction.atomic
def comment_on(
    *,
    version: Version,
    text: str,
    section: str = "",
    target: Target | None = None,
    party: Party | None = None,
    is_internal: bool = False,
    actor: Any,
    at: dt.datetime,
) -> Comment:
    """Say something about a section, a target or the whole while it is not frozen.

    What one of the customer's people says belongs to the customer's conversation; ours goes to
    every party unless `party` names one, or stays with us.
    """
    locked = Version.objects.select_related("agreement").get(pk=version.pk)
    side = side_of(actor, locked.agreement)
    if side is None:
        raise NegotiationRefused(_("You may not take part in this negotiation."))
    if locked.is_frozen:
        raise NegotiationRefused(_("The text is frozen: nothing is negotiated any more."))
    if side == Side.CUSTOMER and locked.state != Version.State.NEGOTIATION:
        raise NegotiationRefused(_("The text is not in negotiation."))
    if not text.strip():
        raise NegotiationRefused(_("Write what you have to say."), field="text")
    if target is not None and target.version_id != locked.pk:
        raise NegotiationRefused(_("This target belongs to another version."), field="target")
    if party is not None and party.agreement_id != locked.agreement_id:
        raise NegotiationRefused(_("This party belongs to another agreement."), field="party")
    return Comment.objects.create(
        version=locked,
        section="" if target is not None else section,
        target=target,
        side=side,
        party=_party(locked, actor, side) if side == Side.CUSTOMER else party,
        is_internal=is_internal and side == Side.PROVIDER,
        text=text.strip(),
        author=actor,
        written_at=at,
    )


@transaction.atomic
def resolve_comment(*, comment: Comment, actor: Any, at: dt.datetime) -> Comment:
    """Say that a comment is dealt with; again it changes nothing."""
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    side = side_of(actor, comment.version.agreement)
    if side is None or (side == Side.CUSTOMER and locked.side != side):
        raise NegotiationRefused(_("Who wrote a comment resolves it, or the manager."))
    if locked.resolved_at is None:
        locked.resolved_at, locked.resolved_by = at, actor
        locked.save()
    return locked


def open_round(version: Version, *, turn: str, at: dt.datetime) -> Round:
    """Open the next round of a version in negotiation, and ask whose turn it is."""
    opened = Round.objects.create(
        version=version,
        number=version.rounds.count() + 1,
        turn=turn,
        turn_since_at=at,
        opened_at=at,
    )
    tell_of_turn(version=version, round_=opened, at=at)
    return opened


def _negotiated(version: Version, actor: Any) -> tuple[Version, str, Round]:
    """The version, locked, in negotiation; on which side `actor` sits; the open round."""
    locked = (
        Version.objects.select_for_update(of=("self",))
        .select_related("agreement")
        .get(pk=version.pk)
    )
    side = side_of(actor, locked.agreement)
    if side is None:
        raise NegotiationRefused(_("You may not take part in this negotiation."))
    current = locked.rounds.filter(closed_at=None).first()
    if locked.state != Version.State.NEGOTIATION or current is None:
        raise NegotiationRefused(_("The text is not in negotiation."), field="state")
    return locked, side, current


def _answerable(proposal: Proposal, actor: Any, *, own: bool = False) -> Proposal:
    locked = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=proposal.pk)
    )
    _version, side, _round = _negotiated(locked.version, actor)
    if locked.answer != Proposal.Answer.OPEN:
        raise NegotiationRefused(_("This proposal has been answered."), field="answer")
    if locked.side == side and not own:
        raise NegotiationRefused(
            _("The other side accepts what your side proposes; you may change the draft instead.")
            if side == Side.PROVIDER
            else _("The other side accepts what your side proposes.")
        )
    return locked


def _answer(
    proposal: Proposal, answer: str, actor: Any, at: dt.datetime, reason: str = ""
) -> Proposal:
    proposal.answer, proposal.reason = answer, reason
    proposal.answered_by, proposal.answered_at = actor, at
    proposal.save()
    return proposal


def _party(version: Version, actor: Any, side: str) -> Party | None:
    """The customer's party that `actor` speaks for."""
    return party_of(actor, version.agreement) if side == Side.CUSTOMER else None
