"""How the list of service hours is narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from slm.models import ServiceHours
from slm.queries.filters import WordFilter


class HoursFilter(django_filters.FilterSet):
    """By words of code, name and zone."""

    q = WordFilter("code", "name", "zone", label=_("Code, name or zone"))

    class Meta:
        model = ServiceHours
        fields: list[str] = []
