"""How the list of users is narrowed."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, RoleAssignment, User
from accounts.queries.users import ACTIVE, DEACTIVATED, INVITED


class UserFilter(django_filters.FilterSet):
    """By words of name and address, by role without a limit, by standing."""

    q = django_filters.CharFilter(method="search", label=_("Name or e-mail"))
    role = django_filters.ChoiceFilter(
        method="with_role",
        label=_("Role"),
        empty_label=_("Every role"),
        choices=[(r.value, r.label) for r in Role if r != Role.CUSTOMER] + [("none", _("No role"))],
    )
    standing = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("Every state"),
        choices=[
            (ACTIVE, _("Active")),
            (INVITED, _("Invited")),
            (DEACTIVATED, _("Deactivated")),
        ],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(Q(person__name__icontains=word) | Q(email__icontains=word))
        return queryset

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        # A subquery: a second join would cut the roles that the row shows.
        if value == "none":
            return queryset.exclude(pk__in=RoleAssignment.objects.values("user"))
        return queryset.filter(pk__in=RoleAssignment.objects.filter(role=value).values("user"))
