"""Rounds, proposals beside the draft's figures, comments, and the word that both agree."""

import pytest

from agreements.models import Comment, Proposal
from agreements.operations.negotiate import (
    NegotiationRefused,
    accept_proposal,
    agree,
    begin_draft,
    comment_on,
    hand_over,
    negotiate,
    propose,
    refuse_proposal,
    reopen,
    resolve_comment,
)
from agreements.operations.take_step import LifecycleRefused
from agreements.queries.thread import thread_of
from notices.models import Delivery
from tests.agreements.scenes import draft
from tests.agreements.signing import agreed, handed_over
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def turns(user) -> list[int]:
    rows = Delivery.objects.filter(user=user, notice__kind="agreements.turn", channel="bell")
    return sorted(rows.values_list("notice__episode", flat=True))


def test_statement_of_intent_becomes_a_draft(sari, customer_a):
    agreement = draft(sari, customer_a)
    version = agreement.versions.create(number=2, state="intent")
    assert begin_draft(version=version, actor=sari, at=NOW).state == "draft"


def test_handing_over_opens_the_first_round_and_tells_the_customer(sari, alia, bram, customer_a):
    version = handed_over(sari, customer_a)
    opened = version.rounds.get()
    assert (version.state, opened.number, opened.turn) == ("negotiation", 1, "customer")
    assert (turns(alia), turns(bram), turns(sari)) == ([1], [], [])


def test_empty_draft_is_not_handed_over(sari, customer_a):
    with pytest.raises(LifecycleRefused) as refused:
        negotiate(version=draft(sari, customer_a).versions.get(), actor=sari, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["no_target"]


def test_turn_goes_to_and_fro_and_each_return_is_a_round(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    assert hand_over(version=version, actor=alia, at=NOW).turn == "provider"
    assert turns(sari) == [1]
    second = hand_over(version=version, actor=sari, at=NOW)
    assert (second.number, second.turn) == (2, "customer")
    assert turns(alia) == [1, 2]


def test_who_is_not_on_turn_hands_nothing_over(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    with pytest.raises(NegotiationRefused, match="other side's turn"):
        hand_over(version=version, actor=sari, at=NOW)


@pytest.mark.parametrize("name", ["bram", "tirta", "rangga", "zaki"])
def test_nobody_else_takes_part(name, request, sari, customer_a, customer_b):
    other = request.getfixturevalue(name)
    version = handed_over(sari, customer_a)
    with pytest.raises(NegotiationRefused, match="may not take part"):
        hand_over(version=version, actor=other, at=NOW)
    with pytest.raises(NegotiationRefused, match="may not take part"):
        propose(target=version.targets.get(), threshold_ppm=1, actor=other, at=NOW)
    with pytest.raises(NegotiationRefused, match="may not take part"):
        comment_on(version=version, text="Hello", actor=other, at=NOW)
    with pytest.raises(LifecycleRefused, match="may not decide"):
        agree(version=version, note="x", actor=other, at=NOW)


def test_accepted_proposal_changes_the_draft(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    target = version.targets.get()
    first = propose(target=target, threshold_ppm=999_500, comment="Month end", actor=alia, at=NOW)
    other = propose(target=target, threshold_ppm=999_400, actor=alia, at=NOW)
    accept_proposal(proposal=first, actor=sari, at=NOW)
    target.refresh_from_db()
    assert target.threshold_ppm == 999_500
    answers = [Proposal.objects.get(pk=row.pk).answer for row in (first, other)]
    assert answers == ["accepted", "refused"]


@pytest.mark.parametrize(
    ("figure", "message"),
    [(None, "which figure"), (999_000, "that the draft has"), (1_000_001, "between 0 and 100")],
)
def test_proposal_is_another_figure(sari, alia, customer_a, figure, message):
    version = handed_over(sari, customer_a)
    with pytest.raises(NegotiationRefused, match=message):
        propose(target=version.targets.get(), threshold_ppm=figure, actor=alia, at=NOW)


def test_proposal_is_accepted_by_the_other_side_alone(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    proposal = propose(target=version.targets.get(), threshold_ppm=1, actor=alia, at=NOW)
    with pytest.raises(NegotiationRefused, match="other side accepts"):
        accept_proposal(proposal=proposal, actor=alia, at=NOW)


def test_refusal_of_a_proposal_has_a_reason_and_is_final(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    proposal = propose(target=version.targets.get(), threshold_ppm=1, actor=alia, at=NOW)
    with pytest.raises(NegotiationRefused, match="Say why"):
        refuse_proposal(proposal=proposal, reason=" ", actor=sari, at=NOW)
    refuse_proposal(proposal=proposal, reason="Too low", actor=sari, at=NOW)
    with pytest.raises(NegotiationRefused, match="has been answered"):
        accept_proposal(proposal=proposal, actor=sari, at=NOW)


def test_customer_proposes_on_its_turn_alone(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    hand_over(version=version, actor=alia, at=NOW)
    with pytest.raises(NegotiationRefused, match="other side's turn"):
        propose(target=version.targets.get(), threshold_ppm=1, actor=alia, at=NOW)


def test_each_customer_reads_its_own_conversation(sari, alia, bram, customer_a, customer_b):
    version = handed_over(sari, customer_a, customer_b)
    comment_on(version=version, text="From Alia", actor=alia, at=NOW)
    comment_on(version=version, text="To all", actor=sari, at=NOW)
    comment_on(version=version, text="Secret", is_internal=True, actor=sari, at=NOW)
    party = version.agreement.parties.get(customer=customer_b)
    comment_on(version=version, text="To Bram", party=party, actor=sari, at=NOW)
    propose(target=version.targets.get(), threshold_ppm=1, actor=alia, at=NOW)

    def read(user):
        thread = thread_of(version, user)
        proposals = sum(len(figure.proposals) for figure in thread.figures)
        return {said.comment.text for said in thread.comments}, proposals

    assert read(alia) == ({"From Alia", "To all"}, 1)
    assert read(bram) == ({"To all", "To Bram"}, 0)
    assert read(sari) == ({"From Alia", "To all", "Secret", "To Bram"}, 1)


def test_customer_writes_nothing_internal(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    said = comment_on(version=version, text="x", is_internal=True, actor=alia, at=NOW)
    assert not said.is_internal


def test_open_comments_and_proposals_keep_from_agreeing(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    said = comment_on(version=version, text="And Sundays?", actor=alia, at=NOW)
    proposal = propose(target=version.targets.get(), threshold_ppm=1, actor=alia, at=NOW)
    with pytest.raises(LifecycleRefused) as refused:
        agree(version=version, actor=alia, at=NOW)
    assert [row["code"] for row in refused.value.rows] == ["open_proposals", "open_comments"]
    resolve_comment(comment=said, actor=sari, at=NOW)
    refuse_proposal(proposal=proposal, reason="No", actor=alia, at=NOW)
    after = agree(version=version, actor=alia, at=NOW)
    assert after.state == "agreed"
    assert not after.rounds.filter(closed_at=None).exists()


def test_internal_comment_does_not_keep_from_agreeing(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    comment_on(version=version, text="x", is_internal=True, actor=sari, at=NOW)
    assert agree(version=version, actor=alia, at=NOW).state == "agreed"


def test_customer_resolves_own_comments_alone(sari, alia, customer_a):
    version = handed_over(sari, customer_a)
    said = comment_on(version=version, text="x", actor=sari, at=NOW)
    with pytest.raises(NegotiationRefused, match="Who wrote a comment"):
        resolve_comment(comment=said, actor=alia, at=NOW)
    assert Comment.objects.get().resolved_at is None


def test_manager_says_how_the_customer_agreed(sari, customer_a):
    version = handed_over(sari, customer_a)
    with pytest.raises(LifecycleRefused) as refused:
        agree(version=version, actor=sari, at=NOW)
    assert refused.value.field == "note"
    agree(version=version, note="By telephone", actor=sari, at=NOW)
    assert version.steps.get(name="agree").reason == "By telephone"


def test_agreed_text_is_negotiated_again_with_a_reason(sari, customer_a):
    version = agreed(sari, customer_a)
    with pytest.raises(LifecycleRefused, match="Say why"):
        reopen(version=version, reason="", actor=sari, at=NOW)
    after = reopen(version=version, reason="A slip", actor=sari, at=NOW)
    assert (after.state, after.rounds.get(closed_at=None).number) == ("negotiation", 2)
