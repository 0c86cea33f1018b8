"""Give and take several roles at once, or none of them."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts.models import Role, User
from accounts.operations.assign_role import assign_role
from accounts.operations.last_administrator import lock_administrators
from accounts.operations.remove_role import remove_role


def set_roles(*, user: User, roles: Iterable[Role], actor: User, at: dt.datetime) -> None:
    """Make `roles` all the unlimited roles of `user`; one refusal leaves them as they were."""
    wanted = {Role(role) for role in roles}
    with transaction.atomic():
        lock_administrators()
        User.objects.select_for_update().get(pk=user.pk)
        held = {Role(role) for role in user.role_assignments.values_list("role", flat=True)}
        for role in sorted(wanted - held):
            assign_role(user=user, role=role, actor=actor, at=at)
        for role in sorted(held - wanted):
            remove_role(user=user, role=role, actor=actor, at=at)
