"""Give a role that holds everywhere."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from common.problems import Refusal


class CannotAssign(Refusal):
    code = "cannot_assign"


def assign_role(*, user: User, role: Role, actor: User, at: dt.datetime) -> RoleAssignment:
    """Give `user` the role without any limit to customers.

    Refuses the customer role, which always names a customer (decision 2), a user who may not sign
    in, and a role that is already held.
    """
    role = Role(role)
    if role == Role.CUSTOMER:
        raise CannotAssign(
            _("The customer role always names a customer. Grant it for one instead."), field="roles"
        )
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
        if not user.is_active:
            raise CannotAssign(
                _("%(name)s is deactivated. Reactivate first, then give roles.")
                % {"name": user.name},
                field="roles",
            )
        assignment, is_new = RoleAssignment.objects.get_or_create(user=user, role=role)
        if not is_new:
            raise CannotAssign(
                _("%(name)s already has the role %(role)s.")
                % {"name": user.name, "role": role.label},
                field="roles",
            )
    return assignment
