"""Who may be told what: nobody, unless the kind lets them and they see every customer in it."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q, QuerySet

from accounts.models import PROVIDER_ROLES, Role
from accounts.queries.roles import roles_of
from notices.queries.kinds import Audience, codes

# Answers the customers that a user sees in any of some roles, as a queryset.
CustomersSeen = Callable[[Any, frozenset[Role]], QuerySet]

_EVERY_ROLE = frozenset(Role)
_customers_seen: CustomersSeen | None = None


def register_scope(customers_seen: CustomersSeen | None) -> None:
    """Say which customers a user sees; called once, by the app that keeps customers.

    Until then whatever is about a customer is told to nobody.
    """
    global _customers_seen
    _customers_seen = customers_seen


def readable_by(user: Any) -> Q:
    """The condition on deliveries under which `user` may read their notice; nothing by default.

    A notice for the provider's people needs a role of theirs; one about customers needs sight of
    all of them, in such a role again. A kind that no app registers any more is not readable.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Q(pk__in=[])
    for_everyone = Q(notice__kind__in=codes(audience=Audience.EVERYONE)) & _sees(user, _EVERY_ROLE)
    works_here = _works_here(user)
    if works_here is None:
        return for_everyone
    for_staff = Q(notice__kind__in=codes(audience=Audience.STAFF)) & works_here
    return for_everyone | (for_staff & _sees(user, PROVIDER_ROLES))


def audiences_of(user: Any) -> frozenset[Audience]:
    """The audiences that `user` belongs to, whichever customer it is about."""
    works_here = _works_here(user)
    if works_here is None:
        return frozenset({Audience.EVERYONE})
    if roles_of(user) & PROVIDER_ROLES or _customers_seen(user, PROVIDER_ROLES).exists():  # type: ignore[misc]
        return frozenset(Audience)
    return frozenset({Audience.EVERYONE})


def _works_here(user: Any) -> Q | None:
    """Whether `user` has a role of the provider, anywhere; None where nobody could say so."""
    if roles_of(user) & PROVIDER_ROLES:
        return Q()
    if _customers_seen is None:
        return None
    return Q(Exists(_customers_seen(user, PROVIDER_ROLES)))


def _sees(user: Any, roles: frozenset[Role]) -> Q:
    """Whether `user` sees every customer of the notice in one of `roles`."""
    about_nobody = Q(notice__scope=[])
    if _customers_seen is None:
        return about_nobody
    seen = _customers_seen(user, roles).order_by().values("pk")
    return about_nobody | Q(notice__scope__contained_by=ArraySubquery(seen))
