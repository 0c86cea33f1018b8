"""The page of a breach, and the answers to it."""

from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agreements.models import Breach, Verdict
from agreements.operations.answer_breach import acknowledge_breach, close_breach, explain_breach
from agreements.pages.lookup import visible_breach
from agreements.pages.reasons import reason_words
from agreements.queries.access import is_customer, is_provider, may_manage_agreement
from agreements.queries.breach_story import story_of
from agreements.queries.periods import write_period
from agreements.queries.showing import metric_name, promise_line, promise_words
from agreements.queries.standing import last_tick, with_figures
from agreements.queries.target_page import period_page
from agreements.queries.text_bounds import LONGEST_REMARK
from brm.models import Customer
from common.problems import Refusal

STEPS = {
    Breach.Step.OPEN: ("missed", gettext_lazy("Not acknowledged")),
    Breach.Step.ACKNOWLEDGED: ("running", gettext_lazy("Acknowledged")),
    Breach.Step.CLOSED: ("done", gettext_lazy("Closed")),
    Breach.Step.WITHDRAWN: ("withdrawn", gettext_lazy("Withdrawn")),
}


class ExplainForm(forms.Form):
    refused = gettext_lazy("The explanation was not saved")
    explanation = forms.CharField(
        label=gettext_lazy("What happened, and why"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "4"}),
        help_text=gettext_lazy("For ourselves; the customer does not see it."),
    )


class CloseForm(forms.Form):
    refused = gettext_lazy("The breach was not closed")
    conclusion = forms.CharField(
        label=gettext_lazy("Improvement, or none, because"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "2"}),
        help_text=gettext_lazy("The improvement's code, or why none was opened (R18)."),
    )


@login_required
def breach(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What was promised, what happened, what was done about it."""
    record = visible_breach(request.user, code, number)
    if is_customer(request.user):
        return redirect("agreements:my-agreement", code=record.agreement.code)
    return _show(request, record)


@login_required
@require_POST
def acknowledge(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Somebody takes care of it."""
    record = _managed(request, code, number)
    try:
        acknowledged = acknowledge_breach(breach=record, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if acknowledged.acknowledged_by == request.user:
            messages.success(request, _("%(breach)s is yours.") % {"breach": record.code})
    return redirect(record)


@login_required
@require_POST
def explain(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write down why it happened."""
    record = _managed(request, code, number)
    form = ExplainForm(request.POST)
    if form.is_valid():
        try:
            explain_breach(
                breach=record,
                explanation=form.cleaned_data["explanation"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            messages.success(request, _("The explanation was saved."))
            return redirect(record)
    return _show(request, record, explain_form=form)


@login_required
@require_POST
def close(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Close it with an improvement, or with why there is none."""
    record = _managed(request, code, number)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            close_breach(
                breach=record,
                conclusion=form.cleaned_data["conclusion"],
                actor=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            messages.success(request, _("%(breach)s is closed.") % {"breach": record.code})
            return redirect(record)
    return _show(request, record, close_form=form)


def _managed(request: HttpRequest, code: str, number: int) -> Breach:
    record = visible_breach(request.user, code, number)
    if not may_manage_agreement(request.user, record.agreement):
        raise PermissionDenied
    return record


def _field(form: forms.Form, refusal: Refusal) -> str | None:
    return refusal.field if refusal.field in form.fields else None


def _show(
    request: HttpRequest,
    record: Breach,
    *,
    explain_form: ExplainForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    if not is_provider(request.user):
        raise Http404
    at = last_tick(default=timezone.now())
    verdict = with_figures(Verdict.objects.filter(pk=record.verdict_id)).get()
    page = period_page(verdict=verdict, at=at)
    figures = page.figures
    budget = figures.if_measured_now if figures.is_over else figures.contract
    state, word = STEPS[Breach.Step(record.step)]
    counted = [row for row in page.occurrences if row.counted.counted]
    running: int | Fraction = 0
    lines = []
    for row in reversed(counted):
        running += row.counted.counted
        lines.append({"row": row, "sum": running, "why": reason_words(row)})
    context: dict[str, Any] = {
        "breach": record,
        "agreement": record.agreement,
        "commitment": verdict.commitment,
        "service": verdict.commitment.target.indicator.service,
        "verdict": verdict,
        "page": page,
        "figures": figures,
        "budget": budget,
        "over_seconds": -budget.remaining,
        "used": budget.used,
        "metric": metric_name(figures.terms),
        "spoken": promise_words(figures.terms),
        "threshold": promise_line(figures.terms),
        "period_name": write_period(verdict.period_label),
        "zone": verdict.commitment.measure.hours.zone,
        "state": state,
        "state_word": word,
        "lines": lines,
        "story": story_of(record),
        "customers": record.commitment.bound.select_related("customer").filter(
            customer__in=Customer.objects.visible_to(request.user)
        ),
        "may_manage": may_manage_agreement(request.user, record.agreement),
        "explain_form": explain_form or ExplainForm(initial={"explanation": record.explanation}),
        "close_form": close_form or CloseForm(),
        "crumbs": [
            (_("Breaches"), reverse("agreements:breach-list")),
            (str(record.agreement), record.agreement.get_absolute_url()),
            (record.code, None),
        ],
    }
    refused = bool((explain_form and explain_form.errors) or (close_form and close_form.errors))
    return render(request, "agreements/breach.html", context, status=422 if refused else 200)
