"""The people of a survey: who was asked, who answered, and what may be done about the rest."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from brm.models import Campaign, Invitee
from brm.operations.invite_to_survey import hand_over_link, invite_anew, withdraw_invitation
from brm.pages.survey_fields import WithdrawForm, put_refusal
from brm.pages.survey_lookup import managed_invitee, survey_crumbs, visible_survey
from brm.queries.customers import may_see_customers
from brm.queries.survey_filter import InviteeFilter
from brm.queries.survey_links import survey_link
from brm.queries.surveys import may_manage_survey
from common.access import Allowed, allowed_if
from common.form_page import form_page
from common.listing import Chip, Column, Empty, ListPage
from common.problems import Refusal


def standing_of(invitee: Invitee) -> Any:
    """How one invitation stands, in words, for the export."""
    if not invitee.is_sampled:
        return pgettext_lazy("survey", "Not sampled")
    if invitee.is_answered:
        return _("Answered")
    return _("Withdrawn") if invitee.withdrawn_at else _("Has not answered")


class InviteeList(Allowed, ListPage):
    """Everybody of the units asked: answered, not yet, withdrawn, not sampled."""

    may = staticmethod(may_see_customers)
    template_name = "brm/survey_invitations.html"
    filterset_class = InviteeFilter
    heading = _("People asked")
    export_name = "survey-people"
    default_sort = "name"
    columns = [
        Column("name", _("Name"), "person.name", sort="person__name"),
        Column("unit", _("Unit"), "customer.name", sort="customer__name"),
        Column("parts", _("Parts"), lambda row: ", ".join(str(word) for word in row.part_words)),
        Column("standing", _("Invitation"), standing_of),
        Column("mailed", _("Last message"), "mailed_at", sort="mailed_at", num=True),
        Column("reminders", _("Reminders"), sort="reminders", num=True),
    ]
    chips = [
        Chip(_("All")),
        Chip(_("Has not answered"), {"standing": "waiting"}),
        Chip(_("Answered"), {"standing": "answered"}),
        Chip(pgettext_lazy("survey", "Not sampled"), {"standing": "unsampled"}),
    ]
    empty = Empty(
        _("Nobody was asked yet"), _("Population and sample are written down when it opens.")
    )

    @cached_property
    def campaign(self) -> Campaign:
        return visible_survey(self.request, self.kwargs["code"])

    def get_queryset(self) -> QuerySet[Invitee]:
        return (
            Invitee.objects.visible_to(self.request.user)
            .filter(campaign=self.campaign)
            .select_related("person", "customer")
        )

    def get_context(self) -> dict[str, Any]:
        return {
            "campaign": self.campaign,
            "crumbs": survey_crumbs(self.campaign, _t("People asked")),
            "may_manage": self.campaign.state == Campaign.State.OPEN
            and may_manage_survey(self.request.user, self.campaign),
        }


@never_cache
@require_POST
@allowed_if(may_see_customers)
def link(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """A link to hand over, shown this once."""
    invitee = managed_invitee(request, code, pk)
    try:
        secret = hand_over_link(invitee=invitee, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("brm:survey-invitations", code=code)
    return render(
        request,
        "brm/survey_link.html",
        {
            "invitee": invitee,
            "link": survey_link(secret),
            "back": reverse("brm:survey-invitations", args=[code]),
            "crumbs": survey_crumbs(invitee.campaign, _t("Link")),
        },
    )


@require_POST
@allowed_if(may_see_customers)
def resend(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Mail a new invitation; links before it stop."""
    invitee = managed_invitee(request, code, pk)
    try:
        invite_anew(invitee=invitee, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _t("A new invitation to %(name)s is on its way; earlier links stopped.")
            % {"name": invitee.person.name},
        )
    return redirect("brm:survey-invitations", code=code)


@allowed_if(may_see_customers)
def withdraw(request: HttpRequest, code: str, pk: uuid.UUID) -> HttpResponse:
    """Ask this person no more, with a reason."""
    invitee = managed_invitee(request, code, pk)
    back = reverse("brm:survey-invitations", args=[code])
    return form_page(
        request,
        WithdrawForm(request.POST or None),
        save=lambda form: withdraw_invitation(
            invitee=invitee, **form.cleaned_data, actor=request.user, at=timezone.now()
        ),
        done=_t("%(name)s is not asked any more.") % {"name": invitee.person.name},
        refuse=put_refusal,
        goes_to=back,
        heading=_t("Withdraw the invitation of %(name)s") % {"name": invitee.person.name},
        submit=_t("Withdraw"),
        danger=True,
        cancel_url=back,
        crumbs=survey_crumbs(invitee.campaign, _t("Withdraw")),
    )
