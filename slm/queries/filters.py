"""How lists of services, outages and sources are narrowed, on pages and through the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.queries.roles import users_with_role
from common.ui.forms import DateInput
from slm.models import Fact, Indicator, Layer, Provider, Service, Source

OUTAGE_LAYERS = (Layer.DOWN, Layer.PARTIAL, Layer.DEGRADED)
OPEN, ENDED, WITHDRAWN = "open", "ended", "withdrawn"


def _tame(value: str) -> str:
    """What was typed without NUL, which PostgreSQL refuses to look for."""
    return value.replace("\x00", "")


class WordFilter(django_filters.CharFilter):
    """Every word must be in one of `names`."""

    def __init__(self, *names: str, **options: Any) -> None:
        super().__init__(**options)
        self.names = names

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        for word in _tame(value or "").split()[:10]:
            held = Q()
            for name in self.names:
                held |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(held)
        return queryset


class CodeFilter(django_filters.CharFilter):
    """A record's code, without regard to case."""

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return super().filter(queryset, _tame(value).strip().upper() if value else value)


class ServiceFilter(django_filters.FilterSet):
    """By words of code and name, kind, portfolio state, provider, owner."""

    q = WordFilter("code", "name", label=_("Code or name"))
    kind = django_filters.ChoiceFilter(choices=Service.Kind.choices, label=_("Kind"))
    portfolio = django_filters.ChoiceFilter(
        field_name="portfolio_state", choices=Service.Portfolio.choices, label=_("Portfolio")
    )
    provider = django_filters.ModelChoiceFilter(
        queryset=Provider.objects.all(), to_field_name="code", label=_("Provider")
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.filter(
            role_assignments__role__in=[Role.SERVICE_OWNER, Role.SERVICE_LEVEL_MANAGER]
        )
        .distinct()
        .select_related("person"),
        to_field_name="public_id",
        label=_("Owner"),
    )

    class Meta:
        model = Service
        fields: list[str] = []


class OutageFilter(django_filters.FilterSet):
    """By words of reference and service, by service, state and the days it touched."""

    q = WordFilter("external_id", "service__name", "service__code", label=_("Reference or service"))
    service = django_filters.ModelChoiceFilter(
        queryset=Service.objects.all(), to_field_name="code", label=_("Service")
    )
    source = django_filters.ModelChoiceFilter(
        queryset=Source.objects.all(), to_field_name="code", label=_("Source")
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[(OPEN, _("Open")), (ENDED, _("Ended")), (WITHDRAWN, _("Withdrawn"))],
    )
    layer = django_filters.ChoiceFilter(
        method="of_layer",
        label=_("What it was"),
        choices=[(layer.name.lower(), layer.label) for layer in OUTAGE_LAYERS],
    )
    since = django_filters.DateFilter(method="from_day", label=_("From day"), widget=DateInput)
    until = django_filters.DateFilter(method="to_day", label=_("To day"), widget=DateInput)

    class Meta:
        model = Fact
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == WITHDRAWN:
            return queryset.filter(is_void=True)
        return queryset.filter(is_void=False, end_at__isnull=value == OPEN)

    def of_layer(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(layer=Layer[value.upper()])

    def from_day(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset.filter(Q(end_at=None) | Q(end_at__date__gte=value))

    def to_day(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset.filter(start_at__date__lte=value)


class SourceFilter(django_filters.FilterSet):
    """By words of code and name, by the way in, and by silence."""

    q = WordFilter("code", "name", label=_("Code or name"))
    kind = django_filters.ChoiceFilter(choices=Source.Kind.choices, label=_("Way in"))
    silent = django_filters.ChoiceFilter(
        method="is_silent",
        label=_("Contact"),
        choices=[("yes", _("Silent")), ("no", _("Not silent"))],
    )

    class Meta:
        model = Source
        fields: list[str] = []

    def is_silent(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(silent_since_at__isnull=value == "no")


class ProviderFilter(django_filters.FilterSet):
    """By words of code and name, and by kind."""

    q = WordFilter("code", "name", label=_("Code or name"))
    kind = django_filters.ChoiceFilter(choices=Provider.Kind.choices, label=_("Kind"))

    class Meta:
        model = Provider
        fields: list[str] = []


class IndicatorFilter(django_filters.FilterSet):
    """By the service it measures and the source that feeds it."""

    service = CodeFilter(field_name="service__code", label=_("Service"))
    source = CodeFilter(field_name="source__code", label=_("Source"))

    class Meta:
        model = Indicator
        fields: list[str] = []


def owners(*, besides: int | None = None) -> QuerySet[User]:
    """Who may own a service or a provider; `besides` whoever owns it already, by key."""
    entitled = users_with_role(Role.SERVICE_OWNER, Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)
    return User.objects.filter(Q(pk__in=entitled.values("pk")) | Q(pk=besides)).select_related(
        "person"
    )
