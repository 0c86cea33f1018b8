"""The lifecycle for machines: where a version stands, steps, recorded signatures, comments."""

import pytest

from agreements.exports.document import signed_document
from agreements.operations.negotiate import comment_on
from tests.agreements.scenes import draft, token_of
from tests.agreements.signing import agreed, handed_over, sent_out, signed_by_both
from tests.cast import NOW

pytestmark = pytest.mark.django_db
BOTH = ("records:read", "records:write")


def url(version, rest: str = "lifecycle/") -> str:
    return f"/api/v1/agreements/{version.agreement.code}/versions/{version.number}/{rest}"


def send(client, version, body, user, rest: str = "lifecycle/"):
    return client.post(
        url(version, rest), body, content_type="application/json", headers=token_of(user, *BOTH)
    )


def test_steps_are_listed_with_what_is_missing(sari, customer_a, client):
    version = draft(sari, customer_a).versions.get()
    row = client.get(url(version), headers=token_of(sari, *BOTH)).json()
    assert (row["state"], row["turn"]) == ("draft", None)
    missing = {step["name"]: [one["code"] for one in step["missing"]] for step in row["steps"]}
    assert missing == {
        "negotiate": ["no_target"],
        "agree_outside": ["no_target", "no_start", "no_evidence"],
        "withdraw": [],
    }


def test_auditor_reads_and_takes_no_step(sari, tirta, customer_a, client):
    version = agreed(sari, customer_a)
    assert client.get(url(version), headers=token_of(tirta, *BOTH)).json()["steps"] == []
    body = {"step": "withdraw", "reason": "x"}
    assert send(client, version, body, tirta).status_code == 403


def test_step_is_taken_or_refused(sari, customer_a, client):
    version = agreed(sari, customer_a)
    assert send(client, version, {"step": "withdraw"}, sari).status_code == 422
    answer = send(client, version, {"step": "withdraw", "reason": "No budget"}, sari)
    assert answer.json()["state"] == "withdrawn"
    again = send(client, version, {"step": "reopen", "reason": "x"}, sari)
    assert again.json()["code"] == "lifecycle_refused"


def test_order_is_kept_by_the_api(sari, alia, customer_a, client):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=alia.person)
    body = {"method": "email", "evidence": "Mail of today"}
    answer = send(client, version, body, sari, f"signatories/{row.pk}/sign/")
    assert (answer.status_code, answer.json()["code"]) == (422, "signature_refused")


def test_signature_is_recorded_and_never_given_by_token(sari, alia, customer_a, client):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=sari.person)
    rest = f"signatories/{row.pk}/sign/"
    body = {"method": "in_app", "evidence": "me"}
    assert send(client, version, body, sari, rest).status_code == 400
    body = {"method": "minutes", "evidence": "Minutes, point 4"}
    places = send(client, version, body, sari, rest).json()["signatories"]
    assert [(place["state"], place["method"]) for place in places] == [
        ("done", "minutes"),
        ("turn", None),
    ]
    assert send(client, version, body, alia, rest).status_code == 403


def test_decline_is_recorded(sari, alia, customer_a, client):
    version = sent_out(sari, alia, customer_a)
    row = version.signatories.get(person=sari.person)
    rest = f"signatories/{row.pk}/decline/"
    answer = send(client, version, {"reason": "By mail"}, sari, rest)
    assert answer.json()["state"] == "negotiation"


def test_comments_are_those_the_caller_may_read(sari, alia, bram, customer_a, client):
    version = handed_over(sari, customer_a)
    comment_on(version=version, text="Secret", is_internal=True, actor=sari, at=NOW)
    made = send(client, version, {"text": "And Sundays?"}, alia, "comments/")
    assert (made.status_code, made.json()["side"]) == (201, "customer")

    def read(user):
        answer = client.get(url(version, "comments/"), headers=token_of(user, *BOTH))
        return sorted(row["text"] for row in answer.json()) if answer.status_code == 200 else 404

    assert (read(sari), read(alia), read(bram)) == (
        ["And Sundays?", "Secret"],
        ["And Sundays?"],
        404,
    )


def test_customer_reads_only_what_was_handed_over(sari, alia, customer_a, client):
    hidden = draft(sari, customer_a, code="SLA-0001").versions.get()
    assert client.get(url(hidden), headers=token_of(alia, *BOTH)).status_code == 404
    version = sent_out(sari, alia, customer_a)
    row = client.get(url(version), headers=token_of(alia, *BOTH)).json()
    assert row["steps"] == []
    assert [place["person"] for place in row["signatories"]] == [None, "Alia Pemutus"]


def test_signed_document_is_named_with_its_hash(sari, alia, customer_a, client):
    version = signed_by_both(sari, alia, customer_a)
    url = "/api/v1/agreements/SLA-0042/versions/1/lifecycle/"
    read = token_of(sari, "records:read")
    assert client.get(url, headers=read).json()["signed_document"] is None
    kept = signed_document(version, at=NOW)
    found = client.get(url, headers=read).json()["signed_document"]
    assert (found["name"], found["sha256"]) == ("SLA-0042-v1.pdf", kept.sha256)


def test_comment_of_a_novel_is_refused_by_field(sari, customer_a, client):
    handed_over(sari, customer_a)
    url = "/api/v1/agreements/SLA-0042/versions/1/comments/"
    headers = token_of(sari, "records:read", "records:write")
    for length, status in ((4_000, 201), (4_001, 400)):
        answer = client.post(
            url, {"text": "x" * length}, content_type="application/json", headers=headers
        )
        assert answer.status_code == status
