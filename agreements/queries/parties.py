"""The parties of agreements, as far as a reader may know of each other."""

from typing import Any

from django.db.models import Q, QuerySet

from agreements.models import Party, Version
from agreements.queries.access import is_customer, sees_everybody
from brm.models import Customer


def visible_parties(user: Any) -> QuerySet[Party]:
    """Parties that `user` may learn of: of a shared agreement only customers one may see.

    A customer does not learn of suppliers either (decision 31).
    """
    if sees_everybody(user):
        return Party.objects.all()
    own = Q(customer__in=Customer.objects.visible_to(user))
    if is_customer(user):
        return Party.objects.filter(own)
    return Party.objects.filter(own | Q(provider__isnull=False))


def sees_all_parties(user: Any, version: Version) -> bool:
    """Whether the reader may learn of every party: nothing of the kept document is hidden then."""
    if sees_everybody(user) and not is_customer(user):
        return True
    known = visible_parties(user).filter(agreement=version.agreement).count()
    return bool(known == version.agreement.parties.count())
