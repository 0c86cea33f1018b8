"""The root address: everybody's own first page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.ui.frame import frame_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the view the reader used last, else to the first page they may open."""
    frame = frame_of(request)
    if frame.home != request.path:
        return redirect(frame.home)
    first = next((line for _heading, lines in frame.nav for line in lines), None)
    return redirect(first.url if first else "accounts:profile")
