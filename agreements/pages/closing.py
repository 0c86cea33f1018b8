"""Close a period of a target by hand, after saying what that does."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.engine.terms import LateCorrection
from agreements.models import Verdict
from agreements.operations.close_period import close_period
from agreements.pages.forms import form_page
from agreements.pages.lookup import visible_commitment
from agreements.queries.access import is_provider, may_manage_agreement
from agreements.queries.figures import figures_of
from agreements.queries.periods import write_period
from agreements.queries.showing import reached_text
from agreements.queries.standing import with_figures
from agreements.queries.text_bounds import LONGEST_REMARK
from common.ui.states import state_of


class ClosePeriodForm(forms.Form):
    refused = gettext_lazy("The period was not closed")
    reason = forms.CharField(
        label=gettext_lazy("Why the grace is not waited for"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "2"}),
        help_text=gettext_lazy("For ourselves; it is kept with the result."),
    )


@login_required
def close(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Ask, then freeze the figures of the period named by `?period=`."""
    commitment = visible_commitment(request.user, code, public_id)
    if not is_provider(request.user):
        raise Http404
    if not may_manage_agreement(request.user, commitment.agreement):
        raise PermissionDenied
    at = timezone.now()
    label = request.GET.get("period", "")
    verdict = with_figures(
        Verdict.objects.filter(commitment=commitment, period_label=label)
    ).first()
    if verdict is None or verdict.period_end_at > at:
        raise Http404
    name = write_period(verdict.period_label)
    form = ClosePeriodForm(request.POST or None)
    if verdict.closed_at is not None:
        messages.info(request, _("%(period)s is closed already.") % {"period": name})
        return redirect(commitment)
    return form_page(
        request,
        form,
        save=lambda form: close_period(
            verdict=verdict, actor=request.user, reason=form.cleaned_data["reason"], at=at
        ),
        done=_("%(period)s is closed.") % {"period": name},
        goes_to=commitment,
        template="ui/confirm.html",
        heading=_("Close %(period)s") % {"period": name},
        consequences=_consequences(verdict),
        submit=_("Close the period"),
        cancel_url=commitment.get_absolute_url(),
        crumbs=[
            (_("Targets"), reverse("agreements:target-list")),
            (str(commitment.agreement), commitment.agreement.get_absolute_url()),
            (str(commitment.target.indicator), commitment.get_absolute_url()),
            (_("Close"), None),
        ],
    )


def _consequences(verdict: Verdict) -> list[str]:
    figures = figures_of([verdict], at=verdict.period_end_at)[verdict.pk]
    word = state_of(verdict.state).word
    return [
        _("%(level)s is issued: %(state)s.") % {"level": reached_text(figures, 4), "state": word}
        if figures.reached.is_measured
        else _("It is issued without a level: nothing was measured."),
        _("What is issued is never changed nor deleted.")
        if figures.terms.late_correction is LateCorrection.NONE
        else _("What is issued never changes; a fact that comes later restates it beside."),
    ]
