"""Answer a survey: by its link, or signed in."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brm.models import Answer, Campaign, Invitee, Response
from brm.models.invitee import InviteeQuerySet
from brm.queries.questions import Given, statements_for
from brm.queries.survey_links import hash_secret
from common.problems import Refusal

MOST_TEXT = 4_000


class SurveyVoid(Refusal):
    """The invitation cannot be answered (any more); `code` says which of the reasons it is."""

    code = "survey_void"


class SurveyUnknown(SurveyVoid):
    """No invitation has this link."""

    code = "survey_unknown"


class SurveyAnswered(SurveyVoid):
    code = "survey_answered"


class SurveyOver(SurveyVoid):
    code = "survey_over"


class SurveyWithdrawn(SurveyVoid):
    code = "survey_withdrawn"


class AnswersRefused(Refusal):
    code = "answers_refused"


def find_invitee(*, secret: str, at: dt.datetime) -> Invitee:
    """The invitation that `secret` opens at `at`, whoever asks. Raises a SurveyVoid."""
    invitee = (
        _invitees().filter(links__secret_sha256=hash_secret(secret), links__voided_at=None).first()
    )
    if invitee is None:
        raise SurveyUnknown(
            _("This link is not known here. Copy the whole address from the message you got.")
        )
    check_answerable(invitee, at=at)
    return invitee


def check_answerable(invitee: Invitee, *, at: dt.datetime) -> None:
    """Refuse an invitation that was answered or withdrawn, or whose survey is over."""
    if invitee.is_answered:
        raise SurveyAnswered(_("Your answers have arrived. They cannot be changed any more."))
    if invitee.withdrawn_at is not None:
        raise SurveyWithdrawn(_("This invitation was withdrawn. You need not do anything."))
    if (
        invitee.campaign.state != Campaign.State.OPEN
        or invitee.expires_at is None
        or invitee.expires_at <= at
    ):
        raise SurveyOver(_("This survey is over. Thank you for wanting to answer."))


def send_response(*, invitee: Invitee, answers: Iterable[Given], at: dt.datetime) -> Response:
    """Keep the answers, once and for ever.

    Refuses an invitation that is void, no answer at all, and answers to what was not asked. In a
    nameless survey nothing leads from the answers to the invitation (decision record 0031).
    """
    given = [row for row in answers if row.value is not None or row.text.strip()]
    with transaction.atomic():
        # Whoever waited here for another sending of the same invitation finds it answered.
        Invitee.objects.select_for_update().get(pk=invitee.pk)
        invitee = _invitees().get(pk=invitee.pk)
        check_answerable(invitee, at=at)
        if not given:
            raise AnswersRefused(_("Answer at least one question before you send."))
        campaign = invitee.campaign
        _refuse_unasked(invitee, given)
        nameless = campaign.is_anonymous
        response = Response.objects.create(
            campaign=campaign,
            invitee=None if nameless else invitee,
            customer=invitee.place,
            role=invitee.kept_role,
            sent_at=None if nameless else at,
        )
        rows = [
            Answer(
                # Random keys, so that no number tells what came first.
                id=uuid.uuid4(),
                response=response,
                block=row.block,
                element=row.element,
                statement_id=row.statement,
                service_id=row.service,
                importance=row.importance,
                value=row.value,
                text=row.text.strip()[:MOST_TEXT],
            )
            for row in given
        ]
        try:
            for row in rows:
                row.clean_fields(exclude=["response", "statement", "service"])
            with transaction.atomic():
                Answer.objects.bulk_create(rows)
        except (ValidationError, IntegrityError) as error:
            raise AnswersRefused(
                _("An answer is outside its scale. Choose one of those that are offered.")
            ) from error
        invitee.is_answered = True
        invitee.answered_at = None if nameless else at
        invitee.mail_due_at = None
        invitee.save(update_fields=["is_answered", "answered_at", "mail_due_at"])
    return response


def _invitees() -> InviteeQuerySet:
    return Invitee.objects.select_related("campaign__owner__person", "person", "customer", "place")


def _refuse_unasked(invitee: Invitee, given: list[Given]) -> None:
    campaign = invitee.campaign
    Block = Campaign.Block
    statements: set[int] = set()
    if any(row.statement is not None for row in given):
        statements = {row.pk for row in statements_for(campaign, invitee.place)}
    services: set[int] = set()
    if any(row.service is not None for row in given):
        services = set(campaign.services.values_list("pk", flat=True))
    for row in given:
        is_asked = (
            row.block in campaign.blocks
            and (row.block == Block.OUTCOMES) == (row.statement is not None)
            and (row.block == Block.SERVICES) == (row.service is not None)
            and (row.statement is None or row.statement in statements)
            and (row.service is None or row.service in services)
            and (1 <= row.element <= 9 if row.block == Block.IKM else row.element == 0)
            and not (
                row.block == Block.OUTCOMES and row.value is not None and row.importance is None
            )
        )
        if not is_asked:
            raise AnswersRefused(
                _("The survey has changed since you opened it. Load the page again.")
            )
