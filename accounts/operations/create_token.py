"""Give a machine a key."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import ApiToken, Scope, User
from common.problems import Refusal

DEFAULT_DAYS = 90
LONGEST = dt.timedelta(days=366)


class CannotCreateToken(Refusal):
    code = "cannot_create_token"


def create_token(
    *,
    user: User,
    name: str,
    scopes: Iterable[Scope],
    expires_at: dt.datetime,
    is_limited: bool,
    actor: User,
    at: dt.datetime,
) -> tuple[ApiToken, str]:
    """Return the token and its key. The key is shown once: only its hash is kept.

    A limited token sees nothing until customers are named for it. Refuses a token without a
    scope, one that ends in the past or lives longer than a year, and one for another user.
    """
    if user != actor:
        raise CannotCreateToken(_("A token acts as its maker, so everybody makes their own."))
    wanted = sorted({Scope(scope) for scope in scopes})
    if not wanted:
        raise CannotCreateToken(_("Choose at least one thing the token may do."), field="scopes")
    if expires_at <= at:
        raise CannotCreateToken(_("Choose a day in the future."), field="expires_on")
    if expires_at > at + LONGEST:
        raise CannotCreateToken(
            _("A token lives a year at most. Choose an earlier day."), field="expires_on"
        )
    return ApiToken.objects.create_key(
        user=user, name=name, scopes=wanted, is_limited=is_limited, expiry_date=expires_at
    )
