"""Take a user's sign-in away without losing what they did."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.operations.end_sessions import end_sessions
from accounts.operations.last_administrator import refuse_last_administrator
from common.problems import Refusal


class CannotDeactivate(Refusal):
    code = "cannot_deactivate"


def deactivate_user(*, user: User, actor: User, at: dt.datetime) -> User:
    """Let `user` sign in no more: sessions end now, links and tokens stop working.

    Roles, grants and tokens are kept, for the history and for a return. Refuses oneself, the last
    active administrator, and who is already deactivated.
    """
    if user == actor:
        raise CannotDeactivate(
            _("You cannot deactivate yourself. Another administrator can do it for you.")
        )
    with transaction.atomic():
        # Administrators are locked before the user, here and in remove_role alike.
        refuse_last_administrator(user)
        user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
        if not user.is_active:
            raise CannotDeactivate(_("%(name)s is already deactivated.") % {"name": user.name})
        user.is_active = False
        user.save(update_fields=["is_active"])
        user.invitations.filter(accepted_at=None, expires_at__gt=at).update(expires_at=at)
        end_sessions(user=user)
    return user
