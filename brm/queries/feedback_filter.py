"""How feedback is narrowed, on the page and in the API."""

import django_filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from brm.engine.feedback import UNSETTLED
from brm.models import Customer, Feedback

STANDINGS = [
    ("open", _("Open")),
    ("waiting", _("Waits for the customer")),
    ("escalated", _("Escalated")),
    ("overdue", _("Overdue")),
    ("closed", _("Closed")),
]
_GRAVITY = {severity: rank for rank, severity in enumerate(Feedback.Severity)}


class FeedbackFilter(django_filters.FilterSet):
    """By words, kind, severity, standing, service, and customer with its units.

    The rows come from brm.queries.complaints.with_standing, which knows the instant.
    """

    q = django_filters.CharFilter(method="search", label=_("Words, code or reference"))
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), empty_label=_("Every kind"), choices=Feedback.Kind.choices
    )
    severity = django_filters.ChoiceFilter(
        label=_("Severity"), empty_label=_("Every severity"), choices=Feedback.Severity.choices
    )
    standing = django_filters.ChoiceFilter(
        label=_("Standing"),
        empty_label=_("Every standing"),
        choices=STANDINGS,
        method="by_standing",
    )
    service = django_filters.CharFilter(
        field_name="service__code", lookup_expr="iexact", label=_("Code of the service")
    )
    customer = django_filters.CharFilter(method="by_customer", label=_("Code of the customer"))

    class Meta:
        model = Feedback
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(text__icontains=word)
                | Q(code__icontains=word)
                | Q(external_id__iexact=word)
            )
        return queryset

    def by_customer(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        roots = list(Customer.objects.filter(code=value.upper()).values_list("pk", flat=True))
        return queryset.filter(customer__in=Customer.objects.within(roots))

    def by_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "open":
            return queryset.filter(state__in=UNSETTLED)
        if value == "waiting":
            return queryset.filter(state=Feedback.State.RESOLVED)
        if value == "closed":
            return queryset.filter(state=Feedback.State.CLOSED)
        if value == "escalated":
            return queryset.filter(on_level__isnull=False, state__in=UNSETTLED)
        return queryset.filter(is_late=True)


def by_gravity() -> Case:
    """Severities in their order, for sorting."""
    return Case(
        *(When(severity=severity, then=Value(rank)) for severity, rank in _GRAVITY.items()),
        output_field=IntegerField(),
    )
