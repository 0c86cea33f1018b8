"""The API describes itself, to whoever is signed in, without asking the outside."""

import re

from django.test import Client

from accounts.models import ApiToken, Scope


def test_docs_use_nothing_from_outside_and_nothing_inline(sign_in, sari):
    response = sign_in(sari).get("/api/docs/")

    page = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == [
        "/static/img/favicon.svg",
        "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css",
        "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js",
        "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-standalone-preset.js",
        "/api/docs/?script=",
    ]
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_docs_script_is_a_script_of_ours(sign_in, sari):
    response = sign_in(sari).get("/api/docs/?script=")

    assert response["Content-Type"] == "application/javascript"
    assert '"/api/schema/"' in response.content.decode()


def test_docs_ask_a_guest_to_sign_in(client, db):
    assert client.get("/api/docs/")["Location"] == "/accounts/login/?next=/api/docs/"


def test_schema_is_for_whoever_is_signed_in(sign_in, sari, db):
    assert Client().get("/api/schema/").status_code == 401
    response = sign_in(sari).get("/api/schema/?format=json")
    assert (response.status_code, response.json()["openapi"]) == (200, "3.1.1")


def test_schema_is_read_by_a_token_too(sari):
    _row, key = ApiToken.objects.create_key(name="T", user=sari, scopes=[Scope.STATUS_READ])

    response = Client(headers={"Authorization": f"Bearer {key}"}).get("/api/schema/?format=json")

    assert response.json()["info"]["title"] == "Jembatan"


def test_schema_gives_every_operation_the_problem_answer(sign_in, sari):
    schema = sign_in(sari).get("/api/schema/?format=json").json()

    operations = [op for path in schema["paths"].values() for op in path.values()]
    assert schema["components"]["schemas"]["Problem"]["required"] == [
        "type",
        "title",
        "status",
        "detail",
    ]
    assert all(
        list(op["responses"]["default"]["content"]) == ["application/problem+json"]
        for op in operations
    )
