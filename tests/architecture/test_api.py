"""Every view of the API says who may, and stands in the schema."""

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.models import Scope
from common.rest import DenyUnlessStated
from tests.architecture.house import addresses, ours

VIEWS = [
    pytest.param(address, id=address.route)
    for address in addresses()
    if ours(address) and address.route.startswith("api/")
]
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def methods(view) -> set[str]:
    """The methods that an API view answers."""
    routes = getattr(view, "actions", None) or {}
    return set(routes) or {name for name in METHODS if hasattr(view, name)}


def test_what_states_nothing_is_denied():
    assert [DenyUnlessStated] == api_settings.DEFAULT_PERMISSION_CLASSES
    assert APIView.permission_classes == [DenyUnlessStated]


@pytest.mark.parametrize("address", VIEWS)
def test_a_view_states_who_may(address):
    assert issubclass(address.view, APIView)
    assert address.view.permission_classes
    assert address.view.permission_classes != APIView.permission_classes


@pytest.mark.parametrize("address", VIEWS)
def test_a_view_states_the_scopes_that_a_token_needs(address):
    reads, writes = methods(address.view) & {"get"}, methods(address.view) - {"get"}
    assert not reads or getattr(address.view, "read_scope", None) in Scope
    assert not writes or getattr(address.view, "write_scope", None) in Scope


@pytest.mark.parametrize("address", VIEWS)
def test_a_view_stands_in_the_schema(schema, address):
    documented = {
        tuple(part.strip("{}") if part.startswith("{") else part for part in path.split("/")): on
        for path, on in schema["paths"].items()
    }
    wanted = tuple(
        part.strip("<>").split(":")[-1] if part.startswith("<") else part
        for part in f"/{address.route}".split("/")
    )
    assert wanted in documented
    assert methods(address.view) <= set(documented[wanted])


@pytest.mark.django_db
@pytest.mark.parametrize("address", VIEWS)
def test_a_guest_gets_a_problem_and_nothing_else(address):
    for method in methods(address.view):
        answer = getattr(Client(), method)(address.sample)
        assert answer.status_code in {401, 403}
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("address", VIEWS)
def test_a_view_opens_to_no_user_without_a_role(zaki, sign_in, address):
    """A stranger sees an empty list at most, never a record."""
    if "get" not in methods(address.view):
        pytest.skip("nothing to read")
    answer = sign_in(zaki).get(address.sample)
    if answer.status_code == 200:
        assert answer.json().get("results", []) == []
    else:
        assert answer.status_code in {400, 403, 404, 422}
