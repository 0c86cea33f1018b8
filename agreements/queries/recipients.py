"""Who must be told of what happens to an agreement."""

from django.utils.translation import gettext_noop

from accounts.models import Role, User
from accounts.queries.roles import users_with_role
from agreements.models import Agreement
from brm.models import Customer, Grant
from slm.models import Service


def levels_recipients(agreement: Agreement, service: Service) -> list[tuple[User, str]]:
    """Whoever answers for the levels of a service under an agreement, each once, with why.

    The agreement's manager (without one every service level manager), the service's owner, and
    service level managers that were granted one of its customers or what it is part of.
    """
    found: dict[int, tuple[User, str]] = {}

    def add(user: User | None, why: str) -> None:
        if user is not None and user.is_active:
            found.setdefault(user.pk, (user, why))

    add(agreement.owner, gettext_noop("you manage this agreement"))
    add(service.owner, gettext_noop("you own this service"))
    if agreement.owner is None or not agreement.owner.is_active:
        for user in users_with_role(Role.SERVICE_LEVEL_MANAGER):
            add(user, gettext_noop("you manage service levels"))
    grants = Grant.objects.filter(
        role=Role.SERVICE_LEVEL_MANAGER,
        customer__in=Customer.objects.above(list(agreement.customers.values_list("pk", flat=True))),
    ).select_related("user__person")
    for grant in grants:
        add(grant.user, gettext_noop("you manage service levels for this customer"))
    return list(found.values())
