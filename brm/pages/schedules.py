"""How often we review with each customer, and what is due (R6, R72)."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from brm.models import ReviewSchedule
from brm.operations.plan_reviews import plan_ahead
from brm.operations.save_schedule import end_schedule, save_schedule
from brm.pages.doors import form_page, typed
from brm.pages.meeting_lookup import PersonField
from brm.queries.customers import may_see_customers, seen_from_within
from brm.queries.meeting_access import may_write_meetings, spoken_for
from brm.queries.reviews_due import due_of
from brm.queries.staff import staff
from common.access import allowed_if
from common.listing import Column
from common.listing.export import csv_response, xlsx_response
from common.ui.forms import DateInput, TimeInput


class ScheduleForm(forms.ModelForm):
    refused = _("The schedule was not saved")

    chair = PersonField(
        label=_("Chair"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("the customer's relationship manager"),
    )

    class Meta:
        model = ReviewSchedule
        fields = [
            "kind",
            "review_type",
            "every_months",
            "first_on",
            "starts_at_time",
            "duration_minutes",
            "place",
            "chair",
            "days_ahead",
        ]
        widgets = {
            "every_months": forms.NumberInput({"data-unit": _("months")}),
            "first_on": DateInput(),
            "starts_at_time": TimeInput(),
            "duration_minutes": forms.NumberInput({"data-unit": _("min")}),
            "days_ahead": forms.NumberInput({"data-unit": _("days")}),
        }
        help_texts = {
            "first_on": _("Every later day is counted from this one: a 31st comes back."),
            "days_ahead": _("A meeting is planned by itself so long before its day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = staff()
        if self.instance.chair is not None:
            self.initial["chair"] = self.instance.chair.public_id

    def validate_constraints(self) -> None:
        """A second running schedule is the verb's to refuse, in its own words."""


class EndForm(forms.Form):
    refused = _("The schedule was not ended")

    because = forms.CharField(label=_("Why"), max_length=300)


@require_safe
@allowed_if(may_see_customers)
def due(request: HttpRequest) -> HttpResponseBase:
    """Every running schedule with its next review, the longest owed first."""
    rows = due_of(ReviewSchedule.objects.visible_to(request.user), as_of=timezone.now())
    only_overdue = request.GET.get("due") == "overdue"
    shown = [row for row in rows if row.is_overdue] if only_overdue else rows
    columns = [
        Column("customer", _("Customer"), "schedule.customer.name"),
        Column("code", _("Code"), "schedule.customer.code"),
        Column("review", _("Review"), lambda row: str(row.schedule)),
        Column("every", _("Every (months)"), "schedule.every_months"),
        Column("due", _("Due on"), "due_on"),
        Column("days_late", _("Days late"), "days_late"),
        Column("planned", _("Planned for"), "meeting.planned_at"),
        Column("last", _("Last held"), "last_held_at"),
    ]
    export = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("format", ""))
    if export is not None:
        return export("reviews-due", columns, shown)
    with_schedule = {row.schedule.customer_id for row in rows}
    mine = seen_from_within(request.user).filter(standing="active", parent=None)
    context = {
        "rows": shown,
        "count": len(rows),
        "overdue_count": sum(row.is_overdue for row in rows),
        "only_overdue": only_overdue,
        "without": list(mine.exclude(pk__in=with_schedule).order_by("name")[:20]),
        "may_write": may_write_meetings(request.user),
        "crumbs": [(_t("Meetings"), reverse("brm:meeting-list")), (_t("Reviews due"), None)],
    }
    return render(request, "brm/reviews_due.html", context)


@allowed_if(may_see_customers)
def create(request: HttpRequest, code: str) -> HttpResponse:
    """A schedule of the customer named by the address."""
    customer = get_object_or_404(seen_from_within(request.user), code=code)
    _refuse_reader(request.user, customer)
    form = ScheduleForm(
        typed(request),
        instance=ReviewSchedule(customer=customer),
        initial={"every_months": 3, "starts_at_time": "10:00"},
    )
    return _page(
        request,
        form,
        heading=_t("Review schedule of %(name)s") % {"name": customer.name},
        cancel_url=customer.get_absolute_url(),
    )


@allowed_if(may_see_customers)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another rhythm, hour, place or chair; what is planned already stays."""
    record = _written(request, pk)
    return _page(
        request,
        ScheduleForm(typed(request), instance=record),
        heading=_t("Review schedule of %(name)s") % {"name": record.customer.name},
        cancel_url=record.customer.get_absolute_url(),
        template="brm/schedule_form.html",
        schedule=record,
    )


@allowed_if(may_see_customers)
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, then ask for no further review."""
    record = _written(request, pk)
    return form_page(
        request,
        EndForm(typed(request)),
        save=lambda form: end_schedule(
            schedule=record,
            on=timezone.localdate(),
            actor=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        done=_t("The schedule was ended."),
        goes_to=record.customer,
        template="ui/confirm.html",
        heading=_t("End the reviews of %(name)s") % {"name": record.customer.name},
        consequences=[
            _t("No further review of this type is planned or due."),
            _t("Those that are planned are called off with your reason; held ones stay."),
        ],
        submit=_t("End the schedule"),
        danger=True,
        cancel_url=record.customer.get_absolute_url(),
        crumbs=_crumbs(record.customer, _t("End")),
    )


def _page(
    request: HttpRequest, form: ScheduleForm, *, heading: str, cancel_url: str, **more: Any
) -> HttpResponse:
    customer = form.instance.customer

    def save(form: ScheduleForm) -> ReviewSchedule:
        now = timezone.now()
        schedule = save_schedule(schedule=form.save(commit=False), actor=request.user, at=now)
        plan_ahead(schedule_id=schedule.pk, at=now)
        return schedule

    return form_page(
        request,
        form,
        save=save,
        done=_t("The schedule was saved; reviews that come near are planned."),
        goes_to=customer,
        heading=heading,
        submit=_t("Save schedule"),
        cancel_url=cancel_url,
        crumbs=_crumbs(customer, _t("Review schedule")),
        **more,
    )


def _written(request: HttpRequest, pk: uuid.UUID) -> ReviewSchedule:
    record = get_object_or_404(
        ReviewSchedule.objects.visible_to(request.user).select_related("customer", "chair"), pk=pk
    )
    _refuse_reader(request.user, record.customer)
    return record


def _refuse_reader(user: Any, customer: Any) -> None:
    if not spoken_for(user).filter(pk=customer.pk).exists():
        raise PermissionDenied


def _crumbs(customer: Any, last: str) -> list[tuple[Any, str | None]]:
    return [
        (_t("Customers"), reverse("brm:customer-list")),
        (customer.name, customer.get_absolute_url()),
        (last, None),
    ]
