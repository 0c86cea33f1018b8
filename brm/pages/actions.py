"""The register of actions, one action, and what becomes of it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.queries.history import Source, history
from brm.models import Action, Contact, Customer, Interaction
from brm.operations.keep_action import close_action, reopen_action, save_action
from brm.pages.doors import form_page, typed
from brm.pages.meeting_lookup import (
    PersonField,
    contacts_of,
    visible_action,
    written_action,
    written_meeting,
)
from brm.queries.customers import may_see_customers
from brm.queries.meeting_access import may_close, may_write_meetings, spoken_for
from brm.queries.meeting_filters import ActionDue, ActionFilter, actions_at
from brm.queries.open_actions import with_carries
from brm.queries.staff import staff
from common.access import Allowed, allowed_if
from common.listing import Chip, Column, Empty, ListPage
from common.ui.forms import DateInput


class ActionList(Allowed, ListPage):
    """Every action, the most urgent first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/action_list.html"
    filterset_class = ActionFilter
    heading = _("Actions")
    default_sort = "due"
    export_name = "actions"
    columns = [
        Column("code", _("Action"), sort="code"),
        Column("what", _("What"), shown=False),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("meeting", _("From"), "interaction.code", sort="interaction__code"),
        Column("owner", _("Owner"), "owner_name"),
        Column("due", _("Due"), "due_on", sort="due_on", num=True),
        Column("carries", _("Carried"), sort="carries", num=True),
        Column("state", _("State"), "get_state_display", sort="state"),
        Column("outcome", _("Outcome or reason"), shown=False),
        Column("closed_at", _("Closed"), shown=False),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Open"), {"state": Action.State.OPEN.value}),
        Chip(_("Mine"), {"state": Action.State.OPEN.value, "owner": "me"}, icon="user"),
        Chip(_("Overdue"), {"due": ActionDue.OVERDUE.value}, icon="clock"),
    ]
    empty = Empty(
        _("No action yet"),
        _("Actions are written down in a meeting, and stay on the agenda until they are done."),
    )

    def get_queryset(self) -> QuerySet[Action]:
        rows = Action.objects.seen_from_within(self.request.user)
        today = timezone.localdate()
        return with_carries(actions_at(rows, on=today)).select_related(
            "customer", "interaction", "staff__person", "contact__person"
        )

    def get_context(self) -> dict[str, Any]:
        return {"may_write": may_write_meetings(self.request.user)}


class ActionForm(forms.Form):
    """What has to be done, by whom, until when."""

    refused = _("The action was not saved")

    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code"
    )
    what = forms.CharField(label=_("What has to be done"), max_length=300)
    staff_owner = PersonField(
        label=_("Owner of ours"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("nobody of ours"),
    )
    contact = PersonField(
        label=_("or of the customer"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("nobody of the customer"),
    )
    due_on = forms.DateField(label=_("Due on"), widget=DateInput)
    is_internal = forms.BooleanField(
        label=_("Internal"), required=False, help_text=_("The customer never sees it.")
    )

    def __init__(self, *args: Any, customers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = customers
        self.fields["staff_owner"].queryset = staff()
        roots = list(customers.values_list("pk", flat=True)[:200])
        self.fields["contact"].queryset = contacts_of(roots)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("staff_owner") and data.get("contact"):
            self.add_error("contact", _t("One owner: choose one of ours or one of the customer."))
        elif not self.errors and not data.get("staff_owner") and not data.get("contact"):
            self.add_error("staff_owner", _t("Say who does it."))
        return data


class CloseForm(forms.Form):
    """Whether it was done, and what came of it."""

    refused = _("The action was not closed")

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(Action.State.DONE, _("Done")), (Action.State.DROPPED, _("Dropped"))],
        widget=forms.RadioSelect,
        initial=Action.State.DONE,
    )
    outcome = forms.CharField(
        label=_("Outcome or reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": "3"}),
        help_text=_("Required for what is dropped."),
    )


@require_safe
@allowed_if(may_see_customers)
def action(request: HttpRequest, code: str) -> HttpResponse:
    """One action, the meetings that found it open, its history."""
    record = visible_action(request.user, code)
    visible = Interaction.objects.seen_from_within(request.user)
    context = {
        "action": record,
        "is_overdue": record.state == Action.State.OPEN and record.due_on < timezone.localdate(),
        "carried": list(visible.filter(carried__action=record).order_by("held_at")),
        "meeting": visible.filter(actions=record).first(),
        "may_close": record.state == Action.State.OPEN and may_close(request.user, record),
        "may_write": spoken_for(request.user).filter(pk=record.customer_id).exists(),
        "changes": history(Source(Action, {"pgh_obj_id": record.pk})),
        "crumbs": _crumbs(record.code),
    }
    return render(request, "brm/action.html", context)


@allowed_if(may_write_meetings)
def create(request: HttpRequest) -> HttpResponse:
    """A new action, of the meeting named by ?meeting or the customer named by ?customer."""
    meeting = (
        written_meeting(request.user, request.GET["meeting"]) if "meeting" in request.GET else None
    )
    mine = spoken_for(request.user)
    customers = mine
    if meeting is not None:
        roots = list(meeting.customers.values_list("pk", flat=True))
        customers = mine.filter(pk__in=Customer.objects.within(roots).values("pk"))
    elif asked := mine.filter(code=request.GET.get("customer", "").upper()).first():
        customers = mine.within([asked.pk])
    first = meeting.customers.first() if meeting else customers.first()
    form = ActionForm(
        typed(request),
        customers=customers,
        initial={
            "customer": first.code if first else None,
            "staff_owner": request.user.public_id,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: save_action(
            interaction=meeting, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=lambda made: _t("%(code)s was written down.") % {"code": made.code},
        goes_to=meeting,
        heading=_t("New action"),
        submit=_t("Save action"),
        cancel_url=meeting.get_absolute_url() if meeting else reverse("brm:action-list"),
        crumbs=_crumbs(_t("New")),
    )


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Another owner, another day, better words, while it is open."""
    record = written_action(request.user, code)
    roots = [record.customer_id]
    if record.interaction is not None:
        roots = list(record.interaction.customers.values_list("pk", flat=True))
    mine = spoken_for(request.user)
    within = Customer.objects.within([*roots, record.customer_id])
    form = ActionForm(
        typed(request),
        customers=mine.filter(pk__in=within.values("pk")),
        initial={
            "customer": record.customer.code,
            "what": record.what,
            "staff_owner": record.staff.public_id if record.staff else None,
            "contact": record.contact_id,
            "due_on": record.due_on,
            "is_internal": record.is_internal,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: save_action(
            action=record,
            interaction=record.interaction,
            actor=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        done=lambda made: _t("%(code)s was saved.") % {"code": made.code},
        heading=_t("Change %(code)s") % {"code": record.code},
        submit=_t("Save action"),
        cancel_url=record.get_absolute_url(),
        crumbs=_crumbs(_t("Change")),
    )


@allowed_if(may_see_customers)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Done, or dropped with a reason."""
    record = visible_action(request.user, code)
    if not may_close(request.user, record):
        raise PermissionDenied
    return form_page(
        request,
        CloseForm(typed(request)),
        save=lambda form: close_action(
            action=record, actor=request.user, at=timezone.now(), **form.cleaned_data
        ),
        done=lambda closed: _t("%(code)s was closed.") % {"code": closed.code},
        heading=_t("Close %(code)s") % {"code": record.code},
        submit=_t("Close the action"),
        cancel_url=record.get_absolute_url(),
        crumbs=_crumbs(_t("Close")),
    )


@require_POST
@allowed_if(may_see_customers)
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Closed too early: it stands open again."""
    record = written_action(request.user, code)
    reopen_action(action=record, actor=request.user, at=timezone.now())
    return redirect(record)


def _crumbs(last: str) -> list[tuple[Any, str | None]]:
    return [(_t("Actions"), reverse("brm:action-list")), (last, None)]
