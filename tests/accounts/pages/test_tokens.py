"""Your own tokens: made, shown once, revoked."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, Scope
from tests.accounts.factories import make_token

NEW = "/profile/tokens/new/"
LIST = "/profile/tokens/"


def wish(**values):
    day = timezone.localdate() + dt.timedelta(days=30)
    return {"name": "Prometheus", "scopes": ["records:read"], "expires_on": day} | values


def test_form_proposes_ninety_days(sari, sign_in):
    form = sign_in(sari).get(NEW).context["form"]

    days = form["expires_on"].value() - timezone.localdate()
    assert days in (dt.timedelta(days=90), dt.timedelta(days=91))  # the reader's zone may be ahead


def test_key_is_shown_once_and_works(sari, customer_a, client, sign_in):
    browser = sign_in(sari)

    response = browser.post(NEW, wish())

    key = response.context["key"]
    assert f'value="{key}"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert key not in browser.get(LIST).content.decode()
    answer = client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert ApiToken.objects.get().last_used_at is not None


def test_last_day_counts_in_full_in_the_makers_zone(sari, sign_in):
    sari.zone = "Asia/Jakarta"
    sari.save()

    sign_in(sari).post(NEW, wish())

    end = ApiToken.objects.get().expiry_date
    assert (end.astimezone(dt.UTC).hour, end.minute) == (17, 0)


def test_form_refuses_at_the_field(sari, sign_in):
    browser = sign_in(sari)
    today = timezone.localdate()

    for changes, field in [
        ({"scopes": []}, "scopes"),
        ({"expires_on": today - dt.timedelta(days=2)}, "expires_on"),
        ({"expires_on": today + dt.timedelta(days=400)}, "expires_on"),
        ({"name": ""}, "name"),
    ]:
        response = browser.post(NEW, wish(**changes))
        assert set(response.context["form"].errors) == {field}
    assert ApiToken.objects.count() == 0


def test_limited_token_sees_nothing_until_customers_are_named(sari, customer_a, client, sign_in):
    response = sign_in(sari).post(NEW, wish(is_limited="on"))

    token = response.context["token"]
    assert reverse("brm:token-customers", args=[token.prefix]) in response.content.decode()
    headers = {"Authorization": f"Bearer {response.context['key']}"}
    assert client.get("/api/v1/customers/", headers=headers).json()["results"] == []


def test_list_shows_own_tokens_only(sari, rangga, sign_in):
    make_token(sari)
    make_token(rangga)

    tokens = sign_in(sari).get(LIST).context["tokens"]

    assert [token.user for token in tokens] == [sari]


def test_empty_list_says_what_a_token_is_for(sari, sign_in):
    text = sign_in(sari).get(LIST).content.decode()

    assert "No token yet" in text


def test_revoke_asks_and_then_ends_the_key(sari, client, sign_in):
    token, key = make_token(sari, Scope.RECORDS_READ)
    url = reverse("accounts:token-revoke", args=[token.prefix])
    browser = sign_in(sari)

    assert "This cannot be undone" in browser.get(url).content.decode()
    assert browser.post(url).url == LIST
    answer = client.get("/api/v1/customers/", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert browser.get(url).status_code == 404


def test_administrator_revokes_from_the_users_page(ayu, sari, sign_in):
    token, _key = make_token(sari)

    response = sign_in(ayu).post(reverse("accounts:token-revoke", args=[token.prefix]))

    assert response.url == reverse("accounts:user", args=[sari.public_id])
    assert ApiToken.objects.get().revoked
