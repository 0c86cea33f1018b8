"""The survey as the invited sees it: by link without signing in, or signed in from their pages."""

import uuid
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import Installation
from brm.models import Invitee
from brm.operations.answer_survey import (
    AnswersRefused,
    SurveyUnknown,
    SurveyVoid,
    check_answerable,
    find_invitee,
    send_response,
)
from brm.pages.survey_form import SurveyForm
from brm.queries.questions import heading_of, intro_of, statements_for

# So many unknown links a minute are answered to one address; known links always open.
MOST_GUESSES, GUESS_SECONDS = 20, 60


@never_cache
@sensitive_post_parameters()
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer by link. Whoever has a link that once was good is told why it no longer is."""
    try:
        invitee = find_invitee(secret=secret, at=timezone.now())
    except SurveyUnknown as refusal:
        return _unknown(request, refusal)
    except SurveyVoid as refusal:
        return _void(request, refusal)
    return _survey(request, invitee)


@never_cache
@login_required
def my_survey(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer signed in, as the person that one is; anybody else's invitation is not found."""
    invitee = get_object_or_404(
        Invitee.objects.belonging_to(request.user).select_related(
            "campaign__owner__person", "person", "customer", "place"
        ),
        pk=pk,
    )
    try:
        check_answerable(invitee, at=timezone.now())
    except SurveyVoid as refusal:
        return _void(request, refusal)
    return _survey(request, invitee)


def surveys_panel(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """Surveys that wait for an answer of the reader: a panel of the customer's home page."""
    now = timezone.now()
    waiting = [
        {
            "heading": heading_of(row.campaign, translation.get_language() or "en"),
            "unit": row.customer.name,
            "url": row.get_absolute_url(),
            "until": row.campaign.last_at,
            "zone": row.campaign.zone,
        }
        for row in Invitee.objects.belonging_to(request.user)
        .filter(is_answered=False, withdrawn_at=None, expires_at__gt=now, campaign__state="open")
        .select_related("campaign", "customer")
        .order_by("expires_at", "pk")
    ]
    return {"surveys": waiting} if waiting else None


def _survey(request: HttpRequest, invitee: Invitee) -> HttpResponse:
    campaign = invitee.campaign
    with _reading(request, invitee) as language:
        form = SurveyForm(
            request.POST if request.method == "POST" else None,
            campaign=campaign,
            statements=statements_for(campaign, invitee.place),
            services=list(campaign.services.order_by("name")),
        )
        if form.is_bound and form.is_valid():
            try:
                send_response(invitee=invitee, answers=form.given(), at=timezone.now())
            except SurveyVoid as refusal:
                return _void(request, refusal)
            except AnswersRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                return _page(request, "brm/survey_sent.html", invitee, language)
        return _page(
            request,
            "brm/survey.html",
            invitee,
            language,
            form=form,
            sections=form.sections(),
            status=422 if form.errors else 200,
        )


@contextmanager
def _reading(request: HttpRequest, invitee: Invitee) -> Iterator[str]:
    """In the language asked for by the address, else the invitee's; in the survey's zone."""
    wish = request.GET.get("lang", "")
    language = wish if wish in invitee.campaign.languages else invitee.language
    zone = zoneinfo.ZoneInfo(invitee.campaign.zone)
    with translation.override(language), timezone.override(zone):
        yield language


def _page(
    request: HttpRequest,
    template: str,
    invitee: Invitee,
    language: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    campaign = invitee.campaign
    others = [
        {"code": code, "name": name}
        for code, name in settings.LANGUAGES
        if code in campaign.languages and code != language
    ]
    response = render(
        request,
        template,
        {
            "campaign": campaign,
            "invitee": invitee,
            "heading": heading_of(campaign, language),
            "intro": intro_of(campaign, language),
            "organisation": Installation.current().organisation,
            "survey_languages": others,
            # The switch of the frame keeps its choice in a cookie; here it is in the address.
            "other_languages": [],
            "now": timezone.now(),
            **context,
        },
        status=status,
    )
    response["Content-Language"] = language
    return response


def _unknown(request: HttpRequest, refusal: SurveyVoid) -> HttpResponse:
    """The same answer to every link that is not ours; too many from one address wait."""
    key = f"survey-guesses-{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, GUESS_SECONDS)
    if cache.incr(key) > MOST_GUESSES:
        refusal = SurveyUnknown(_("Too many unknown links. Wait a minute, then try again."))
        response = _void(request, refusal, status=429)
        response["Retry-After"] = str(GUESS_SECONDS)
        return response
    return _void(request, refusal, status=404)


def _void(request: HttpRequest, refusal: SurveyVoid, *, status: int = 410) -> HttpResponse:
    home = reverse("account_login") if not request.user.is_authenticated else "/"
    return render(
        request,
        "brm/survey_void.html",
        {"why": refusal.message, "reason": refusal.code, "home": home},
        status=status,
    )
