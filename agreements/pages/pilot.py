"""Begin and end the pilot of an OLA or UC; what it measured stands on the agreement's page."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Pilot, Version
from agreements.operations.pilot import PILOTED, end_pilot, start_pilot
from agreements.pages.crumbs import version_crumbs
from agreements.pages.forms import form_page
from agreements.pages.lookup import managed_agreement, numbered_version
from agreements.queries.local_dates import local_day
from agreements.queries.text_bounds import LONGEST_REMARK
from common.ui.forms import DateInput


class StartForm(forms.Form):
    """From which day on it is measured."""

    refused = gettext_lazy("The pilot was not begun")
    starts_on = forms.DateField(label=gettext_lazy("Measured from"), widget=DateInput)


class EndForm(forms.Form):
    """What came of it."""

    refused = gettext_lazy("The pilot goes on")
    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=Pilot.Result.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What was found"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": "4"}),
    )


@login_required
def start(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask from when on, then measure."""
    version = _version(request, code, number)
    today = local_day(timezone.now(), version.agreement.zone)
    form = StartForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": today}
    )
    return _ask(
        request,
        version,
        form,
        lambda **given: start_pilot(
            version=version, **given, actor=request.user, at=timezone.now()
        ),
        done=_("The pilot of %(version)s was begun.") % {"version": version},
        heading=_("Begin a pilot of %(version)s") % {"version": version},
        consequences=[
            _("Its targets are measured as they stand now, from the first second of that day."),
            _("Nothing is promised by it: no breach, no credit, no notice."),
            _("It has to end before the text goes out for signing."),
        ],
        submit=_("Begin the pilot"),
    )


@login_required
def end(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """End the running pilot with its result."""
    version = _version(request, code, number)
    pilot = get_object_or_404(version.pilots, end_at=None)
    pilot.version = version
    form = EndForm(request.POST if request.method == "POST" else None)
    return _ask(
        request,
        version,
        form,
        lambda **given: end_pilot(pilot=pilot, **given, actor=request.user, at=timezone.now()),
        done=_("The result of the pilot was written down."),
        heading=_("End the pilot of %(version)s") % {"version": version},
        consequences=[_("What was measured until now stays as it is.")],
        submit=_("End the pilot"),
    )


def _version(request: HttpRequest, code: str, number: int) -> Version:
    agreement = managed_agreement(request.user, code)
    if agreement.kind not in PILOTED:
        raise Http404
    version = numbered_version(agreement, number)
    version.agreement = agreement
    return version


def _ask(
    request: HttpRequest, version: Version, form: forms.Form, act: Any, *, done: str, **context: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=lambda form: act(**form.cleaned_data),
        done=done,
        goes_to=version,
        template="ui/confirm.html",
        cancel_url=version.get_absolute_url(),
        crumbs=version_crumbs(version, context["heading"]),
        **context,
    )
