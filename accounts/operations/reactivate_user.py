"""Let a user come back."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.problems import Refusal


class CannotReactivate(Refusal):
    code = "cannot_reactivate"


def reactivate_user(*, user: User, actor: User, at: dt.datetime) -> User:
    """Let `user` sign in again, with the roles, grants and unexpired tokens they had."""
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
        if user.is_active:
            raise CannotReactivate(_("%(name)s may sign in already.") % {"name": user.name})
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user
