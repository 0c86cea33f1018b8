"""Come in by a link."""

import datetime as dt

import pghistory
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation, User
from accounts.operations.invite_user import hash_secret
from common.problems import Refusal


class InvitationVoid(Refusal):
    """The link is unknown, used, replaced or too old; the message says which and what to do."""

    code = "invitation_void"


class PasswordTooWeak(Refusal):
    code = "password_too_weak"


def find_invitation(*, secret: str, at: dt.datetime) -> Invitation:
    """Return the invitation that `secret` opens at `at`. Raises InvitationVoid."""
    invitation = (
        Invitation.objects.select_related("user__person", "invited_by__person")
        .filter(secret_sha256=hash_secret(secret))
        .first()
    )
    if invitation is None:
        raise InvitationVoid(
            _("This link is not known here. Copy the whole address from the message you got.")
        )
    if invitation.accepted_at is not None or invitation.user.has_usable_password():
        raise InvitationVoid(
            _(
                "This invitation has been used. Sign in with your e-mail and password; if you "
                "forgot it, the sign-in page sends you a new link."
            )
        )
    if not invitation.user.is_active or invitation.expires_at <= at:
        raise InvitationVoid(
            _(
                "This invitation is no longer valid: it was replaced, withdrawn or older than "
                "7 days. Ask whoever invited you to send it again."
            )
        )
    return invitation


def accept_invitation(*, secret: str, name: str, password: str, at: dt.datetime) -> User:
    """Set the name and the password of the invited; the link works once.

    Refuses a link that is void and a password that is too weak. The change is written in the
    name of the invited, who is nobody yet as far as the request knows.
    """
    with transaction.atomic():
        user_id = find_invitation(secret=secret, at=at).user_id
        # Whoever waited here for another accept of the same link finds it used.
        User.objects.select_for_update().get(pk=user_id)
        invitation = find_invitation(secret=secret, at=at)
        user = invitation.user
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise PasswordTooWeak(" ".join(error.messages), field="password") from error
        with pghistory.context(user=user.pk):
            if name.strip() != user.person.name:
                user.person.name = name.strip()
                user.person.save(update_fields=["name"])
            user.set_password(password)
            user.save(update_fields=["password"])
            invitation.accepted_at = at
            invitation.save(update_fields=["accepted_at"])
    return user
