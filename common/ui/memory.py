"""Remembers which of the views (relationships, service levels) a reader used last."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from common.ui import slots
from common.ui.frame import SESSION_KEY, frame_of


def remember_view(get_response: Callable[[HttpRequest], HttpResponse]):
    """Keep the view of the page that was opened, in the session and where `accounts` wants it.

    Only whole pages count: a fragment, a form post, an export or an answer of the API says
    nothing about where the reader is.
    Stands below the session and authentication middleware.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        whole_page = request.method == "GET" and not request.headers.get("HX-Request")
        if is_page and whole_page and response.status_code == 200 and _signed_in(request):
            _remember(request)
        return response

    return middleware


def _signed_in(request: HttpRequest) -> bool:
    # A response may end the session, so this is asked after the view has run.
    return hasattr(request, "session") and slots.signed_in(getattr(request, "user", None))


def _remember(request: HttpRequest) -> None:
    frame = frame_of(request)
    if frame.current is None or frame.current.view not in slots.registry.views:
        return
    if frame.remembered_view == frame.current.view:
        return
    request.session[SESSION_KEY] = frame.current.view
    if slots.registry.write_view:
        slots.registry.write_view(request.user, frame.current.view)
