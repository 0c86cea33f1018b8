"""Short ways to what the tests of accounts need again and again."""

import datetime as dt

from accounts.models import ApiToken, Scope, User
from accounts.operations.create_token import create_token
from accounts.operations.invite_user import invite_user
from tests.cast import NOW


def make_token(user: User, *scopes: Scope, is_limited: bool = False) -> tuple[ApiToken, str]:
    """A token of `user` that lives for a day by the real clock, and its key."""
    now = dt.datetime.now(dt.UTC)
    return create_token(
        user=user,
        name="probe",
        scopes=scopes or [Scope.STATUS_READ, Scope.RECORDS_READ],
        expires_at=now + dt.timedelta(days=1),
        is_limited=is_limited,
        actor=user,
        at=now,
    )


def make_invited(actor: User, *roles, email: str = "mira@example.org", at=NOW) -> tuple[User, str]:
    """An invited user and the secret of the link that went out."""
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return f"https://jembatan.example/invitation/{secret}/"

    user = invite_user(
        email=email,
        name="Mira Baru",
        language="id",
        zone="Asia/Jakarta",
        roles=roles,
        link=link,
        actor=actor,
        at=at,
    )
    return user, secrets[0]
