"""Notice, renewal and review for machines: done by who manages, read by nobody else."""

import datetime as dt

import pytest
from django.utils import timezone

from agreements.models import Review, TermNotice, TermRenewal, Version
from agreements.operations.activate import activate
from agreements.operations.save_version import save_version
from agreements.operations.write_term import WrittenTerm
from tests.agreements.scenes import draft, indicator, token_of, write

pytestmark = pytest.mark.django_db
URL = "/api/v1/agreements/SLA-0042/"
NOTICE = {"given_by": "Alia", "reason": "Bought elsewhere", "customer": "dinas"}
RENEWAL = {"agreed_by": "Alia", "evidence": "E-mail of yesterday"}
REVIEW = {"kind": "held", "words": "All is well", "next_on": "2028-01-10"}


@pytest.fixture
def renewing(sari, customer_a) -> Version:
    """In force since two weeks ago, renewed expressly for three months."""
    today = timezone.localdate()
    version = write(draft(sari, customer_a), [indicator()], sari, ends_on=None)
    save_version(
        version=version,
        starts_on=today - dt.timedelta(days=14),
        ends_on=None,
        evidence="Minutes",
        term=WrittenTerm(2, Version.Renewal.EXPRESS, 3, notice_days=5),
        actor=sari,
    )
    activate(version=version, actor=sari, at=timezone.now())
    return version


def send(client, what, user, body, scopes=("records:read", "records:write")):
    headers = token_of(user, *scopes)
    return client.post(f"{URL}{what}/", body, content_type="application/json", headers=headers)


def today() -> str:
    return timezone.localdate().isoformat()


def test_renewal_answers_with_the_longer_term(sari, renewing, client):
    before = client.get(URL, headers=token_of(sari, "records:read")).json()["versions"]
    answer = send(client, "renewals", sari, RENEWAL)
    assert answer.status_code == 200
    assert answer.json()["versions"][0]["last_day"] > before[0]["last_day"]
    assert TermRenewal.objects.get().agreed_by == "Alia"


def test_notice_names_the_party_by_its_code(sari, renewing, customer_a, client):
    answer = send(client, "notices", sari, NOTICE | {"received_on": today()})
    assert answer.json()["term"]["notice_received_on"] == today()
    assert TermNotice.objects.get().party.customer == customer_a
    again = send(client, "notices", sari, NOTICE | {"received_on": today()})
    assert (again.status_code, again.json()["code"]) == (422, "notice_refused")


def test_notice_of_somebody_else_is_not_found(sari, renewing, customer_b, client):
    given = NOTICE | {"received_on": today(), "customer": "KANTOR"}
    assert send(client, "notices", sari, given).status_code == 404
    assert TermNotice.objects.count() == 0


def test_review_is_held_and_moved(sari, renewing, client):
    for kind in ("held", "moved"):
        answer = send(client, "reviews", sari, REVIEW | {"kind": kind})
        assert answer.json()["next_review_on"] == "2028-01-10"
    assert sorted(Review.objects.values_list("kind", flat=True)) == ["held", "moved"]


@pytest.mark.parametrize(
    ("what", "body"), [("notices", NOTICE), ("renewals", RENEWAL), ("reviews", REVIEW)]
)
def test_only_the_manager_acts(sari, tirta, alia, bram, renewing, client, what, body):
    statuses = [send(client, what, user, body).status_code for user in (tirta, alia, bram)]
    assert statuses == [403, 403, 404]
    assert send(client, what, sari, body, scopes=["records:read"]).status_code == 403
    assert client.post(f"{URL}{what}/", body).status_code == 401


@pytest.mark.parametrize("what", ["notices", "renewals", "reviews"])
def test_nothing_given_is_told_by_field(sari, renewing, client, what):
    answer = send(client, what, sari, {})
    assert answer.status_code == 400
    assert answer.json()["errors"]
