"""Which change requests somebody may read."""

from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import Agreement, ChangeRequest
from agreements.queries.access import is_customer
from agreements.queries.parties import visible_parties

# By this the API's schema names what it is.
STANDINGS = ChangeRequest.Standing.values


def visible_changes(user: Any) -> QuerySet[ChangeRequest]:
    """Requests of agreements that `user` sees, asked by customers that `user` may know of.

    A customer reads what its own people asked for; what our manager wrote down is ours.
    """
    asked = Q(party__in=visible_parties(user))
    if not is_customer(user):
        asked |= Q(party=None)
    return ChangeRequest.objects.filter(
        asked, agreement__in=Agreement.objects.visible_to(user)
    ).select_related("agreement", "version", "party__customer")
