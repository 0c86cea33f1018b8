"""Who sits on which side of a negotiation."""

from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import Role, User
from agreements.models import Agreement, Party, Round, Version
from agreements.queries.access import may_manage_agreement
from brm.models import Customer, Grant

# By these the API's schema names what they are.
VERSION_STATES, SIDES = Version.State.values, Round.Side.values
# The customer reads a text from the day it is handed over to it.
HANDED_OVER = (Version.State.NEGOTIATION, Version.State.AGREED, Version.State.SIGNING)


def side_of(user: Any, agreement: Agreement) -> str | None:
    """On which side `user` sits: the manager on ours, one of a customer's people on theirs."""
    if may_manage_agreement(user, agreement):
        return Round.Side.PROVIDER
    return Round.Side.CUSTOMER if party_of(user, agreement) is not None else None


def party_of(user: Any, agreement: Agreement) -> Party | None:
    """The customer's party that `user` speaks for, being one of its people."""
    mine = Customer.objects.visible_to(user, roles=(Role.CUSTOMER,))
    return agreement.parties.filter(customer__in=mine).select_related("customer").first()


def people_of(party: Party) -> list[User]:
    """The customer's people who may sign in and speak for this party."""
    if party.customer_id is None:
        return []
    granted = Grant.objects.filter(
        user=OuterRef("pk"),
        role=Role.CUSTOMER,
        customer__in=Customer.objects.above([party.customer_id]),
    )
    return list(User.objects.filter(Exists(granted), is_active=True).select_related("person"))
