"""Plan maintenance once, change it, approve it, refuse it, cancel it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Installation
from accounts.queries.roles import may_decide_exclusions
from common.access import allowed_if
from common.ui.forms import MomentInput
from slm.models import Maintenance
from slm.operations.change_maintenance import change_maintenance
from slm.operations.decide_maintenance import (
    approve_maintenance,
    cancel_maintenance,
    refuse_maintenance,
)
from slm.operations.plan_maintenance import plan_maintenance
from slm.operations.write_protections import parts_of
from slm.pages.doors import form_page, may_change
from slm.pages.maintenance import find_maintenance, maintenance_crumbs
from slm.pages.part_fields import LONGEST_REASON, PartsMixin, parts_field, reason_field, zoned
from slm.queries.maintenance import standing_words

may_decide = allowed_if(may_decide_exclusions)


class PlanForm(PartsMixin, forms.Form):
    refused = _("The maintenance was not planned")

    parts = parts_field()
    title = forms.CharField(label=_("Title"), max_length=120)
    start_at = forms.DateTimeField(widget=MomentInput)
    end_at = forms.DateTimeField(widget=MomentInput)
    announced_at = forms.DateTimeField(widget=MomentInput, required=False)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea, required=False, max_length=LONGEST_REASON
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill_parts()
        self.fields["start_at"].label = zoned(_t("From"))
        self.fields["end_at"].label = zoned(_t("Until"))
        self.fields["announced_at"].label = zoned(_t("Notice given"))
        days = Installation.current().maintenance_notice_days
        self.fields["announced_at"].help_text = _t(
            "When those concerned were told; %(days)d days before it begins are due. Later, or "
            "left empty, it waits for an approval before it counts."
        ) % {"days": days}


class ChangeForm(PlanForm):
    refused = _("The maintenance was not changed")

    change_reason = reason_field(_("Why it is changed"))


class DecideForm(forms.Form):
    refused = _("Nothing was decided")

    reason = reason_field(_("Why"))


class CancelForm(forms.Form):
    refused = _("The maintenance was not cancelled")

    change_reason = reason_field(_("Why it is cancelled"))


@may_change
def plan(request: HttpRequest) -> HttpResponse:
    """One form for one or several services; notice is proposed as given now."""
    now = timezone.now()
    wished = [code.upper() for code in request.GET.getlist("service")]
    form = PlanForm(
        request.POST or None,
        initial={"parts": wished, "announced_at": now.replace(microsecond=0)},
    )
    return form_page(
        request,
        form,
        save=lambda form: plan_maintenance(**form.cleaned_data, actor=request.user, at=now),
        done=planned_words,
        heading=_("Plan maintenance"),
        submit=_("Plan it"),
        crumbs=maintenance_crumbs(None, _("Plan maintenance")),
        cancel_url=reverse("slm:maintenance-list"),
    )


def planned_words(record: Maintenance) -> str:
    """What was saved, and whether it counts."""
    return f"{record.external_id}: {standing_words(record)}"


@may_change
def change(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Write the next version; the earlier ones stay."""
    record = find_maintenance(code, reference)
    now = timezone.now()
    form = ChangeForm(
        request.POST or None,
        initial={
            "parts": [part.name for part in parts_of(row.fact for row in record.shown_parts)],
            "title": record.title,
            "start_at": record.start_at,
            "end_at": record.end_at,
            "announced_at": record.announced_at,
            "reason": record.reason,
        },
    )
    return form_page(
        request,
        form,
        save=lambda form: change_maintenance(
            maintenance=record, **form.cleaned_data, actor=request.user, at=now
        ),
        done=planned_words,
        heading=_t("Change %(reference)s") % {"reference": record.external_id},
        submit=_("Save the change"),
        crumbs=maintenance_crumbs(record, _("Change")),
        cancel_url=record.get_absolute_url(),
    )


@may_decide
def approve(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then let it count in spite of its notice."""
    record = find_maintenance(code, reference)
    return _decide(
        request,
        record,
        verb=approve_maintenance,
        heading=_t("Approve %(reference)s") % {"reference": record.external_id},
        submit=_("Approve it"),
        consequences=[
            standing_words(record),
            _t("Its hours no longer count as service time of its services, also in the past."),
            _t("Levels are computed again; a breach that rests on these hours is withdrawn."),
        ],
    )


@may_decide
def refuse(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then let its hours count like any others."""
    record = find_maintenance(code, reference)
    return _decide(
        request,
        record,
        verb=refuse_maintenance,
        heading=_t("Refuse %(reference)s") % {"reference": record.external_id},
        submit=_("Refuse it"),
        danger=True,
        consequences=[
            _t("It takes no time out of any level, whatever its notice."),
            _t("It stays in the log with your name and reason."),
        ],
    )


def _decide(request: HttpRequest, record: Maintenance, *, verb: Any, **words: Any) -> HttpResponse:
    if record.is_cancelled:
        messages.info(request, _t("It was cancelled: there is nothing to decide."))
        return redirect(record)
    now = timezone.now()
    return form_page(
        request,
        DecideForm(request.POST or None),
        save=lambda form: verb(
            maintenance=record,
            decision_reason=form.cleaned_data["reason"],
            actor=request.user,
            at=now,
        ),
        done=planned_words,
        crumbs=maintenance_crumbs(record, words["submit"]),
        cancel_url=record.get_absolute_url(),
        template="ui/confirm.html",
        **words,
    )


@may_change
def cancel(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    """Ask why, then say that it does not take place."""
    record = find_maintenance(code, reference)
    if record.is_cancelled:
        messages.info(request, _t("It is cancelled already."))
        return redirect(record)
    now = timezone.now()
    consequences = [
        _t("Its hours count like any others."),
        _t("Everything said of it so far stays in its versions."),
    ]
    if record.series_id is not None:
        consequences.append(_t("The series leaves this date out; its other dates stay."))
    return form_page(
        request,
        CancelForm(request.POST or None),
        save=lambda form: cancel_maintenance(
            maintenance=record,
            change_reason=form.cleaned_data["change_reason"],
            actor=request.user,
            at=now,
        ),
        done=lambda row: _t("%(reference)s was cancelled.") % {"reference": row.external_id},
        heading=_t("Cancel %(reference)s") % {"reference": record.external_id},
        submit=_("Cancel the maintenance"),
        crumbs=maintenance_crumbs(record, _("Cancel it")),
        cancel_url=record.get_absolute_url(),
        template="ui/confirm.html",
        danger=True,
        consequences=consequences,
    )
