"""The whole API, asked everything its own description allows and much that it forbids.

Resources are covered as they arrive: the schema is made from the addresses. A few people's tokens
are tried; whatever is asked, the answer is never a crash and always one that the schema describes.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import ApiToken, Scope
from config.wsgi import application

pytestmark = pytest.mark.slow

# Per operation; more of them find more: FUZZ_EXAMPLES=200 on a quiet evening.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
schema.app = application
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def bearer(sari) -> dict[str, str]:
    """The header of a token that may do everything a service level manager may."""
    _row, key = ApiToken.objects.create_key(name="Fuzz", user=sari, scopes=list(Scope))
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def _open_connection():
    """A request of WSGI closes old connections, and the test's own would be one of them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_open_connection")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_api_answers_as_it_says(case, bearer):
    case.call_and_validate(headers=bearer, checks=CHECKS)


def test_schema_is_made_without_warnings(capsys):
    SchemaGenerator().get_schema(request=None, public=True)

    assert capsys.readouterr().err == ""
