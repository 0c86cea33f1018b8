"""Change requests for machines: listed, asked for, answered, refused, each by who may."""

import pytest

from agreements.models import ChangeRequest
from agreements.operations.request_change import request_change
from tests.agreements.scenes import draft, in_force, token_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/api/v1/agreements/SLA-0042/changes/"
BOTH = ("records:read", "records:write")


def send(client, url, user, body=None, scopes=BOTH):
    headers = token_of(user, *scopes)
    return client.post(url, body or {}, content_type="application/json", headers=headers)


def read(client, user):
    return client.get(URL, headers=token_of(user, *BOTH))


@pytest.fixture
def change(sari, alia, customer_a):
    agreement = in_force(sari, customer_a).agreement
    return request_change(agreement=agreement, reason="Sundays too", actor=alia, at=NOW)


def test_customer_asks_as_itself(sari, alia, customer_a, client):
    in_force(sari, customer_a)
    answer = send(client, URL, alia, {"reason": "Sundays too", "asked_by": "the King"})
    assert answer.status_code == 201
    row = answer.json()
    assert (row["code"], row["asked_by"], row["customer"], row["state"]) == (
        "SLA-0042-C1",
        "Alia Pemutus",
        "DINAS",
        "open",
    )


def test_manager_says_who_asked(sari, customer_a, client):
    in_force(sari, customer_a)
    refused = send(client, URL, sari, {"reason": "More users"})
    assert (refused.status_code, refused.json()["code"]) == (422, "change_refused")
    answer = send(client, URL, sari, {"reason": "More users", "asked_by": "Head of IT"})
    assert (answer.json()["asked_by"], answer.json()["customer"]) == ("Head of IT", None)


@pytest.mark.parametrize(
    ("name", "seen"),
    [("sari", ["SLA-0042-C1"]), ("tirta", ["SLA-0042-C1"]), ("alia", ["SLA-0042-C1"])],
)
def test_who_may_read_it_lists_it(name, seen, change, request, client):
    rows = read(client, request.getfixturevalue(name)).json()["results"]
    assert [row["code"] for row in rows] == seen


@pytest.mark.parametrize("name", ["bram", "zaki"])
def test_stranger_finds_nothing(name, change, request, client):
    user = request.getfixturevalue(name)
    assert read(client, user).status_code == 404
    assert send(client, URL, user, {"reason": "x"}).status_code == 404
    for verb in ("answer", "refuse"):
        url = f"{URL}{change.pk}/{verb}/"
        assert send(client, url, user, {"reason": "x"}).status_code == 404
    assert ChangeRequest.objects.get().standing == "open"


def test_customer_of_a_shared_agreement_reads_its_own(
    sari, alia, bram, customer_a, customer_b, client
):
    agreement = in_force(sari, customer_a, customer_b).agreement
    theirs = request_change(agreement=agreement, reason="Secret", actor=bram, at=NOW)
    assert read(client, alia).json()["results"] == []
    assert send(client, f"{URL}{theirs.pk}/refuse/", alia, {"reason": "x"}).status_code == 404
    assert len(read(client, bram).json()["results"]) == 1


@pytest.mark.parametrize("name", ["alia", "tirta", "rangga"])
def test_who_does_not_manage_decides_nothing(name, change, request, client):
    user = request.getfixturevalue(name)
    for verb in ("answer", "refuse"):
        url = f"{URL}{change.pk}/{verb}/"
        assert send(client, url, user, {"reason": "x"}).status_code == 403
    assert ChangeRequest.objects.get().standing == "open"


def test_token_that_only_reads_asks_for_nothing(change, sari, client):
    body = {"reason": "x", "asked_by": "y"}
    assert send(client, URL, sari, body, scopes=("records:read",)).status_code == 403


def test_version_answers_it_once(change, sari, client):
    url = f"{URL}{change.pk}/answer/"
    row = send(client, url, sari).json()
    assert (row["state"], row["version"]) == ("in_work", 2)
    again = send(client, url, sari)
    assert (again.status_code, again.json()["code"]) == (422, "change_refused")


def test_refusal_has_a_reason(change, sari, client):
    url = f"{URL}{change.pk}/refuse/"
    assert send(client, url, sari).status_code == 400
    row = send(client, url, sari, {"reason": "Too dear"}).json()
    assert (row["state"], row["refusal"]) == ("refused", "Too dear")


def test_draft_is_not_found_by_its_customer(sari, alia, customer_a, client):
    draft(sari, customer_a)
    assert send(client, URL, alia, {"reason": "x"}).status_code == 404
