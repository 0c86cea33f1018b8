"""Duties for machines: whose they are, who may know of them, who may say that they were done."""

import pytest

from agreements.models import Obligation
from agreements.operations.keep_obligation import add_obligation
from tests.agreements.scenes import in_force, token_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/api/v1/agreements/SLA-0042/obligations/"
DUTY = {"customer": "dinas", "what": "Name a contact", "rule": "each January"}


@pytest.fixture
def agreement(sari, customer_a):
    return in_force(sari, customer_a).agreement


@pytest.fixture
def duty(agreement, customer_a, sari) -> Obligation:
    party = agreement.parties.get(customer=customer_a)
    return add_obligation(
        agreement=agreement, party=party, what="Test releases", rule="always", actor=sari, at=NOW
    )


def call(client, method, url, user, body=None, scopes=("records:read", "records:write")):
    send = getattr(client, method)
    headers = token_of(user, *scopes)
    return send(url, body or {}, content_type="application/json", headers=headers)


def test_manager_writes_down_a_duty_of_either_side(sari, agreement, client):
    theirs = call(client, "post", URL, sari, DUTY)
    ours = call(client, "post", URL, sari, DUTY | {"customer": None})
    assert [row.status_code for row in (theirs, ours)] == [201, 201]
    assert theirs.json()["who"] == "Dinas Contoh"
    assert ours.json()["who"] != "Dinas Contoh"
    found = client.get(URL, headers=token_of(sari, "records:read")).json()
    assert {row["id"] for row in found} == {theirs.json()["id"], ours.json()["id"]}


def test_duty_of_nobody_in_it_is_not_found(sari, agreement, customer_b, client):
    assert call(client, "post", URL, sari, DUTY | {"customer": "KANTOR"}).status_code == 404


def test_duty_without_a_when_is_refused_in_words(sari, agreement, client):
    answer = call(client, "post", URL, sari, DUTY | {"rule": ""})
    assert (answer.status_code, answer.json()["code"]) == (422, "obligation_refused")


def test_customer_answers_its_own_and_no_other(sari, alia, agreement, duty, client):
    ours = add_obligation(
        agreement=agreement, party=None, what="Report", rule="monthly", actor=sari, at=NOW
    )
    done = {"state": "done", "note": "By e-mail"}
    for _again in range(2):  # safe to repeat
        answer = call(client, "put", f"{URL}{duty.pk}/", alia, done)
        assert (answer.status_code, answer.json()["state"]) == (200, "done")
    assert call(client, "put", f"{URL}{ours.pk}/", alia, done).status_code == 403
    assert call(client, "post", URL, alia, DUTY).status_code == 403


def test_stranger_and_reader(bram, tirta, duty, client):
    for user, statuses in ((bram, [404, 404, 404]), (tirta, [200, 403, 403])):
        found = [
            client.get(URL, headers=token_of(user, "records:read")).status_code,
            call(client, "post", URL, user, DUTY).status_code,
            call(client, "put", f"{URL}{duty.pk}/", user, {"state": "done"}).status_code,
        ]
        assert found == statuses
    assert client.get(URL).status_code == 401
