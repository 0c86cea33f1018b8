"""Ask somebody in."""

import datetime as dt
import hashlib
import secrets
import zoneinfo
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Installation, Invitation, Role, RoleAssignment, User
from common.problems import Refusal

VALID_FOR = dt.timedelta(days=7)

# Given the secret, the address at which it is answered; the door knows its own addresses.
Link = Callable[[str], str]


class CannotInvite(Refusal):
    code = "cannot_invite"


class InvitationNotMailed(Exception):
    """The invitation was written, but the mail server did not take the message."""

    def __init__(self, user: User, reason: str):
        super().__init__(reason)
        self.user = user
        self.reason = reason


def hash_secret(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite_user(
    *,
    email: str,
    name: str,
    language: str,
    zone: str,
    roles: Iterable[Role],
    link: Link,
    actor: User,
    at: dt.datetime,
) -> User:
    """Make the user, without a password, and mail them the link that sets one (7 days).

    The user exists from now on, so that roles, grants and responsibilities can already name them.
    Refuses an address that somebody has. Raises InvitationNotMailed when everything is written
    but the mail could not be handed over: send it again then.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise CannotInvite(error.messages[0], field="email") from error
    wanted = {Role(role) for role in roles}
    if Role.CUSTOMER in wanted:
        raise CannotInvite(
            _("The customer role always names a customer. Grant it after the invitation."),
            field="roles",
        )
    with transaction.atomic():
        known = User.objects.select_related("person").filter(email__iexact=email).first()
        if known is not None:
            raise CannotInvite(
                _("%(name)s has this address already. Look for them in the list of users.")
                % {"name": known.name},
                field="email",
            )
        view = (
            User.View.RELATIONSHIPS
            if Role.RELATIONSHIP_MANAGER in wanted and Role.SERVICE_LEVEL_MANAGER not in wanted
            else User.View.LEVELS
        )
        user = User.objects.create_user(
            email, name.strip(), language=language, zone=zone, view=view
        )
        for role in sorted(wanted):
            RoleAssignment.objects.create(user=user, role=role)
        invitation, secret = _write(user=user, actor=actor, at=at)
    _mail(invitation, link(secret))
    return user


def resend_invitation(*, user: User, link: Link, actor: User, at: dt.datetime) -> Invitation:
    """Mail a new link; the one before stops working. Refuses who has no need of one."""
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
        if not user.is_active:
            raise CannotInvite(
                _("%(name)s is deactivated. Reactivate first, then invite again.")
                % {"name": user.name}
            )
        if user.has_usable_password() or user.last_login is not None:
            raise CannotInvite(
                _(
                    "%(name)s has signed in before. Whoever forgot the password asks for a new "
                    "one on the sign-in page."
                )
                % {"name": user.name}
            )
        user.invitations.filter(accepted_at=None, expires_at__gt=at).update(expires_at=at)
        invitation, secret = _write(user=user, actor=actor, at=at)
    _mail(invitation, link(secret))
    return invitation


def _write(*, user: User, actor: User, at: dt.datetime) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=user,
        secret_sha256=hash_secret(secret),
        invited_by=actor,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    return invitation, secret


def _mail(invitation: Invitation, url: str) -> None:
    """Hand the message to the mail server after the commit, in the language of the invited."""
    user = invitation.user
    facts = {
        "user": user,
        "inviter": invitation.invited_by,
        "organisation": Installation.current().organisation,
        "url": url,
        "expires_at": invitation.expires_at,
    }
    zone = zoneinfo.ZoneInfo(user.zone)
    with translation.override(user.language), timezone.override(zone):
        subject = render_to_string("accounts/mail/invitation_subject.txt", facts).strip()
        body = render_to_string("accounts/mail/invitation_body.txt", facts)
    try:
        EmailMessage(" ".join(subject.split()), body, to=[user.email]).send()
    except OSError as error:  # smtplib's exceptions are OSErrors too
        raise InvitationNotMailed(user, str(error)) from error
