"""The log of decisions (R88)."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brm.models import Customer, Decision
from brm.operations.save_decision import save_decision
from brm.pages.doors import form_page, typed
from brm.pages.meeting_lookup import written_meeting
from brm.queries.customers import may_see_customers
from brm.queries.meeting_access import may_write_meetings, spoken_for
from brm.queries.meeting_filters import DecisionFilter
from common.access import Allowed, allowed_if
from common.listing import Column, Empty, ListPage
from common.ui.forms import DateInput


class DecisionList(Allowed, ListPage):
    """Key decisions with customers, the latest first."""

    may = staticmethod(may_see_customers)
    template_name = "brm/decision_list.html"
    filterset_class = DecisionFilter
    heading = _("Decisions")
    default_sort = "-decided"
    export_name = "decisions"
    columns = [
        Column("code", _("Decision"), sort="code"),
        Column("what", _("What was decided")),
        Column("customer", _("Customer"), "customer.name", sort="customer__name"),
        Column("by", _("Decided by"), "decided_by", sort="decided_by"),
        Column("decided", _("On"), "decided_on", sort="decided_on", num=True),
        Column("meeting", _("Meeting"), "interaction.code", sort="interaction__code"),
    ]
    empty = Empty(
        _("No decision yet"),
        _("What is decided with a customer is written down in a meeting, or here."),
    )

    def get_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.seen_from_within(self.request.user).select_related(
            "customer", "interaction"
        )

    def get_context(self) -> dict[str, Any]:
        return {"may_write": may_write_meetings(self.request.user)}


class DecisionForm(forms.Form):
    """What was decided, by whom, when."""

    refused = _("The decision was not saved")

    customer = forms.ModelChoiceField(
        label=_("Customer"), queryset=Customer.objects.none(), to_field_name="code"
    )
    what = forms.CharField(
        label=_("What was decided"), widget=forms.Textarea({"rows": "3"}), max_length=2000
    )
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=160, help_text=_("Names or a body, of either side.")
    )
    decided_on = forms.DateField(label=_("On"), widget=DateInput)
    is_internal = forms.BooleanField(
        label=_("Internal"), required=False, help_text=_("The customer never sees it.")
    )


@allowed_if(may_write_meetings)
def create(request: HttpRequest) -> HttpResponse:
    """A new decision, of the meeting named by ?meeting or the customer named by ?customer."""
    user = request.user
    meeting = written_meeting(user, request.GET["meeting"]) if "meeting" in request.GET else None
    customers = spoken_for(user)
    if meeting is not None:
        roots = list(meeting.customers.values_list("pk", flat=True))
        customers = customers.filter(pk__in=Customer.objects.within(roots).values("pk"))
    first = (
        meeting.customers.first()
        if meeting
        else customers.filter(code=request.GET.get("customer", "").upper()).first()
    )
    decided_at = meeting.held_at if meeting and meeting.held_at else timezone.now()
    form = DecisionForm(
        typed(request),
        initial={"customer": first.code if first else None, "decided_on": decided_at.date()},
    )
    form.fields["customer"].queryset = customers
    return form_page(
        request,
        form,
        save=lambda form: save_decision(
            interaction=meeting, actor=user, at=timezone.now(), **form.cleaned_data
        ),
        done=lambda made: _t("%(code)s was written down.") % {"code": made.code},
        goes_to=meeting or reverse("brm:decision-list"),
        heading=_t("New decision"),
        submit=_t("Save decision"),
        cancel_url=meeting.get_absolute_url() if meeting else reverse("brm:decision-list"),
        crumbs=_crumbs(_t("New")),
    )


@allowed_if(may_see_customers)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what was written down; the history keeps what stood before."""
    record = get_object_or_404(
        Decision.objects.seen_from_within(request.user).select_related("customer", "interaction"),
        code=code.upper(),
    )
    mine = spoken_for(request.user)
    if not mine.filter(pk=record.customer_id).exists():
        raise PermissionDenied
    form = DecisionForm(
        typed(request),
        initial={
            "customer": record.customer.code,
            "what": record.what,
            "decided_by": record.decided_by,
            "decided_on": record.decided_on,
            "is_internal": record.is_internal,
        },
    )
    roots = [record.customer_id]
    if record.interaction is not None:
        roots += record.interaction.customers.values_list("pk", flat=True)
    form.fields["customer"].queryset = mine.filter(
        pk__in=Customer.objects.within(roots).values("pk")
    )
    return form_page(
        request,
        form,
        save=lambda form: save_decision(
            decision=record,
            interaction=record.interaction,
            actor=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        ),
        done=lambda made: _t("%(code)s was saved.") % {"code": made.code},
        goes_to=record.interaction or reverse("brm:decision-list"),
        heading=_t("Change %(code)s") % {"code": record.code},
        submit=_t("Save decision"),
        cancel_url=reverse("brm:decision-list"),
        crumbs=_crumbs(record.code),
    )


def _crumbs(last: str) -> list[tuple[Any, str | None]]:
    return [(_t("Decisions"), reverse("brm:decision-list")), (last, None)]
