"""How lists of maintenance and exclusions are narrowed, on pages and through the API."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ui.forms import DateInput
from slm.models import Decision, Exclusion, Maintenance, MaintenanceFact, Service
from slm.queries.filters import WordFilter
from slm.queries.maintenance import in_state

STATES = [
    ("upcoming", _("Upcoming")),
    ("running", _("Running")),
    ("past", _("Past")),
    ("waiting", _("Waiting for approval")),
    ("refused", _("Refused")),
    ("cancelled", _("Cancelled")),
]
PROPOSED, APPROVED, REFUSED, WITHDRAWN = "proposed", "approved", "refused", "withdrawn"


class MaintenanceFilter(django_filters.FilterSet):
    """By words of reference and title, by service, state and the days it touches."""

    q = WordFilter("external_id", "title", label=_("Reference or title"))
    service = django_filters.ModelChoiceFilter(
        queryset=Service.objects.all(),
        to_field_name="code",
        method="of_service",
        label=_("Service"),
    )
    state = django_filters.ChoiceFilter(method="in_state", label=_("State"), choices=STATES)
    since = django_filters.DateFilter(
        field_name="end_at", lookup_expr="date__gte", label=_("From day"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="start_at", lookup_expr="date__lte", label=_("To day"), widget=DateInput
    )

    class Meta:
        model = Maintenance
        fields: list[str] = []

    def of_service(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        part = MaintenanceFact.objects.filter(
            maintenance=OuterRef("pk"), is_current=True, fact__service=value
        )
        return queryset.filter(Exists(part))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return in_state(queryset, value, Now())


class ExclusionFilter(django_filters.FilterSet):
    """By words of reference and evidence, by service, cause, state and days."""

    q = WordFilter("external_id", "evidence", label=_("Reference or evidence"))
    service = django_filters.ModelChoiceFilter(
        queryset=Service.objects.all(),
        to_field_name="code",
        field_name="fact__service",
        label=_("Service"),
    )
    cause = django_filters.ChoiceFilter(choices=Exclusion.Cause.choices, label=_("Cause"))
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[
            (PROPOSED, _("Proposed")),
            (APPROVED, pgettext_lazy("exclusion", "Approved")),
            (REFUSED, _("Refused")),
            (WITHDRAWN, _("Withdrawn")),
        ],
    )
    since = django_filters.DateFilter(
        field_name="fact__end_at", lookup_expr="date__gte", label=_("From day"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="fact__start_at", lookup_expr="date__lte", label=_("To day"), widget=DateInput
    )

    class Meta:
        model = Exclusion
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == WITHDRAWN:
            return queryset.filter(fact__is_void=True)
        decision = Decision.NONE if value == PROPOSED else Decision(value)
        return queryset.filter(fact__is_void=False, decision=decision)


def exclusions() -> QuerySet[Exclusion]:
    """Exclusions with their facts, ready for a list."""
    return Exclusion.objects.select_related(
        "source",
        "fact__service",
        "fact__slice",
        "proposed_by__person",
        "decided_by__person",
    )


def state_of_exclusion(row: Exclusion) -> str:
    """The key under which common.ui.states words an exclusion."""
    if row.fact.is_void:
        return "withdrawn"
    return "proposed" if row.decision == Decision.NONE else row.decision
