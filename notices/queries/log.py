"""What was sent, what was not, and why: for whoever runs the installation."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from notices.models import Channel, Delivery
from notices.queries.kinds import kinds


class DeliveryFilter(django_filters.FilterSet):
    """By state, kind, and the recipient's name or address."""

    q = django_filters.CharFilter(label=_("Recipient"), method="by_recipient")
    state = django_filters.ChoiceFilter(label=_("State"), choices=Delivery.State.choices)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="notice__kind",
        choices=[],
    )

    class Meta:
        model = Delivery
        fields = ["q", "state", "kind"]

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        # Only now every app has registered its kinds.
        self.filters["kind"].extra["choices"] = [(kind.code, kind.label) for kind in kinds()]

    def by_recipient(self, rows: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        return rows.filter(Q(user__person__name__icontains=value) | Q(user__email__icontains=value))


def delivery_log() -> QuerySet[Delivery]:
    """Every message that had to travel; the bell's arrive as they are written."""
    return Delivery.objects.exclude(channel=Channel.BELL).select_related("notice", "user__person")


def count_given_up(request: HttpRequest) -> int | None:
    """How many messages were given up; None for none."""
    return Delivery.objects.filter(state=Delivery.State.FAILED).count() or None
