"""`/api/v1/requirements/`: read, and begun by tools in which people ask for things."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from agreements.models import Requirement
from agreements.operations.agree_on_specification import agree_on_specification
from agreements.operations.decide_requirement import submit_requirement
from tests.agreements.requirements import approved, complete, requirement, specified
from tests.agreements.scenes import indicator, token_of
from tests.cast import NOW

pytestmark = pytest.mark.django_db
URL = "/api/v1/requirements/"


def body(**changes):
    return {
        "customer": "DINAS",
        "title": "Salaries on time",
        "statement": "Paid by the 25th.",
        "services": [indicator().service.code],
        "wanted_on": "2027-01-01",
        "benefit": "120000000.00",
        "sections": {"support": {"en": "By phone"}},
        "wanted": [
            {"service": "PAY", "wording": "It works", "percent": "99.95", "importance": 5},
            {
                "service": "PAY",
                "wording": "It answers",
                "metric": "within_time",
                "percent": "95",
                "within": 800,
            },
            {"service": "PAY", "wording": "It rarely breaks", "metric": "breaks", "limit": 2},
        ],
        "volumes": [{"service": "PAY", "what": "Salaries", "usual": 1200, "peak": 2400}],
    } | changes


def post(browser, data):
    return browser.post(URL, data, content_type="application/json")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sari", ["SLR-1", "SLR-2", "SLR-3"]),
        ("rangga", ["SLR-1", "SLR-2", "SLR-3"]),
        ("tirta", ["SLR-1", "SLR-2", "SLR-3"]),
        ("alia", ["SLR-1"]),  # a draft of her own is still being written
        ("bram", ["SLR-3"]),
        ("zaki", []),
    ],
)
def test_requirements_are_listed_to_whoever_may_see_them(
    name, expected, request, sari, customer_a, customer_b, sign_in
):
    approved(sari, customer_a, code="SLR-1")
    complete(sari, customer_a, code="SLR-2")
    approved(sari, customer_b, code="SLR-3")

    found = sign_in(request.getfixturevalue(name)).get(URL).json()["results"]

    assert sorted(row["code"] for row in found) == expected


def test_requirement_of_another_customer_is_not_found(sari, bram, customer_a, sign_in):
    record = approved(sari, customer_a)
    assert sign_in(bram).get(f"{URL}{record.code}/").status_code == 404


def test_requirement_is_begun_whole_and_read_back(rangga, customer_a, sign_in):
    browser = sign_in(rangga)

    answer = post(browser, body())

    assert answer.status_code == 201, answer.json()
    found = browser.get(f"{URL}SLR-0001/").json()
    assert found == answer.json()
    assert (found["state"], found["revision"], found["customer"]["code"]) == ("draft", 1, "DINAS")
    assert [
        (row["wording"], row["percent"], row["limit"], row["within"], row["unit"])
        for row in found["wanted"]
    ] == [
        ("It works", "99.95", None, None, "ppm"),
        ("It answers", "95.0", None, 800, "ppm"),
        ("It rarely breaks", None, 2, None, "count"),
    ]
    assert found["volumes"][0]["peak"] == 2400


@pytest.mark.parametrize(
    ("change", "row", "field"),
    [
        ({"service": "NONE"}, 0, "wanted.service"),
        ({"percent": None}, 0, "wanted.threshold_ppm"),
        ({"metric": "downtime"}, 0, "wanted.limit"),
    ],
)
def test_wrong_row_is_named_and_nothing_is_kept(change, row, field, sari, customer_a, sign_in):
    level = {"service": "PAY", "wording": "It works", "percent": "99.95"} | change

    answer = post(sign_in(sari), body(wanted=[level]))

    assert answer.status_code == 422
    assert [(at["row"], at["field"]) for at in answer.json()["errors"]] == [(row, field)]
    assert not Requirement.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": "NOBODY"}, "customer"),
        ({"title": ""}, "title"),
        ({"services": ["NONE"]}, "services"),
        ({"currency": "rupiah"}, "currency"),
        ({"wanted": [{"service": "PAY", "wording": "x", "percent": 99.5}]}, "wanted"),
    ],
)
def test_body_that_cannot_be_read_is_refused_by_field(change, field, sari, customer_a, sign_in):
    answer = post(sign_in(sari), body(**change))
    assert answer.status_code == 400
    assert any(row["field"].startswith(field) for row in answer.json()["errors"])


@pytest.mark.parametrize("name", ["oka", "tirta", "alia", "zaki"])
def test_readers_begin_nothing(name, request, customer_a, sign_in):
    answer = post(sign_in(request.getfixturevalue(name)), body())
    assert answer.status_code == 403
    assert not Requirement.objects.exists()


def test_token_needs_the_scope_to_write(client, sari, customer_a):
    reading = {"headers": token_of(sari, Scope.RECORDS_READ)}

    assert client.get(URL, **reading).status_code == 200
    assert client.post(URL, body(), content_type="application/json", **reading).status_code == 403


def test_customer_is_not_told_of_a_draft_that_answers(sari, alia, customer_a, sign_in):
    record = approved(sari, customer_a)
    agree_on_specification(
        specification=specified(record, sari), zone="Asia/Jakarta", actor=sari, at=NOW
    )

    ours = sign_in(sari).get(f"{URL}{record.code}/").json()
    theirs = sign_in(alia).get(f"{URL}{record.code}/").json()

    assert [row["agreement"] for row in ours["answered_by"]] == ["SLA-0001"]
    assert theirs["answered_by"] == []


def test_list_takes_the_same_queries_for_one_and_for_three(sari, customer_a, sign_in):
    browser = sign_in(sari)
    approved(sari, customer_a, code="SLR-1")
    browser.get(URL)
    with CaptureQueriesContext(connection) as for_one:
        browser.get(URL)
    for number in (2, 3):
        approved(sari, customer_a, code=f"SLR-{number}")
    with CaptureQueriesContext(connection) as for_three:
        browser.get(URL)
    assert len(for_three) == len(for_one)


def test_list_is_narrowed(sari, customer_a, customer_b, sign_in):
    submit_requirement(requirement=complete(sari, customer_a, code="SLR-1"), actor=sari, at=NOW)
    requirement(sari, customer_b, code="SLR-2", title="Another")
    browser = sign_in(sari)

    def codes(query):
        return [row["code"] for row in browser.get(URL + query).json()["results"]]

    assert codes("?state=submitted") == ["SLR-1"]
    assert codes("?customer=KANTOR") == ["SLR-2"]
    assert codes("?q=another") == ["SLR-2"]
    assert sorted(codes("?service=PAY")) == ["SLR-1", "SLR-2"]
