"""The term of a draft, and the start of the next one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.operations.save_version import save_version, start_version
from agreements.pages.forms import VersionForm, show_refusal
from agreements.pages.lookup import draft_of, managed_agreement
from common.problems import Refusal


@login_required
def term(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """From when until when, in local days, and how it was agreed."""
    agreement = managed_agreement(request.user, code)
    version = draft_of(agreement, number)
    form = VersionForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        try:
            save_version(version=version, **form.given(), actor=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("The term of %(version)s was saved.") % {"version": version}
            )
            return redirect(agreement)
    return render(
        request,
        "agreements/term_form.html",
        {
            "heading": _("Term of %(version)s") % {"version": version},
            "form": form,
            "submit": _("Save term"),
            "cancel_url": agreement.get_absolute_url(),
            "crumbs": [
                (_("Agreements"), reverse("agreements:agreement-list")),
                (agreement.code, agreement.get_absolute_url()),
                (_("Term"), None),
            ],
        },
        status=422 if form.errors else 200,
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
