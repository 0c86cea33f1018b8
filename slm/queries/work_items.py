"""Work items as pages and the API show them, how they are narrowed, and what they are of."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.ui.forms import DateInput
from slm.models import Indicator, Service, Source, WorkItem
from slm.queries.deadlines import OVERDUE, PAUSED, Clock, clocks_of, due_soon, late_ids, open_items
from slm.queries.filters import WordFilter

OPEN, LATE, RESOLVED, WITHDRAWN = "open", "late", "resolved", "withdrawn"
STATES = [
    (OPEN, _("Open")),
    (LATE, _("Open and late")),
    (PAUSED, _("Paused")),
    (RESOLVED, _("Resolved")),
    (WITHDRAWN, _("Withdrawn")),
]


class Standing:
    """The open items of a reader at an instant: their clocks, which are late, which are due next.

    Everything is asked for once, however many parts of a page need it.
    """

    def __init__(self, rows: QuerySet[WorkItem], at: dt.datetime) -> None:
        self.rows, self.at = rows, at

    @cached_property
    def items(self) -> list[WorkItem]:
        return open_items(self.rows)

    @cached_property
    def clocks(self) -> dict[int, list[Clock]]:
        return clocks_of(self.items, self.at)

    @cached_property
    def late(self) -> list[int]:
        return late_ids(self.items, self.clocks)

    @cached_property
    def due(self) -> list[tuple[WorkItem, Clock]]:
        return due_soon(self.items, self.clocks)

    def marked(self) -> QuerySet[WorkItem]:
        """All items, open or not, with `is_late` to filter by."""
        return self.rows.annotate(
            is_late=Case(
                When(pk__in=self.late, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )


def work_items() -> QuerySet[WorkItem]:
    """Work items with what a row shows."""
    return WorkItem.objects.select_related(
        "source", "indicator__service", "indicator__slice", "indicator__source"
    )


class WorkItemFilter(django_filters.FilterSet):
    """By words of reference and title, service, source, priority, state and day of opening.

    The state “late” needs the rows of `Standing.marked`.
    """

    q = WordFilter("external_id", "title", label=_("Reference or title"))
    service = django_filters.ModelChoiceFilter(
        queryset=Service.objects.filter(indicators__kind=Indicator.Kind.WORK_ITEMS).distinct(),
        to_field_name="code",
        field_name="indicator__service",
        label=_("Service"),
    )
    indicator = django_filters.UUIDFilter(
        field_name="indicator__public_id", label=_("Indicator"), widget=forms.HiddenInput
    )
    source = django_filters.ModelChoiceFilter(
        queryset=Source.objects.filter(work_items__isnull=False).distinct(),
        to_field_name="code",
        label=_("Source"),
    )
    priority = django_filters.CharFilter(method="of_priority", label=_("Priority"))
    state = django_filters.ChoiceFilter(method="in_state", label=_("State"), choices=STATES)
    since = django_filters.DateFilter(
        field_name="opened_at", lookup_expr="date__gte", label=_("From day"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="opened_at", lookup_expr="date__lte", label=_("To day"), widget=DateInput
    )

    class Meta:
        model = WorkItem
        fields: list[str] = []

    def of_priority(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(priority__iexact=value.replace("\x00", "").strip())

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == WITHDRAWN:
            return queryset.filter(is_void=True)
        standing = queryset.filter(is_void=False)
        if value == RESOLVED:
            return standing.filter(resolved_at__isnull=False)
        rows = standing.filter(resolved_at=None)
        if value == LATE:
            return rows.filter(is_late=True)
        if value == PAUSED:
            # A pause without end is a pair whose second is null.
            return rows.filter(pauses__contains=[[None]])
        return rows


class WorkItemListFilter(WorkItemFilter):
    """The same for the page, where priorities are chosen among those in use."""

    priority = django_filters.ChoiceFilter(method="of_priority", label=_("Priority"))

    class Meta(WorkItemFilter.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = priorities(WorkItem.objects.all())
        self.filters["priority"].extra["choices"] = [(one, one) for one in used]


def state_of_item(item: WorkItem, clocks: Iterable[Clock] = ()) -> str:
    """The key under which common.ui.states words an item."""
    if item.is_void:
        return "withdrawn"
    if item.resolved_at is not None:
        return "done"
    if any(clock.state == OVERDUE for clock in clocks):
        return OVERDUE
    return PAUSED if item.is_paused else "running"


def state_word(item: WorkItem, clocks: Iterable[Clock] = ()) -> str:
    """The state of an item in a word."""
    words = {
        "withdrawn": _("Withdrawn"),
        "done": _("Resolved"),
        OVERDUE: _("Open and late"),
        PAUSED: _("Paused"),
        "running": _("Open"),
    }
    return str(words[state_of_item(item, clocks)])


class Desks:
    """What work items can be of: every indicator that counts them, found by what a tool calls it.

    A service that has one such indicator is named by its code or name; one that has several needs
    the name of the indicator as well, or its id.
    """

    def __init__(self) -> None:
        rows = Indicator.objects.filter(kind=Indicator.Kind.WORK_ITEMS).select_related(
            "service", "slice", "source"
        )
        self.all = list(rows.order_by("service__name", "name", "pk"))
        self._by_id = {str(row.public_id): row for row in self.all}
        self._by_word: dict[str, list[Indicator]] = defaultdict(list)
        for row in self.all:
            words = {row.service.code, row.service.name}
            if row.name:
                words = {*words, row.name, f"{row.service.code} {row.name}"}
            for word in {word.casefold() for word in words}:
                self._by_word[word].append(row)

    def by_id(self, public_id: Any) -> Indicator | None:
        return self._by_id.get(str(public_id))

    def find(self, word: str) -> tuple[Indicator | None, str]:
        """The one indicator that is called so, or why there is none."""
        rows = self._by_word.get(" ".join(word.split()).casefold(), [])
        if len(rows) == 1:
            return rows[0], ""
        if rows:
            return None, _t("“%(word)s” counts work items more than once; name the indicator.") % {
                "word": word
            }
        return None, _t("“%(word)s” has no indicator that counts work items.") % {"word": word}


def priorities(rows: QuerySet[WorkItem]) -> list[str]:
    """The priorities in use, in the order of their letters; one where only the case differs."""
    used = rows.order_by().exclude(priority="").values_list("priority", flat=True).distinct()
    one_of_each = {one.casefold(): one for one in sorted(used, reverse=True)}
    return sorted(one_of_each.values(), key=str.casefold)
