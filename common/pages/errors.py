"""What a person or a machine sees when there is nothing to see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.problems import problem_response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(request, 400, _("The request is malformed."))
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(request, 403, _("You may not do this."))
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere: say that sending it again helps."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(request, 404, _("There is nothing at this address."))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Never asks the database: it may be what failed."""
    if request.path.startswith("/api/"):
        return problem_response(request, 500, _("Something went wrong on our side."))
    content = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(content, status=500)
