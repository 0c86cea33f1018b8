"""Every refusal of the API has one shape (RFC 9457), whoever refuses."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import ApiToken, Scope

pytestmark = pytest.mark.urls("tests.api.urls")


@pytest.fixture
def token(sari) -> str:
    _row, key = ApiToken.objects.create_key(
        name="Test", user=sari, scopes=[Scope.RECORDS_READ, Scope.RECORDS_WRITE]
    )
    return key


@pytest.fixture
def api(token) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


def problem_of(response, status: int) -> dict:
    """The body of a problem, after what all problems share has been checked."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["X-Request-ID"]
    body = response.json()
    assert (body["type"], body["status"]) == ("about:blank", status)
    assert set(body) <= {"type", "title", "status", "detail", "code", "errors"}
    assert body["title"]
    assert body["detail"]
    return body


def test_token_is_let_in(api):
    assert api.get("/api/v1/target/").json() == {"user": "sari@example.org"}


def test_400_names_the_fields(api):
    body = problem_of(
        api.post("/api/v1/target/", {"threshold": 0}, content_type="application/json"), 400
    )

    assert body["code"] == "invalid"
    assert body["errors"] == [
        {
            "field": "threshold",
            "message": "Ensure this value is greater than or equal to 1.",
            "code": "min_value",
        }
    ]


@pytest.mark.parametrize("content", ["{", "[1,", "\xff", '{"threshold": NaN}'])
def test_400_for_what_is_no_json(api, content):
    body = problem_of(api.post("/api/v1/target/", content, content_type="application/json"), 400)

    assert body["detail"].startswith("The body is not JSON:")


def test_401_for_nobody(db):
    response = Client().get("/api/v1/target/")

    assert problem_of(response, 401)["code"] == "not_authenticated"
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Bearer a b", "Bearer \xe9.x"])
def test_401_for_a_token_that_is_none(db, header):
    response = Client(headers={"Authorization": header}).get("/api/v1/target/")

    assert problem_of(response, 401)["code"] == "authentication_failed"


def test_403_for_a_token_without_the_scope(sari):
    _row, key = ApiToken.objects.create_key(name="T", user=sari, scopes=[Scope.RECORDS_READ])
    api = Client(headers={"Authorization": f"Bearer {key}"})

    response = api.post("/api/v1/target/", {"threshold": 99}, content_type="application/json")

    assert problem_of(response, 403)["detail"] == "This token lacks the scope records:write."


def test_403_for_a_view_that_does_not_say_who_may(api, sign_in, ayu):
    problem_of(api.get("/api/v1/forgotten/"), 403)
    problem_of(sign_in(ayu).get("/api/v1/forgotten/"), 403)


def test_403_for_a_page_that_sends_without_its_csrf_token(sari):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(sari, "allauth.account.auth_backends.AuthenticationBackend")

    response = browser.post("/api/v1/target/", {"threshold": 99}, content_type="application/json")

    assert problem_of(response, 403)["detail"].startswith("CSRF Failed")


def test_404_for_an_unknown_address(api, db):
    problem_of(api.get("/api/v1/nothing/"), 404)
    problem_of(Client().get("/api/nothing"), 404)


def test_405_says_what_is_allowed(api):
    response = api.delete("/api/v1/target/")

    assert problem_of(response, 405)["code"] == "method_not_allowed"
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_405_for_options_since_the_schema_describes_us(api):
    problem_of(api.options("/api/v1/target/"), 405)


def test_406_for_a_form_that_we_do_not_write(api):
    problem_of(api.get("/api/v1/target/", headers={"Accept": "text/html"}), 406)


def test_415_for_a_form_that_we_do_not_read(api):
    problem_of(api.post("/api/v1/target/", "threshold=1", content_type="text/plain"), 415)


def test_422_for_what_a_rule_refuses(api):
    response = api.post("/api/v1/target/", {"threshold": 49}, content_type="application/json")

    body = problem_of(response, 422)
    assert (body["code"], body["detail"]) == ("too_small", "Promise at least 50.")
    assert body["errors"] == [
        {"field": "threshold", "message": "Promise at least 50.", "code": "too_small"}
    ]


def test_429_says_when_to_come_again(api):
    cache.delete("tests-once-a-minute")
    assert api.get("/api/v1/throttled/").status_code == 200

    response = api.get("/api/v1/throttled/")

    assert problem_of(response, 429)["code"] == "throttled"
    assert 1 <= int(response["Retry-After"]) <= 60


def test_500_keeps_its_reason_to_itself(api):
    response = api.get("/api/v1/broken/")

    assert problem_of(response, 500)["detail"] == "Something went wrong on our side."
    assert "internal detail" not in response.content.decode()


def test_request_id_of_the_caller_is_kept(api):
    tame = api.get("/api/v1/target/", headers={"X-Request-ID": "probe-0001"})
    wild = api.get("/api/v1/target/", headers={"X-Request-ID": "<script>alert(1)</script>"})

    assert tame["X-Request-ID"] == "probe-0001"
    assert len(wild["X-Request-ID"]) == 32


def test_problems_speak_the_language_asked_for(api):
    response = api.get("/api/v1/nothing/", headers={"Accept-Language": "id"})

    assert response["Content-Language"] == "id"
    english = api.post("/api/v1/target/", {}, content_type="application/json")
    indonesian = api.post(
        "/api/v1/target/",
        {},
        content_type="application/json",
        headers={"Accept-Language": "id"},
    )
    assert english.json()["errors"][0]["message"] == "This field is required."
    assert indonesian.json()["errors"][0]["message"] == "Bidang ini harus diisi."


def test_problems_speak_the_language_of_who_is_signed_in(sari, sign_in):
    sari.language = "id"
    sari.save()

    response = sign_in(sari).post("/api/v1/target/", {}, content_type="application/json")

    assert response.json()["errors"][0]["message"] == "Bidang ini harus diisi."
