"""Which prices hold on a day, and who may read a tariff."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from accounts.queries.roles import has_role
from agreements.models import Agreement, Charge, Tariff, Version
from agreements.queries.access import MANAGERS, is_customer, is_provider, managed_customers
from agreements.queries.negotiating import HANDED_OVER
from brm.models import Customer


def readable_tariffs(user: Any) -> QuerySet[Tariff]:
    """Tariffs that `user` may read.

    Of a customer: its own, and general ones that a text handed over to it or put in force refers
    to; of other people of the provider: those they see, and general ones.
    """
    own = Tariff.objects.visible_to(user)
    if is_customer(user):
        texts = Version.objects.filter(
            agreement__in=Agreement.objects.visible_to(user),
            state__in=[*HANDED_OVER, *Version.RELEASED],
        )
        return Tariff.objects.filter(
            Q(pk__in=own.values("pk")) | Q(customer=None, pk__in=texts.values("tariff"))
        )
    if is_provider(user):
        return Tariff.objects.filter(Q(pk__in=own.values("pk")) | Q(customer=None))
    return own.none()


def may_keep_tariff(user: Any, customer: Customer | None) -> bool:
    """Whether `user` may write prices for this customer; without one, for everybody."""
    if has_role(user, *MANAGERS):
        return True
    return customer is not None and managed_customers(user).filter(pk=customer.pk).exists()


def charges_on(tariff: Tariff, day: dt.date) -> QuerySet[Charge]:
    """The prices of a tariff that hold on a day of its zone, by item."""
    return (
        Charge.objects.filter(item__tariff=tariff, valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .select_related("item__service", "item__tariff")
        .order_by("item__name", "pk")
    )


def all_charges(tariff: Tariff) -> QuerySet[Charge]:
    """Every price that a tariff has, had and will have, by item and day."""
    return (
        Charge.objects.filter(item__tariff=tariff)
        .select_related("item__service", "item__tariff")
        .order_by("item__name", "valid_from")
    )
