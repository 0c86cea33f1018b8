"""Meetings as a list, and what is planned and owed month by month."""

import calendar
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from brm.models import Interaction, ReviewSchedule
from brm.queries.customers import may_see_customers
from brm.queries.meeting_access import may_write_meetings
from brm.queries.meeting_filters import MeetingDue, MeetingFilter, meetings_at
from brm.queries.reviews_due import due_of
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage

# The page of a month shows overdue reviews first; so many at most.
OVERDUE_SHOWN = 20


def names(row: Interaction) -> str:
    """The customers of a meeting, by name."""
    return ", ".join(customer.name for customer in row.customers.all())


class MeetingList(Allowed, ListPage):
    """Every conversation, the latest first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/meeting_list.html"
    filterset_class = MeetingFilter
    heading = _("Meetings")
    default_sort = "-planned"
    export_name = "meetings"
    columns = [
        Column("code", _("Meeting"), sort="code"),
        Column("subject", _("Subject"), shown=False),
        Column("customers", _("Customers"), names),
        Column("kind", _("Kind"), "get_kind_display", sort=("kind", "review_type")),
        Column("review_type", _("Type of review"), "get_review_type_display", shown=False),
        Column("planned", _("When"), "planned_at", sort="planned_at"),
        Column("due_on", _("Due on"), shown=False),
        Column("held_at", _("Held"), shown=False),
        Column("state", _("State"), "get_state_display", sort="state"),
        Column("chair", _("Chair"), "chair.name", sort="chair__person__name"),
        Column("rating", _("Outcomes, 1 to 5"), "outcome_rating", sort="outcome_rating", num=True),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("To come"), {"due": MeetingDue.COMING.value}, icon="review"),
        Chip(_("To be written up"), {"due": MeetingDue.LATE.value}, icon="clock"),
        Chip(_("Minutes not agreed"), {"due": MeetingDue.UNAGREED.value}, icon="pen"),
    ]
    empty = Empty(
        _("No meeting yet"),
        _("Plan one, or give a customer a review schedule that plans them by itself."),
        _("Plan a meeting"),
        reverse_lazy("brm:meeting-create"),
    )

    def get_queryset(self) -> QuerySet[Interaction]:
        rows = Interaction.objects.seen_from_within(self.request.user)
        return (
            meetings_at(rows, at=timezone.now())
            .select_related("chair__person")
            .prefetch_related("customers")
        )

    def get_empty(self) -> Empty:
        if may_write_meetings(self.request.user):
            return self.empty
        return Empty(_("No meeting yet"), _("Whoever speaks with customers plans the first one."))

    def get_context(self) -> dict[str, Any]:
        late = [one for one in _owed(self.request.user) if one.is_overdue]
        return {
            "may_write": may_write_meetings(self.request.user),
            "overdue": late[:OVERDUE_SHOWN],
            "overdue_count": len(late),
        }


@require_safe
@allowed_if(may_see_customers)
def month(request: HttpRequest) -> HttpResponse:
    """The meetings of a month by day, and the reviews that are owed in it without a meeting."""
    zone = timezone.get_current_timezone()
    today = timezone.now().astimezone(zone).date()
    first = _month_asked(request.GET.get("month", "")) or today.replace(day=1)
    days = calendar.monthrange(first.year, first.month)[1]
    after = first + dt.timedelta(days=days)
    rows = (
        meetings_at(Interaction.objects.seen_from_within(request.user), at=timezone.now())
        .filter(
            planned_at__gte=dt.datetime.combine(first, dt.time(), zone),
            planned_at__lt=dt.datetime.combine(after, dt.time(), zone),
        )
        .select_related("chair__person")
        .prefetch_related("customers")
        .order_by("planned_at", "pk")
    )
    by_day: dict[dt.date, dict[str, list[Any]]] = {}
    for row in rows:
        day = row.planned_at.astimezone(ZoneInfo(row.zone)).date()
        by_day.setdefault(day, {"meetings": [], "owed": []})["meetings"].append(row)
    owed = _owed(request.user)
    for one in owed:
        if first <= one.due_on < after and one.meeting is None:
            by_day.setdefault(one.due_on, {"meetings": [], "owed": []})["owed"].append(one)
    context = {
        "month": first,
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": after,
        "today": today,
        "days": sorted(by_day.items()),
        "count": sum(len(one["meetings"]) for one in by_day.values()),
        "overdue": [one for one in owed if one.is_overdue][:OVERDUE_SHOWN],
        "may_write": may_write_meetings(request.user),
        "crumbs": [(_t("Meetings"), reverse("brm:meeting-list")), (_t("Calendar"), None)],
    }
    return render(request, "brm/meeting_month.html", context)


def _owed(user: Any) -> list[Any]:
    return due_of(ReviewSchedule.objects.visible_to(user), as_of=timezone.now())


def _month_asked(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
