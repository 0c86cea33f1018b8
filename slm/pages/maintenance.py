"""Planned maintenance: the list, day by day, one with its versions, and a series with its dates."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.queries.history import Source as HistorySource
from accounts.queries.history import history
from accounts.queries.roles import may_decide_exclusions, may_manage_levels, may_read_levels
from common.access import Allowed
from common.listing import Chip, Column, Empty, ListPage
from common.ui.states import state_of
from slm.engine.recurrence import MONTHLY, read_rule
from slm.models import Decision, FactVersion, Maintenance, MaintenanceSeries
from slm.pages.doors import Crumbs, may_look
from slm.queries.maintenance import (
    decorate,
    in_state,
    maintenances,
    notice_due_at,
    series_rows,
    standing_words,
    state_of_maintenance,
    write_parts,
)
from slm.queries.protections_filter import MaintenanceFilter

DAYS_AHEAD = 62
HISTORY_SHOWN = 20
NTH_WORDS = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), -1: _("last")}


class MaintenanceList(Allowed, ListPage):
    """Planned maintenance: what runs and what comes, the nearest first, then what is over."""

    may = staticmethod(may_read_levels)
    template_name = "slm/maintenance_list.html"
    filterset_class = MaintenanceFilter
    heading = _("Maintenance")
    default_sort = "from"
    export_name = "maintenance"
    columns = [
        Column("title", _("Maintenance"), "title", sort="title"),
        Column("reference", _("Reference"), "external_id", shown=False),
        Column("parts", _("Services"), write_parts),
        Column("from", _("From"), "start_at", sort=("is_over", "start_at")),
        Column("until", _("Until"), "end_at", shown=False),
        Column("length", _("Length"), lambda row: None, num=True, exported=False),
        Column("announced", _("Notice given"), "noticed_at", sort="announced_at"),
        Column(
            "state",
            _("State"),
            lambda row: str(state_of(state_of_maintenance(row, timezone.now())).word),
        ),
        Column("counts", _("Takes time out"), "is_effective", shown=False),
        Column("why", _("Why"), standing_words, shown=False),
        Column("series", _("Series"), "series.external_id", shown=False),
        Column("decided_by", _("Decided by"), "decided_by.name", shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Upcoming"), {"state": "upcoming"}, icon="review"),
        Chip(_("Running"), {"state": "running"}, icon="clock"),
        Chip(_("Past"), {"state": "past"}),
        Chip(_("Waiting for approval"), {"state": "waiting"}, icon="check"),
    ]

    def get_queryset(self) -> QuerySet[Maintenance]:
        over = Case(
            When(end_at__lte=timezone.now(), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
        return maintenances().visible_to(self.request.user).annotate(is_over=over)

    def get_context(self) -> dict[str, Any]:
        now = timezone.now()
        for row in self.page:
            decorate(row, now)
        return {"may_manage": may_manage_levels(self.request.user), "series": series_ahead()}

    def get_empty(self) -> Empty:
        text = _("Announced in time it takes its hours out of the levels of its services.")
        if not may_manage_levels(self.request.user):
            return Empty(_("No maintenance yet"), text)
        return Empty(
            _("No maintenance yet"),
            text,
            _("Plan maintenance"),
            reverse_lazy("slm:maintenance-plan"),
        )


def series_ahead() -> list[MaintenanceSeries]:
    """The series that go on, each with its rule in words."""
    found = list(series_rows().filter(ended_at=None).order_by("title", "pk")[:50])
    for row in found:
        row.rule_words = rule_words(row.rule)
    return found


def rule_words(text: str) -> str:
    """A rule as a person says it."""
    rule = read_rule(text)
    days = ", ".join(str(WEEKDAY_WORDS[day]) for day in sorted(rule.weekdays))
    if rule.frequency == MONTHLY:
        words = _("every month on the %(nth)s %(days)s")
        if rule.every > 1:
            words = _("every %(every)d months on the %(nth)s %(days)s")
    else:
        words = _("every week on %(days)s")
        if rule.every > 1:
            words = _("every %(every)d weeks on %(days)s")
    return str(words) % {"every": rule.every, "nth": NTH_WORDS[rule.nth], "days": days}


WEEKDAY_WORDS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


@require_safe
@may_look
def days(request: HttpRequest) -> HttpResponse:
    """What runs now and comes in the next two months, by the reader's own days."""
    now = timezone.now()
    rows = maintenances().filter(
        is_cancelled=False, end_at__gt=now, start_at__lt=now + dt.timedelta(days=DAYS_AHEAD)
    )
    found = list(rows.order_by("start_at", "pk"))
    for row in found:
        decorate(row, now)
    context = {
        "days": [
            (day, list(mine))
            for day, mine in groupby(found, lambda row: timezone.localtime(row.start_at).date())
        ],
        "crumbs": maintenance_crumbs(None, _("Day by day")),
        "may_manage": may_manage_levels(request.user),
    }
    return render(request, "slm/maintenance_days.html", context)


def find_maintenance(code: str, reference: str) -> Maintenance:
    """The maintenance by its key in an address, or 404."""
    return get_object_or_404(maintenances(), source__code=code.upper(), external_id=reference)


def find_series(code: str, reference: str) -> MaintenanceSeries:
    """The series by its key in an address, or 404."""
    return get_object_or_404(series_rows(), source__code=code.upper(), external_id=reference)


def maintenance_crumbs(record: Any, last: Any = None) -> Crumbs:
    """The way to a maintenance or a series, and to a form beneath it when `last` names one."""
    crumbs: Crumbs = [(_("Maintenance"), reverse("slm:maintenance-list"))]
    if record is None:
        return [*crumbs, (last, None)]
    if last is None:
        return [*crumbs, (record.external_id, None)]
    return [*crumbs, (record.external_id, record.get_absolute_url()), (last, None)]


@require_safe
@may_look
def maintenance(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One maintenance: whether it counts and why, what it touches, every version of it."""
    record = find_maintenance(code, reference)
    now = timezone.now()
    decorate(record, now)
    context = {
        "maintenance": record,
        "versions": versions_of([part.fact_id for part in record.shown_parts]),
        "notice_due_at": notice_due_at(record, record.start_at),
        "changes": history(
            HistorySource(Maintenance, {"pgh_obj_id": record.pk}), limit=HISTORY_SHOWN
        ),
        "may_manage": may_manage_levels(request.user) and not record.is_cancelled,
        "may_decide": may_decide_exclusions(request.user) and not record.is_cancelled,
        "is_refused": record.decision == Decision.REFUSED,
        "crumbs": maintenance_crumbs(record),
    }
    return render(request, "slm/maintenance.html", context)


def versions_of(facts: list[int]) -> QuerySet[FactVersion]:
    """Everything said of facts, the latest first."""
    return (
        FactVersion.objects.filter(fact__in=facts)
        .select_related("fact__source", "fact__service", "fact__slice", "actor__person")
        .order_by("-received_at", "-number", "fact__service__name", F("fact_id"))
    )


@require_safe
@may_look
def series(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """One series: its rule, and each date as what it has become."""
    record = find_series(code, reference)
    now = timezone.now()
    mine = maintenances().filter(series=record)
    ahead = list(in_state(mine, "upcoming", now).order_by("start_at")[:60])
    others = list(mine.exclude(pk__in=[row.pk for row in ahead]).order_by("-start_at")[:30])
    for row in [*ahead, *others]:
        decorate(row, now)
    context = {
        "series": record,
        "rule_words": rule_words(record.rule),
        "rule": read_rule(record.rule),
        "ahead": ahead,
        "others": others,
        "changes": history(
            HistorySource(MaintenanceSeries, {"pgh_obj_id": record.pk}), limit=HISTORY_SHOWN
        ),
        "may_manage": may_manage_levels(request.user) and record.ended_at is None,
        "crumbs": maintenance_crumbs(record),
    }
    return render(request, "slm/maintenance_series.html", context)
