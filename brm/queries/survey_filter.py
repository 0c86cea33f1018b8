"""How the list of surveys, and of the people asked, is narrowed."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brm.models import Campaign, Invitee


class SurveyFilter(django_filters.FilterSet):
    """By words of title and code, by state, by what is asked, by the unit asked."""

    q = django_filters.CharFilter(method="search", label=_("Title or code"))
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("Every state"), choices=Campaign.State.choices
    )
    block = django_filters.ChoiceFilter(
        label=_("Questions"),
        empty_label=_("Every question"),
        choices=Campaign.Block.choices,
        method="asking",
    )
    customer = django_filters.CharFilter(method="of_customer", label=_("Customer's code"))

    class Meta:
        model = Campaign
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(code__icontains=word))
        return queryset

    def asking(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(blocks__contains=[value])

    def of_customer(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(units__code=value.upper())


# What is to be known of one invitation, as conditions at no particular instant.
STANDINGS: dict[str, tuple[Any, Q]] = {
    "answered": (_("Answered"), Q(is_sampled=True, is_answered=True)),
    "waiting": (
        _("Has not answered"),
        Q(is_sampled=True, is_answered=False, withdrawn_at=None),
    ),
    "withdrawn": (_("Withdrawn"), Q(withdrawn_at__isnull=False)),
    "unsampled": (pgettext_lazy("survey", "Not sampled"), Q(is_sampled=False)),
}


class InviteeFilter(django_filters.FilterSet):
    """By words of name and unit, by how the invitation stands."""

    q = django_filters.CharFilter(method="search", label=_("Name or unit"))
    standing = django_filters.ChoiceFilter(
        label=_("Invitation"),
        empty_label=_("Everybody"),
        choices=[(key, words) for key, (words, _condition) in STANDINGS.items()],
        method="standing_so",
    )

    class Meta:
        model = Invitee
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(
                Q(person__name__icontains=word) | Q(customer__name__icontains=word)
            )
        return queryset

    def standing_so(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(STANDINGS[value][1])
