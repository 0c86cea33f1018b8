import datetime as dt

import pytest
from rest_framework.test import APIClient

from accounts.models import Scope
from accounts.operations.create_token import create_token
from tests.slm.catalogue import Catalogue, make_catalogue


@pytest.fixture
def catalogue(db) -> Catalogue:
    return make_catalogue()


@pytest.fixture
def token():
    """Return a client that sends a token of the given user: `token(sari, Scope.FACTS_WRITE)`."""

    def _token(user, *scopes, is_limited=False) -> APIClient:
        now = dt.datetime.now(dt.UTC)
        _row, key = create_token(
            user=user,
            name="test",
            scopes=[scope.value for scope in scopes],
            expires_at=now + dt.timedelta(days=1),
            is_limited=is_limited,
            actor=user,
            at=now,
        )
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
        return client

    return _token


@pytest.fixture
def api(token, sari):
    """A client that may do everything that service levels allow."""
    return token(sari, *Scope)
