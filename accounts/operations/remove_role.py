"""Take a role away that holds everywhere."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from accounts.operations.last_administrator import refuse_last_administrator
from common.problems import Refusal


class CannotRemove(Refusal):
    code = "cannot_remove"


def remove_role(*, user: User, role: Role, actor: User, at: dt.datetime) -> None:
    """Take the role from `user`; grants for single customers stay.

    Refuses to take the administrator's role from the last active administrator, and a role that
    the user does not have.
    """
    role = Role(role)
    with transaction.atomic():
        if role == Role.ADMINISTRATOR:
            refuse_last_administrator(user, field="roles")
        count, _by_model = RoleAssignment.objects.filter(user=user, role=role).delete()
        if not count:
            raise CannotRemove(
                _("%(name)s does not have the role %(role)s.")
                % {"name": user.name, "role": role.label},
                field="roles",
            )
