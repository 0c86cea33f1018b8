"""What meetings, actions, decisions and hours can be narrowed by; pages and API share them."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from accounts.models import User
from brm.models import Action, Customer, Decision, HoursEntry, Interaction
from brm.models.customer import CustomerQuerySet
from brm.queries.staff import staff
from common.ui.forms import DateInput


def customers_for(request: Any) -> CustomerQuerySet:
    """The customers that the reader may choose from."""
    if request is None:
        return Customer.objects.none()
    return Customer.objects.visible_to(request.user)


def staff_for(request: Any) -> QuerySet[User]:
    """Whoever works for the provider, for its own people to choose from."""
    return User.objects.none() if request is None else staff()


def meetings_at(rows: Any, *, at: dt.datetime) -> Any:
    """Annotate meetings with `is_late`: should be over, and nobody said that they were held."""
    ended = Q(planned_at__lt=at - F("duration_minutes") * dt.timedelta(minutes=1))
    return rows.annotate(
        is_late=Case(
            When(ended & Q(state=Interaction.State.PLANNED), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


def actions_at(rows: Any, *, on: dt.date) -> Any:
    """Annotate actions with `is_overdue` on a day."""
    return rows.annotate(
        is_overdue=Case(
            When(state=Action.State.OPEN, due_on__lt=on, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )


class MeetingDue(models.TextChoices):
    """Meetings that wait for somebody."""

    COMING = "coming", _("to come")
    LATE = "late", _("to be written up")
    UNAGREED = "unagreed", _("minutes not agreed")


class MeetingFilter(filters.FilterSet):
    """Meetings by text, kind, type, state, customer (with its units) and day.

    The queryset is annotated by `meetings_at`.
    """

    q = filters.CharFilter(method="search", label=_("Code, subject, minutes"))
    kind = filters.ChoiceFilter(choices=Interaction.Kind.choices, label=_("Meeting"))
    review_type = filters.ChoiceFilter(choices=Interaction.Type.choices, label=_("Type of review"))
    state = filters.ChoiceFilter(choices=Interaction.State.choices, label=_("State"))
    due = filters.ChoiceFilter(
        choices=MeetingDue.choices, method="which_wait", label=_("Waits for")
    )
    customer = filters.ModelChoiceFilter(
        queryset=customers_for, to_field_name="code", method="of_customer", label=_("Customer")
    )
    from_on = filters.DateFilter(
        "planned_at__date", lookup_expr="gte", label=_("From"), widget=DateInput
    )
    until_on = filters.DateFilter(
        "planned_at__date", lookup_expr="lte", label=_("Until"), widget=DateInput
    )

    class Meta:
        model = Interaction
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        said = Interaction.objects.filter(pk=OuterRef("pk"), agenda__minutes__icontains=text)
        return rows.filter(Q(code__icontains=text) | Q(subject__icontains=text) | Exists(said))

    def which_wait(self, rows: QuerySet, _name: str, what: str) -> QuerySet:
        match what:
            case MeetingDue.COMING:
                return rows.filter(state=Interaction.State.PLANNED, is_late=False)
            case MeetingDue.LATE:
                return rows.filter(is_late=True)
            case _:
                return rows.filter(state=Interaction.State.HELD)

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        within = customers_for(self.request).within([customer.pk])
        about = Interaction.customers.through.objects.filter(
            interaction=OuterRef("pk"), customer__in=within
        )
        return rows.filter(Exists(about))


class OfCustomer(filters.FilterSet):
    """What belongs to one customer, narrowed by it and its units."""

    customer = filters.ModelChoiceFilter(
        queryset=customers_for, to_field_name="code", method="of_customer", label=_("Customer")
    )

    @extend_schema_field(OpenApiTypes.STR)
    def of_customer(self, rows: QuerySet, _name: str, customer: Customer) -> QuerySet:
        return rows.filter(customer__in=customers_for(self.request).within([customer.pk]))


class ActionDue(models.TextChoices):
    OVERDUE = "overdue", _("overdue")


class ActionFilter(OfCustomer):
    """Actions by text, state, owner, customer and whether they are overdue (`actions_at`)."""

    q = filters.CharFilter(method="search", label=_("Code, action, owner"))
    state = filters.ChoiceFilter(choices=Action.State.choices, label=_("State"))
    due = filters.ChoiceFilter(choices=ActionDue.choices, method="which_late", label=_("Due"))
    owner = filters.ChoiceFilter(choices=[("me", _("mine"))], method="whose", label=_("Owner"))

    class Meta:
        model = Action
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return rows.filter(
            Q(code__icontains=text)
            | Q(what__icontains=text)
            | Q(staff__person__name__icontains=text)
            | Q(contact__person__name__icontains=text)
        )

    def which_late(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows.filter(is_overdue=True)

    def whose(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        user = self.request.user
        return rows.filter(Q(staff=user) | Q(contact__person=user.person_id))


class DecisionFilter(OfCustomer):
    """Decisions by text and customer."""

    q = filters.CharFilter(method="search", label=_("Code, decision, by whom"))

    class Meta:
        model = Decision
        fields: list[str] = []

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return rows.filter(
            Q(code__icontains=text) | Q(what__icontains=text) | Q(decided_by__icontains=text)
        )


class HoursFilter(OfCustomer):
    """Hours by customer, person, discipline, focus and day."""

    user = filters.ModelChoiceFilter(queryset=staff_for, to_field_name="public_id", label=_("Who"))
    discipline = filters.ChoiceFilter(choices=HoursEntry.Discipline.choices, label=_("Discipline"))
    focus = filters.ChoiceFilter(choices=HoursEntry.Focus.choices, label=_("Focus"))
    from_on = filters.DateFilter("spent_on", lookup_expr="gte", label=_("From"), widget=DateInput)
    until_on = filters.DateFilter("spent_on", lookup_expr="lte", label=_("Until"), widget=DateInput)

    class Meta:
        model = HoursEntry
        fields: list[str] = []
