"""What every request carries: an id that logs, audit rows and answers share; its log line."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("request")

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
# Probes come every few seconds and would drown the rest.
_SILENT = ("/health/", "/metrics", "/static/")
# Parts of an address that let in whoever knows them.
_SECRET = ("token", "secret", "key")


def request_context(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give the request an id (a caller's own if it is tame), bind it to the logs, send it back.

    One line per request says who asked for what, how it ended and how long it took. Secrets that
    are part of an address, and everything behind its question mark, stay out of the log.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter_ns()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _ACCEPTED.match(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = get_response(request)
        response["X-Request-ID"] = request_id
        if not request.path.startswith(_SILENT):
            log.info(
                "request",
                method=request.method,
                path=_path(request),
                status=response.status_code,
                duration_ms=(time.perf_counter_ns() - began) // 1_000_000,
                user=_user(request),
            )
        return response

    def process_view(request: HttpRequest, *_: Any) -> None:
        structlog.contextvars.bind_contextvars(path=_path(request))

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _path(request: HttpRequest) -> str:
    path, match = request.path, request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if any(word in name for word in _SECRET):
            path = path.replace(str(value), "…")
    return path


def _user(request: HttpRequest) -> str | None:
    """The public id of whoever asked; an API token's user is known only after the view."""
    user: Any = getattr(request, "user", None)
    return str(user.public_id) if user is not None and user.is_authenticated else None
