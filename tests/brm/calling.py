"""One request to the API of customers by a token."""

from django.test import Client

from accounts.models import Scope
from brm.models import TokenScope
from tests.accounts.factories import make_token

URL = "/api/v1/customers/"


def call(user, method="get", url=URL, data=None, scopes=tuple(Scope), customers=None):
    """One request by a token of `user`, limited to `customers` where some are given."""
    token, key = make_token(user, *scopes, is_limited=customers is not None)
    TokenScope.objects.bulk_create(
        TokenScope(token=token, customer=customer) for customer in customers or []
    )
    request = getattr(Client(), method)
    return request(
        url, data, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
