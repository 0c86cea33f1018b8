"""Whose effective terms a reader may ask for."""

from typing import Any

from django.db.models import QuerySet

from agreements.models import Commitment
from agreements.queries.access import is_provider
from brm.models import Customer
from brm.models.customer import CustomerQuerySet
from slm.models import Service


def customers_to_ask(user: Any) -> CustomerQuerySet:
    """The customers that `user` may see."""
    return Customer.objects.visible_to(user)


def services_to_ask(user: Any) -> QuerySet[Service]:
    """Every service for whoever works for the provider; for a customer those promised to it."""
    if is_provider(user):
        return Service.objects.all()
    mine = Commitment.objects.visible_to(user).values("target__indicator__service")
    return Service.objects.filter(pk__in=mine)
