"""The term of a draft, and the start of the next one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.operations.save_version import save_version, start_version
from agreements.pages.crumbs import agreement_crumbs
from agreements.pages.forms import VersionForm, form_page
from agreements.pages.lookup import draft_of, managed_agreement
from common.problems import Refusal


@login_required
def term(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """From when until when, in local days, and how it was agreed."""
    agreement = managed_agreement(request.user, code)
    version = draft_of(agreement, number)
    form = VersionForm(request.POST or None, version=version)
    return form_page(
        request,
        form,
        save=lambda form: save_version(version=version, **form.given(), actor=request.user),
        done=_("The term of %(version)s was saved.") % {"version": version},
        goes_to=agreement,
        template="agreements/term_form.html",
        heading=_("Term of %(version)s") % {"version": version},
        submit=_("Save term"),
        cancel_url=agreement.get_absolute_url(),
        crumbs=agreement_crumbs(agreement, _("Term")),
    )


@login_required
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version, with the targets of the last one."""
    agreement = managed_agreement(request.user, code)
    try:
        version = start_version(agreement=agreement, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(agreement)
    messages.success(
        request,
        _("Version %(number)d is a draft with the targets of the last one.")
        % {"number": version.number},
    )
    return redirect(version)
