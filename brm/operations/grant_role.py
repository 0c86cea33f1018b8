"""Let somebody act for one customer and everything below it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from brm.models import Customer, Grant
from common.problems import Refusal


class CannotGrant(Refusal):
    code = "cannot_grant"


def grant_role(
    *, user: User, role: Role, customer: Customer, actor: User, at: dt.datetime
) -> Grant:
    """Give `user` the role for `customer` and its units (decision 2).

    Refuses the administrator's role, which has no limit, a user who may not sign in, and a grant
    that exists.
    """
    role = Role(role)
    if role == Role.ADMINISTRATOR:
        raise CannotGrant(
            _("An administrator is one for the whole installation. Change the roles instead."),
            field="role",
        )
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
        if not user.is_active:
            raise CannotGrant(
                _("%(name)s is deactivated. Reactivate first, then grant.") % {"name": user.name},
                field="user",
            )
        grant, is_new = Grant.objects.get_or_create(user=user, role=role, customer=customer)
        if not is_new:
            raise CannotGrant(
                _("%(name)s already has the role %(role)s for %(customer)s.")
                % {"name": user.name, "role": role.label, "customer": customer.name},
                field="role",
            )
    return grant
