"""Bearer tokens, and what their scopes let through."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User

# A token's last use is written at most this often: one row per token, not one write per request.
NOTED_EVERY = dt.timedelta(minutes=1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`: act as the token's user, within the token's limits."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != self.keyword:
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("Send “Authorization: Bearer”, a space, and the token."))
        try:
            token: ApiToken = ApiToken.objects.get_from_key(words[1].decode("ascii"))
        except (ApiToken.DoesNotExist, UnicodeDecodeError) as error:
            raise AuthenticationFailed(_("This token is not valid.")) from error
        if token.has_expired:
            raise AuthenticationFailed(_("This token has expired."))
        if not token.user.is_active:
            raise AuthenticationFailed(_("The user of this token may no longer sign in."))
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        user = token.user
        user.token = token
        user.token_is_limited = token.is_limited
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI schema describes it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class HasScope(BasePermission):
    """Signed in; a token must hold the scope the view names for reading or for writing.

    A view sets `read_scope` and `write_scope`. Whose records are seen is not decided here.
    """

    message = None

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        if not isinstance(request.auth, ApiToken):
            return True
        reading = request.method in SAFE_METHODS
        scope = getattr(view, "read_scope" if reading else "write_scope", None)
        self.message = _("This token lacks the scope %(scope)s.") % {"scope": scope}
        return scope is not None and scope in request.auth.scopes
