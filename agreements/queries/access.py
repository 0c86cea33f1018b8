"""Who may look at agreements, and who may change them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import PROVIDER_ROLES, Role
from accounts.queries.roles import has_role, roles_of
from agreements.models import Agreement, Party
from brm.models import SEE_ALL, Customer, Grant

MANAGERS = (Role.SERVICE_LEVEL_MANAGER,)
# A service owner keeps what lies beneath: agreements with teams and suppliers, not with customers.
UNDERPINNING_MANAGERS = (Role.SERVICE_LEVEL_MANAGER, Role.SERVICE_OWNER)


def is_provider(user: Any) -> bool:
    """Whether `user` works for the provider: with any role but customer, limited or not."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return bool(roles_of(user) & PROVIDER_ROLES or _roles(user) & PROVIDER_ROLES)


def is_customer(user: Any) -> bool:
    """Whether `user` is a customer and nothing else: shown only what decision 31 allows."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    # Whoever has a role of the provider everywhere costs no look at grants.
    return not roles_of(user) & PROVIDER_ROLES and _roles(user) == {Role.CUSTOMER}


def sees_everybody(user: Any) -> bool:
    """Whether `user` sees every customer, so that nothing of an agreement must be left out."""
    return has_role(user, *SEE_ALL)


def may_write_agreements(user: Any) -> bool:
    """Whether `user` may write some agreement: the doors to drafts open for them."""
    return has_role(user, *UNDERPINNING_MANAGERS) or _manages_somebody(user)


def may_manage_agreement(user: Any, agreement: Agreement) -> bool:
    """Whether `user` may change this agreement and answer its breaches.

    Service level managers may; owners of services where no customer is a party; a manager that is
    limited to some customers where every customer of the agreement is one of them.
    """
    allowed = MANAGERS if agreement.kind == Agreement.Kind.SLA else UNDERPINNING_MANAGERS
    if has_role(user, *allowed):
        return True
    bound = set(agreement.customers.values_list("pk", flat=True))
    return bool(bound) and bound <= set(managed_customers(user).values_list("pk", flat=True))


def managed_agreements(user: Any) -> Any:
    """The agreements for which `may_manage_agreement` holds, as one query."""
    if has_role(user, *MANAGERS):
        return Agreement.objects.all()
    underpinning = Q(kind__in=(Agreement.Kind.OLA, Agreement.Kind.UC))
    if not has_role(user, *UNDERPINNING_MANAGERS):
        underpinning = Q(pk__in=())
    mine = managed_customers(user).values("pk")
    bound = Party.objects.filter(agreement=OuterRef("pk"), customer__isnull=False)
    return Agreement.objects.filter(
        underpinning | (Exists(bound) & ~Exists(bound.exclude(customer__in=mine)))
    )


def managed_customers(user: Any) -> Any:
    """The customers whose agreements `user` may write."""
    return Customer.objects.visible_to(user, roles=MANAGERS)


def may_manage_kind(user: Any, kind: str) -> bool:
    """Whether `user` may begin an agreement of this kind."""
    allowed = MANAGERS if kind == Agreement.Kind.SLA else UNDERPINNING_MANAGERS
    return has_role(user, *allowed) or (kind == Agreement.Kind.SLA and _manages_somebody(user))


def _manages_somebody(user: Any) -> bool:
    return is_provider(user) and managed_customers(user).exists()


def _roles(user: Any) -> frozenset[str]:
    """Every role of `user`, limited ones too; remembered on the user object for the request."""
    known = getattr(user, "_agreement_roles", None)
    if known is None:
        granted = Grant.objects.filter(user=user).values_list("role", flat=True)
        known = user._agreement_roles = roles_of(user) | frozenset(granted)
    return known
