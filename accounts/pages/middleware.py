"""A reader's language and zone, their sessions, and who stands behind each change."""

import re
import zoneinfo
from collections.abc import Callable
from typing import Any

import pghistory.middleware
import structlog
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

# Seconds.
SEEN_EVERY = 60
# What follows opens an account or a survey; the history is read by more people than may.
_SECRET = re.compile(r"^(/invitation/|/survey/|/accounts/password/reset/key/).*")

LANGUAGES = {code for code, _name in settings.LANGUAGES}


def preferences(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Speak the language and count in the zone of the signed-in person.

    A guest gets the language of the cookie, else the browser's first that we have.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            structlog.contextvars.bind_contextvars(user=str(user.public_id))
            language, zone = user.language, user.zone
        else:
            language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
            if language not in LANGUAGES:
                language = translation.get_language_from_request(request)
            zone = "UTC"
        with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            if not user.is_authenticated:
                patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


def note_session(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep when and where a session was last seen, at most once a minute.

    Writing it with every request would be the only write of most pages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"seen-{key}", 1, SEEN_EVERY):
            UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware


class HistoryContext(pghistory.middleware.HistoryMiddleware):
    """Put user, address, door and request id beside every changed row (decision 6)."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_context(request) | {
            "url": _SECRET.sub(r"\1…", request.path),
            "door": "api" if request.path.startswith("/api/") else "page",
            "request_id": getattr(request, "request_id", ""),
        }
