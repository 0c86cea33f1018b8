"""Who may do what, where no customer is named."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Role, RoleAssignment, User


def roles_of(user: Any) -> frozenset[str]:
    """The roles that `user` has without a limit to customers; remembered on the user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    known = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(RoleAssignment.objects.filter(user=user).values_list("role", flat=True))
        user._roles = known
    return known


def has_role(user: Any, *roles: Role) -> bool:
    """Whether `user` has one of `roles`, or is administrator, without a limit to customers.

    A token that is limited to customers takes these roles away: what it may see goes by its limit.
    """
    if getattr(user, "token_is_limited", False):
        return False
    held = roles_of(user)
    return Role.ADMINISTRATOR in held or not held.isdisjoint(roles)


def may_manage_levels(user: Any) -> bool:
    """Whether `user` may change services, hours, indicators and facts."""
    return has_role(user, Role.SERVICE_LEVEL_MANAGER, Role.SERVICE_OWNER)


def may_decide_exclusions(user: Any) -> bool:
    """Whether `user` may approve or refuse what takes time out of a level."""
    return has_role(user, Role.SERVICE_LEVEL_MANAGER)


def may_read_levels(user: Any) -> bool:
    """Whether `user` may look at services and raw facts: decision 2, roles without a limit."""
    return has_role(
        user,
        Role.SERVICE_LEVEL_MANAGER,
        Role.SERVICE_OWNER,
        Role.RELATIONSHIP_MANAGER,
        Role.AUDITOR,
    )


def may_manage_people(user: Any) -> bool:
    """Whether `user` may invite, deactivate and grant."""
    return has_role(user, Role.ADMINISTRATOR)


def users_with_role(*roles: Role) -> QuerySet[User]:
    """Active users that hold one of `roles` without a limit to customers."""
    return User.objects.filter(is_active=True, role_assignments__role__in=roles).distinct()


def may_read_people(user: Any) -> bool:
    """Whether `user` may look at users, their roles and the settings; auditors read everything."""
    return has_role(user, Role.AUDITOR)
