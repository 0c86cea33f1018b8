"""The time that customers take: the list with where it went, one entry at a time (R98, R99)."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from brm.models import Customer, HoursEntry
from brm.operations.log_hours import log_hours, may_change_hours, remove_hours
from brm.pages.doors import form_page, typed
from brm.pages.meeting_lookup import PersonField
from brm.queries.customers import may_see_customers
from brm.queries.hours_spent import Share, time_split
from brm.queries.meeting_access import logged_for, may_log_hours, may_write_meetings
from brm.queries.meeting_filters import HoursFilter
from brm.queries.staff import staff
from common.access import Allowed, allowed_if
from common.listing import Column, Empty, ListPage
from common.ui import charts
from common.ui.forms import DateInput


class HoursList(Allowed, ListPage):
    """Every entry that the filter shows, above it where the time went."""

    may = staticmethod(may_see_customers)
    template_name = "brm/hours_list.html"
    filterset_class = HoursFilter
    heading = _("Hours")
    default_sort = "-day"
    export_name = "hours"
    columns = [
        Column("day", _("Day"), "spent_on", sort="spent_on"),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("customer_code", _("Customer code"), "customer.code", shown=False),
        Column("who", _("Who"), "user.name", sort="user__person__name"),
        Column("discipline", _("Discipline"), "get_discipline_display", sort="discipline"),
        Column("focus", _("Focus"), "get_focus_display", sort="focus"),
        Column("meeting", _("Meeting"), "interaction.code", shown=False),
        Column("note", _("Note"), shown=False),
        Column("minutes", _("Minutes"), "spent_minutes", sort="spent_minutes", num=True),
    ]
    empty = Empty(
        _("No hours yet"),
        _("Log them from a meeting in one step, or one by one."),
        _("Log hours"),
        reverse_lazy("brm:hours-create"),
    )

    def get_queryset(self) -> QuerySet[HoursEntry]:
        return HoursEntry.objects.visible_to(self.request.user).select_related(
            "customer", "user__person", "interaction"
        )

    def get_empty(self) -> Empty:
        if may_log_hours(self.request.user):
            return self.empty
        return Empty(_("No hours yet"), _("Whoever works for customers logs them."))

    def get_context(self) -> dict[str, Any]:
        split = time_split(self.filterset.qs if self.filterset else self.get_queryset())
        longest = max((share.minutes for share in split.shares), default=0)
        return {
            "split": split,
            "bars": [(share, _bar(share, longest)) for share in split.shares],
            "may_log": may_log_hours(self.request.user),
        }


def _bar(share: Share, longest: int) -> charts.Meter:
    return charts.meter(share.minutes, longest)


class HoursForm(forms.Form):
    """So long, that day, for one customer."""

    refused = _("The hours were not logged")

    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code"
    )
    user = PersonField(label=_("Who"), queryset=User.objects.none(), to_field_name="public_id")
    spent_on = forms.DateField(label=_("Day"), widget=DateInput)
    spent_minutes = forms.IntegerField(
        label=_("Time"),
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput({"data-unit": _("min")}),
    )
    discipline = forms.ChoiceField(
        label=_("Discipline"), choices=HoursEntry.Discipline.choices, widget=forms.RadioSelect
    )
    focus = forms.ChoiceField(
        label=_("Focus"),
        choices=HoursEntry.Focus.choices,
        widget=forms.RadioSelect,
        help_text=_("Relationship: with people. Process: reports, tools, procedures."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = logged_for(actor)
        people = staff() if may_write_meetings(actor) else staff().filter(pk=actor.pk)
        self.fields["user"].queryset = people


@allowed_if(may_log_hours)
def create(request: HttpRequest) -> HttpResponse:
    """Log some time, for the customer named by ?customer."""
    asked = logged_for(request.user).filter(code=request.GET.get("customer", "").upper()).first()
    form = HoursForm(
        typed(request),
        actor=request.user,
        initial={
            "customer": asked.code if asked else None,
            "user": request.user.public_id,
            "spent_on": timezone.localdate(),
            "focus": HoursEntry.Focus.RELATIONSHIP,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: log_hours(actor=request.user, at=timezone.now(), **form.cleaned_data),
        done=_t("The hours were logged."),
        goes_to=reverse("brm:hours-list"),
        heading=_t("Log hours"),
        submit=_t("Log the hours"),
        cancel_url=reverse("brm:hours-list"),
        crumbs=_crumbs(_t("Log")),
    )


@allowed_if(may_log_hours)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct an entry."""
    record = _changeable(request, pk)
    form = HoursForm(
        typed(request),
        actor=request.user,
        initial={
            "customer": record.customer.code,
            "user": record.user.public_id,
            "spent_on": record.spent_on,
            "spent_minutes": record.spent_minutes,
            "discipline": record.discipline,
            "focus": record.focus,
            "note": record.note,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: log_hours(
            entry=record, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=_t("The hours were saved."),
        goes_to=reverse("brm:hours-list"),
        template="brm/hours_form.html",
        entry=record,
        heading=_t("Change hours"),
        submit=_t("Save the hours"),
        cancel_url=reverse("brm:hours-list"),
        crumbs=_crumbs(_t("Change")),
    )


@allowed_if(may_log_hours)
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then take an entry back."""
    record = _changeable(request, pk)
    return form_page(
        request,
        forms.Form(typed(request)),
        save=lambda _form: remove_hours(entry=record, actor=request.user, at=timezone.now()),
        done=_t("The hours were taken back."),
        goes_to=reverse("brm:hours-list"),
        template="ui/confirm.html",
        heading=_t("Take hours back"),
        consequences=[
            _t("%(minutes)d minutes of %(name)s for %(customer)s are no longer counted.")
            % {
                "minutes": record.spent_minutes,
                "name": record.user.name,
                "customer": record.customer.name,
            },
            _t("The history keeps what was written."),
        ],
        submit=_t("Take back"),
        danger=True,
        cancel_url=reverse("brm:hours-edit", args=[record.pk]),
        crumbs=_crumbs(_t("Take back")),
    )


def _changeable(request: HttpRequest, pk: uuid.UUID) -> HoursEntry:
    record = get_object_or_404(
        HoursEntry.objects.visible_to(request.user).select_related("customer", "user__person"),
        pk=pk,
    )
    if not may_change_hours(request.user, record):
        raise PermissionDenied
    return record


def _crumbs(last: str) -> list[tuple[Any, str | None]]:
    return [(_t("Hours"), reverse("brm:hours-list")), (last, None)]
