"""The rule that somebody must always be able to let others in."""

from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from common.problems import Refusal


class LastAdministrator(Refusal):
    """Without an active administrator nobody could invite, grant or reactivate."""

    code = "last_administrator"


def lock_administrators() -> set[int]:
    """Hold who is administrator until the transaction ends, and return the ids of their users.

    Always the first lock taken: whoever locks a user before would wait for us while we wait.
    """
    return set(
        RoleAssignment.objects.select_for_update()
        .filter(role=Role.ADMINISTRATOR)
        .order_by("pk")
        .values_list("user_id", flat=True)
    )


def refuse_last_administrator(user: User, *, field: str | None = None) -> None:
    """Refuse what takes `user` away as administrator when no other active one is left.

    Call it inside the transaction: the assignments stay locked until its end, so that two
    administrators cannot remove each other at once.
    """
    holders = lock_administrators()
    if user.pk not in holders:
        return
    others = User.objects.filter(pk__in=holders - {user.pk}, is_active=True)
    if not others.exists():
        raise LastAdministrator(
            _(
                "%(name)s is the only active administrator. "
                "Give somebody else the role first, then try again."
            )
            % {"name": user.name},
            field=field,
        )
