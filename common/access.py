"""Who may open a page: signed in, and allowed by a question that the page's app answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Question = Callable[[Any], bool]
PageView = Callable[..., HttpResponseBase]


def allowed_if(question: Question) -> Callable[[PageView], PageView]:
    """Decorate a view: guests are asked to sign in, whoever `question(user)` denies gets 403."""

    def decorate(view: PageView) -> PageView:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not question(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class Allowed:
    """The same for class-based views, before the view's class: `class X(Allowed, ListPage)`."""

    # A question; mypy would take it for a method.
    may: ClassVar[Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not type(self).may(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
