"""Create and revoke tokens."""

import datetime as dt

import pytest

from accounts.models import ApiToken, Scope
from accounts.operations.create_token import CannotCreateToken, create_token
from accounts.operations.revoke_token import CannotRevoke, revoke_token
from tests.accounts.factories import make_token
from tests.cast import NOW


def create(sari, **changes):
    wish = {
        "user": sari,
        "name": "Prometheus",
        "scopes": [Scope.FACTS_WRITE, Scope.STATUS_READ],
        "expires_at": NOW + dt.timedelta(days=90),
        "is_limited": False,
        "actor": sari,
        "at": NOW,
    }
    return create_token(**wish | changes)


def test_create_returns_a_key_whose_hash_is_kept(sari):
    token, key = create(sari)

    stored = ApiToken.objects.get()
    assert key.startswith(f"{stored.prefix}.")
    assert key.partition(".")[2] not in f"{stored.pk} {stored.hashed_key}"
    assert ApiToken.objects.get_from_key(key) == token
    assert stored.scopes == [Scope.FACTS_WRITE, Scope.STATUS_READ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"expires_at": NOW}, "expires_on"),
        ({"expires_at": NOW + dt.timedelta(days=367)}, "expires_on"),
    ],
)
def test_create_refuses(sari, changes, field):
    with pytest.raises(CannotCreateToken) as refusal:
        create(sari, **changes)

    assert refusal.value.field == field
    assert ApiToken.objects.count() == 0


def test_create_refuses_a_token_for_somebody_else(sari, ayu):
    with pytest.raises(CannotCreateToken):
        create(sari, actor=ayu)


def test_revoke_makes_the_key_useless(sari, client):
    token, key = make_token(sari)

    revoke_token(token=token, actor=sari, at=NOW)

    answer = client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401


def test_revoke_refuses_the_revoked(sari):
    token, _key = make_token(sari)
    revoke_token(token=token, actor=sari, at=NOW)

    with pytest.raises(CannotRevoke):
        revoke_token(token=token, actor=sari, at=NOW)


def test_tokens_leave_history_without_the_hash(sari):
    token, _key = make_token(sari)
    revoke_token(token=token, actor=sari, at=NOW)

    events = list(ApiToken.pgh_event_model.objects.order_by("pgh_id"))
    assert [(e.pgh_label, e.prefix, e.revoked) for e in events] == [
        ("insert", token.prefix, False),
        ("update", token.prefix, True),
    ]
    assert not hasattr(events[0], "hashed_key")
