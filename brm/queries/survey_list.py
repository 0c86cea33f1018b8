"""Surveys with how many were invited and how many answered, for the list and the API."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from brm.models import Campaign
from brm.queries.customers import seen_from_within


def listed_surveys(user: Any) -> QuerySet[Campaign]:
    """The surveys that `user` may see; `invited` and `answered` count the units they see."""
    asked = Q(
        invitees__customer__in=seen_from_within(user).order_by().values("pk"),
        invitees__is_sampled=True,
        invitees__withdrawn_at=None,
    )
    answered = asked & Q(invitees__is_answered=True)
    return (
        Campaign.objects.visible_to(user)
        .select_related("owner__person")
        .annotate(
            invited=Count("invitees", filter=asked, distinct=True),
            answered=Count("invitees", filter=answered, distinct=True),
        )
    )
