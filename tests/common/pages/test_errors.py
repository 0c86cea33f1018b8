"""What a person sees when there is nothing to see."""

import pytest
from django.test import Client, RequestFactory

from common.pages.errors import csrf_failure, permission_denied, server_error


def test_an_address_that_is_not_there(client, db):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()


def test_a_refusal_says_why():
    request = RequestFactory().get("/")
    request.user = None
    response = permission_denied(request, PermissionError("Only a signatory may sign."))
    assert response.status_code == 403
    assert "Only a signatory may sign." in response.content.decode()


def test_a_stale_form_says_what_to_do():
    response = csrf_failure(RequestFactory().post("/"))
    assert response.status_code == 403
    assert "reload the page and send it again" in response.content.decode()


def test_our_mistake_asks_no_database():
    # Without the db mark a query would raise.
    request = RequestFactory().get("/")
    request.request_id = "abc-123"
    response = server_error(request)
    assert response.status_code == 500
    assert '<span class="code">abc-123</span>' in response.content.decode()


@pytest.mark.parametrize("language", ["en", "id"])
def test_sign_in_speaks_the_readers_language(db, language):
    response = Client().get("/accounts/login/", headers={"accept-language": language})
    heading = {"en": "Sign in", "id": "Masuk"}[language]
    assert f'<h1 id="sign-in">{heading}</h1>' in response.content.decode()
    assert f'<html lang="{language}">' in response.content.decode()


def test_a_wrong_password_keeps_the_address_and_links_to_the_field(sari):
    response = Client().post(
        "/accounts/login/", {"login": "sari@example.org", "password": "not this one"}
    )
    text = response.content.decode()
    assert "<b>Not signed in.</b>" in text
    assert 'href="#id_password"' in text
    assert 'value="sari@example.org"' in text
