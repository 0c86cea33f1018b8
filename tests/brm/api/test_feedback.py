"""Feedback by API: told once, read by whoever may, taken along its way."""

import pytest

from brm.models import Feedback
from brm.operations.change_feedback import note_on_feedback
from tests.accounts.factories import make_token
from tests.brm.feedback import resolved, tell
from tests.cast import NOW

URL = "/api/v1/feedback/"
WISH = {
    "external_id": "T-1",
    "kind": "complaint",
    "customer": "DINAS",
    "severity": "high",
    "title": "Queue stands",
    "text": "An hour now.",
    "told_by": "Ibu Wening",
}


@pytest.fixture
def api(client):
    def call(user, method, url, body=None):
        _token, key = make_token(user, "records:read", "records:write")
        return getattr(client, method)(
            url, body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
        )

    return call


def test_told_again_it_is_the_same(api, customer_a, sari):
    first = api(sari, "post", URL, WISH)
    again = api(sari, "post", URL, WISH | {"title": "other"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert first.json()["internal"]["episode"] == 1
    assert Feedback.objects.count() == 1


def test_refusals_name_their_field(api, customer_a, sari):
    later = api(sari, "post", URL, WISH | {"received_at": "2999-01-01T00:00:00Z"})
    unknown = api(sari, "post", URL, WISH | {"customer": "NOBODY"})

    assert (later.status_code, later.json()["errors"][0]["field"]) == (422, "received_at")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "customer")


def test_who_only_reads_writes_nothing(api, customer_a, tirta, zaki):
    assert api(tirta, "post", URL, WISH).status_code == 403
    assert api(zaki, "post", URL, WISH).status_code == 403
    assert api(tirta, "get", URL).status_code == 200


def test_whole_way_by_api(api, customer_a, sari, alia):
    steps = f"{URL}{api(sari, 'post', URL, WISH).json()['code']}/steps/"
    for body in (
        {"step": "acknowledge"},
        {"step": "investigate", "words": "We look."},
        {"step": "resolve", "words": "It moves."},
    ):
        assert api(sari, "post", steps, body).status_code == 200

    # Ours need evidence; a step that leads nowhere is refused; the customer says it itself.
    assert api(sari, "post", steps, {"step": "accept"}).status_code == 400
    assert api(sari, "post", steps, {"step": "resolve", "words": "x"}).status_code == 422
    assert api(alia, "post", steps, {"step": "resolve", "words": "x"}).status_code == 403
    answer = api(alia, "post", steps, {"step": "accept"})
    assert (answer.status_code, answer.json()["state"]) == (200, "closed")


def test_recorded_word_by_api(api, customer_a, sari):
    record = resolved(customer_a, sari)

    answer = api(
        sari,
        "post",
        f"{URL}{record.code}/steps/",
        {
            "step": "reject",
            "words": "Still slow",
            "by_name": "Alia",
            "how": "phone",
            "said_at": NOW.isoformat(),
            "evidence": "Call at 9",
        },
    )

    assert (answer.status_code, answer.json()["state"]) == (200, "reopened")


def test_customer_reads_its_own_without_what_is_internal(api, customer_a, customer_b, sari, alia):
    record = tell(customer_a, sari)
    note_on_feedback(feedback=record, text="ZZQ note", actor=sari, at=NOW)
    Feedback.objects.update(is_accepted=False, acceptance_reason="ZZQ reason")
    other = tell(customer_b, sari)

    listed = api(alia, "get", URL)
    read = api(alia, "get", f"{URL}{record.code}/")

    assert [row["code"] for row in listed.json()["results"]] == [record.code]
    assert "internal" not in read.json()
    assert "ZZQ" not in listed.content.decode() + read.content.decode()
    assert api(alia, "get", f"{URL}{other.code}/").status_code == 404
    assert api(sari, "get", f"{URL}{record.code}/").json()["internal"]["is_accepted"] is False


def test_list_is_narrowed(api, customer_a, sari):
    tell(customer_a, sari)
    resolved(customer_a, sari)

    rows = api(sari, "get", f"{URL}?standing=waiting").json()["results"]

    assert [row["state"] for row in rows] == ["resolved"]
