"""Which versions of agreements somebody may read."""

from typing import Any

from django.db.models import QuerySet

from agreements.models import Agreement, Version
from agreements.queries.access import is_customer, is_provider
from agreements.queries.negotiating import HANDED_OVER


def readable_versions(user: Any) -> QuerySet[Version]:
    """Every version of visible agreements for people of the provider.

    To a customer those that were handed over to it or put in force: not our drafts, and nothing
    that was withdrawn before it was theirs.
    """
    rows = Version.objects.filter(agreement__in=Agreement.objects.visible_to(user))
    if is_customer(user):
        return rows.filter(state__in=[*HANDED_OVER, *Version.RELEASED])
    return rows if is_provider(user) else rows.none()


def released_versions(user: Any) -> QuerySet[Version]:
    """The same, put in force: what a customer may take away as a document."""
    rows = readable_versions(user)
    return rows.filter(state__in=Version.RELEASED) if is_customer(user) else rows
