"""Every resource of service levels, and who may open it."""

import pytest

from accounts.models import Scope

READING = [
    "services/",
    "services/PAY-GW/",
    "indicators/",
    "indicators/{indicator}/",
    "service-hours/",
    "service-hours/OFFICE/",
    "sources/",
    "sources/PROBE/",
    "outages/",
    "sources/PROBE/outages/",
    "sources/PROBE/outages/INC/1/",
]
RECORDS = [
    ("post", "services/"),
    ("patch", "services/PAY-GW/"),
    ("post", "sources/"),
    ("post", "service-hours/"),
    ("post", "service-hours/OFFICE/versions/"),
]
FACTS = [
    ("put", "sources/PROBE/outages/INC/1/"),
    ("post", "sources/PROBE/outages/batch/"),
    ("post", "samples/"),
]


def address(catalogue, path):
    return "/api/v1/" + path.format(indicator=catalogue.indicator.public_id)


@pytest.mark.parametrize("path", READING)
def test_records_are_read_by_provider_roles_alone(path, catalogue, request, token, client):
    url = address(catalogue, path)
    people = ["sari", "oka", "rangga", "tirta", "ayu", "alia", "zaki"]
    answers = {
        person: token(request.getfixturevalue(person), Scope.RECORDS_READ).get(url).status_code
        for person in people
    }
    assert answers == {
        "sari": 200,
        "oka": 200,
        "rangga": 200,
        "tirta": 200,
        "ayu": 200,
        "alia": 403,
        "zaki": 403,
    }
    assert client.get(url).status_code == 401
    sari = request.getfixturevalue("sari")
    assert token(sari, Scope.FACTS_WRITE, Scope.STATUS_READ).get(url).status_code == 403
    assert token(sari, Scope.RECORDS_READ, is_limited=True).get(url).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [(*one, Scope.RECORDS_WRITE) for one in RECORDS] + [(*one, Scope.FACTS_WRITE) for one in FACTS],
)
def test_changing_needs_the_role_and_the_scope(
    method, path, scope, catalogue, request, token, client
):
    url = address(catalogue, path)

    def status(person, *scopes, **more):
        browser = token(request.getfixturevalue(person), *scopes, **more)
        return getattr(browser, method)(url, {}, format="json").status_code

    # An empty body is malformed (or changes nothing): whoever gets that answer was let in.
    assert {person: status(person, scope) for person in ("sari", "oka", "ayu")} in (
        {"sari": 400, "oka": 400, "ayu": 400},
        {"sari": 200, "oka": 200, "ayu": 200},
    )
    assert {person: status(person, scope) for person in ("rangga", "tirta", "alia", "zaki")} == {
        "rangga": 403,
        "tirta": 403,
        "alia": 403,
        "zaki": 403,
    }
    others = [one for one in Scope if one != scope]
    assert status("sari", *others) == 403
    assert status("sari", scope, is_limited=True) == 403
    assert getattr(client, method)(url, {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "services/NOWHERE/",
        "services/a%00b/",
        "sources/NOWHERE/",
        "sources/NOWHERE/outages/",
        "sources/NOWHERE/outages/INC/1/",
        "sources/PROBE/outages/INC-9/",
        "sources/PROBE/outages/a%00b/",
        "service-hours/NOWHERE/",
        "indicators/00000000-0000-0000-0000-000000000000/",
        "indicators/1/",
    ],
)
def test_what_is_not_there_is_not_found(path, catalogue, api):
    answer = api.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
