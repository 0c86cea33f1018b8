"""Invitations to a survey: mailed, mailed anew, reminded, withdrawn, or handed over as a link."""

import datetime as dt
import secrets
import zoneinfo
from collections.abc import Callable

import structlog
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Installation, User
from brm.models import Campaign, Invitee, InviteeLink
from brm.operations.answer_survey import check_answerable
from brm.queries.questions import heading_of, intro_of
from brm.queries.survey_links import hash_secret
from common.problems import Refusal
from common.wake import wake_after_commit
from notices.operations.deliver import WAITS

log = structlog.get_logger(__name__)

# Given the secret, the address at which the survey is answered; the door knows its addresses.
Link = Callable[[str], str]
TASK = "brm.tend_surveys"


class CannotInviteToSurvey(Refusal):
    code = "cannot_invite_to_survey"


def hand_over_link(*, invitee: Invitee, actor: User, at: dt.datetime) -> str:
    """A new secret for staff to hand over, shown this once; links that were mailed still work."""
    with transaction.atomic():
        invitee = _locked(invitee)
        _refuse_unasked(invitee)
        check_answerable(invitee, at=at)
        return _make_secret(invitee, at=at)


def invite_anew(*, invitee: Invitee, actor: User, at: dt.datetime) -> Invitee:
    """Mail a new invitation; every link before it stops, and a withdrawal is taken back.

    Refuses who has answered, whose survey is over, and who has no address.
    """
    with transaction.atomic():
        invitee = _locked(invitee)
        _refuse_unasked(invitee)
        invitee.withdrawn_at, invitee.withdrawn_because = None, ""
        invitee.expires_at = invitee.campaign.closes_at
        check_answerable(invitee, at=at)
        if not invitee.person.email:
            raise CannotInviteToSurvey(
                _("%(name)s has no e-mail address. Write one down, or hand the link over.")
                % {"name": invitee.person.name}
            )
        invitee.links.filter(voided_at=None).update(voided_at=at)
        invitee.mail, invitee.mail_due_at = Invitee.Mail.INVITATION, at
        invitee.mail_attempts, invitee.mail_error = 0, ""
        invitee.save()
        wake_after_commit(TASK)
    return invitee


def withdraw_invitation(*, invitee: Invitee, because: str, actor: User, at: dt.datetime) -> Invitee:
    """Ask this person no more: the links stop and nothing is mailed. Refuses who has answered."""
    if not because.strip():
        raise CannotInviteToSurvey(_("Say why, for whoever looks at the sample."), field="because")
    with transaction.atomic():
        invitee = _locked(invitee)
        _refuse_unasked(invitee)
        check_answerable(invitee, at=at)
        invitee.withdrawn_at, invitee.withdrawn_because = at, because.strip()
        invitee.mail_due_at = None
        invitee.save()
    return invitee


def remind_due(*, at: dt.datetime) -> int:
    """Have everybody reminded who has not answered so many days after the last message."""
    count = 0
    campaigns = Campaign.objects.filter(
        state=Campaign.State.OPEN, closes_at__gt=at, remind_after_days__gt=0, most_reminders__gt=0
    )
    for campaign in campaigns:
        count += campaign.invitees.filter(
            is_sampled=True,
            is_answered=False,
            withdrawn_at=None,
            mail_due_at=None,
            mailed_at__lte=at - dt.timedelta(days=campaign.remind_after_days),
            reminders__lt=campaign.most_reminders,
        ).update(mail=Invitee.Mail.REMINDER, mail_due_at=at, mail_attempts=0, mail_error="")
    return count


def mail_next(*, link: Link, at: dt.datetime) -> Invitee | None:
    """Send the invitation or reminder that has waited longest; None when none is due.

    The row is locked meanwhile, so that workers side by side never send the same one. Failed
    attempts wait ever longer and are given up in the end; the list of invitations says so.
    """
    with transaction.atomic():
        invitee = (
            Invitee.objects.filter(mail_due_at__lte=at)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("campaign__owner__person", "person", "customer")
            .order_by("mail_due_at", "pk")
            .first()
        )
        if invitee is None:
            return None
        try:
            check_answerable(invitee, at=at)
        except Refusal:
            invitee.mail_due_at = None
        else:
            _send(invitee, link=link, at=at)
        invitee.save(
            update_fields=["mail_due_at", "mail_attempts", "mail_error", "mailed_at", "reminders"]
        )
        return invitee


def _send(invitee: Invitee, *, link: Link, at: dt.datetime) -> None:
    invitee.mail_attempts += 1
    try:
        # A savepoint: what fails inside must not take the record of the failure with it.
        with transaction.atomic():
            _message(invitee, link(_make_secret(invitee, at=at))).send()
    except Exception as error:  # each transport raises its own
        log.warning("survey_mail_failed", invitee=str(invitee.pk), exc_info=True)
        invitee.mail_error = f"{type(error).__name__}: {error}"[:300]
        if invitee.mail_attempts > len(WAITS):
            invitee.mail_due_at = None
        else:
            invitee.mail_due_at = at + WAITS[invitee.mail_attempts - 1]
    else:
        invitee.mail_due_at, invitee.mail_error, invitee.mailed_at = None, "", at
        if invitee.mail == Invitee.Mail.REMINDER:
            invitee.reminders += 1


def _message(invitee: Invitee, url: str) -> EmailMessage:
    """The message in the language of the invited, with dates as their survey counts them."""
    campaign = invitee.campaign
    facts = {
        "name": invitee.person.name,
        "unit": invitee.customer.name,
        "heading": heading_of(campaign, invitee.language),
        "intro": intro_of(campaign, invitee.language),
        "organisation": Installation.current().organisation,
        "contact": campaign.owner.name,
        "until": campaign.last_at,
        "is_anonymous": campaign.is_anonymous,
        "is_reminder": invitee.mail == Invitee.Mail.REMINDER,
        "url": url,
    }
    with (
        translation.override(invitee.language),
        timezone.override(zoneinfo.ZoneInfo(campaign.zone)),
    ):
        subject = render_to_string("brm/mail/survey_subject.txt", facts)
        body = render_to_string("brm/mail/survey_body.txt", facts)
    return EmailMessage(
        " ".join(subject.split()),
        body,
        to=[invitee.person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _make_secret(invitee: Invitee, *, at: dt.datetime) -> str:
    secret = secrets.token_urlsafe(32)
    InviteeLink.objects.create(invitee=invitee, secret_sha256=hash_secret(secret), made_at=at)
    return secret


def _locked(invitee: Invitee) -> Invitee:
    return (
        Invitee.objects.select_for_update(of=("self",))
        .select_related("campaign", "person")
        .get(pk=invitee.pk)
    )


def _refuse_unasked(invitee: Invitee) -> None:
    if not invitee.is_sampled:
        raise CannotInviteToSurvey(
            _("%(name)s is not in the sample.") % {"name": invitee.person.name}
        )
