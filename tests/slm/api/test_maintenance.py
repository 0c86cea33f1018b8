"""Maintenance and exclusions as their sources say them, and who decides."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Scope
from slm.models import Exclusion, Maintenance

URL = "/api/v1/sources/PROBE/maintenance/"
EXCLUSIONS = "/api/v1/sources/PROBE/exclusions/"
PEOPLE = ["sari", "oka", "ayu", "rangga", "tirta", "alia", "zaki"]


def on(days, hours=0):
    at = timezone.now().replace(microsecond=0) + dt.timedelta(days=days, hours=hours)
    return at.isoformat().replace("+00:00", "Z")


@pytest.fixture
def wish():
    return {
        "parts": [{"service": "PAY-GW", "slice": "SBY"}],
        "title": "Patch day",
        "start_at": on(10),
        "end_at": on(10, 2),
        "announced_at": on(0),
    }


@pytest.fixture
def exclusion():
    return {
        "service": "PAY-GW",
        "cause": "customer",
        "start_at": on(-1),
        "end_at": on(-1, 2),
        "evidence": "Ticket 7",
    }


def test_maintenance_is_planned_changed_and_cancelled(catalogue, api, wish):
    made = api.put(f"{URL}CHG-1/", wish, format="json")
    assert made.status_code == 201
    assert made.json() == {
        "source": "PROBE",
        "external_id": "CHG-1",
        "series": None,
        "title": "Patch day",
        "reason": "",
        "parts": [{"service": "PAY-GW", "slice": "SBY"}],
        "start_at": wish["start_at"],
        "end_at": wish["end_at"],
        "announced_at": wish["announced_at"],
        "notice_seconds": 432_000,
        "decision": "none",
        "decided_at": None,
        "decision_reason": "",
        "state": "planned",
        "counts": True,
        "why": "Counts: notice was given in time.",
    }
    again = api.put(f"{URL}CHG-1/", wish, format="json")
    assert (again.status_code, again.json()) == (200, made.json())
    assert Maintenance.objects.get().parts.get().fact.version_number == 1
    longer = api.put(f"{URL}CHG-1/", wish | {"end_at": on(10, 4)}, format="json").json()
    assert longer["counts"]  # told ten days ahead by this very change
    assert api.get(f"{URL}CHG-1/").json() == longer
    gone = api.delete(f"{URL}CHG-1/?change_reason=Off").json()
    assert (gone["state"], gone["counts"]) == ("cancelled", False)
    page = api.get("/api/v1/maintenance/?state=cancelled").json()
    assert [row["external_id"] for row in page["results"]] == ["CHG-1"]


def test_late_maintenance_is_approved_and_refused(catalogue, api, wish):
    api.put(f"{URL}CHG/7/", wish | {"announced_at": None}, format="json")
    assert api.get(f"{URL}CHG/7/").json()["state"] == "waiting"
    assert api.post(f"{URL}CHG/7/approve/", {}, format="json").status_code == 400
    body = {"reason": "The customer agreed"}
    approved = api.post(f"{URL}CHG/7/approve/", body, format="json").json()
    assert (approved["decision"], approved["counts"]) == ("approved", True)
    refused = api.post(f"{URL}CHG/7/refuse/", body, format="json").json()
    assert (refused["decision"], refused["counts"]) == ("refused", False)


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"parts": []}, 400, "parts"),
        ({"parts": [{"service": "NOWHERE"}]}, 422, "parts.service"),
        ({"parts": [{"service": "PAY-GW", "slice": "NO"}]}, 422, "parts.slice"),
        ({"parts": [{"service": "PAY-GW"}] * 2}, 422, "parts"),
        ({"title": ""}, 400, "title"),
        ({"start_at": "2026-11-25T00:00:00"}, 400, "start_at"),
        ({"end_at": on(9)}, 422, "end_at"),
        ({"announced_at": on(2)}, 422, "announced_at"),
    ],
)
def test_unfit_maintenance_is_refused_with_its_field(changes, status, field, catalogue, api, wish):
    answer = api.put(f"{URL}CHG-1/", wish | changes, format="json")
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Maintenance.objects.count() == 0


@pytest.mark.parametrize("reference", ["batch", "a/approve", "refuse", "x" * 51])
def test_reference_with_a_meaning_of_its_own_is_refused(reference, catalogue, api, wish):
    answer = api.put(f"{URL}{reference}/", wish, format="json")
    assert answer.status_code in (400, 405)
    assert Maintenance.objects.count() == 0


@pytest.mark.parametrize("kind", ["maintenance", "exclusions"])
def test_batch_is_all_or_nothing_and_names_its_rows(kind, catalogue, api, wish, exclusion):
    good = wish if kind == "maintenance" else exclusion
    url = f"/api/v1/sources/PROBE/{kind}/batch/"
    rows = [
        good | {"external_id": "A"},
        good | {"external_id": "B", "end_at": good["start_at"]},
    ]
    answer = api.post(url, rows, format="json")
    assert answer.status_code == 422
    assert [(e["row"], e["field"]) for e in answer.json()["errors"]] == [(1, "end_at")]
    assert (Maintenance.objects.count(), Exclusion.objects.count()) == (0, 0)
    bad = {"service": "NOWHERE", "parts": [{"service": "NOWHERE"}]}
    answer = api.post(url, [rows[0], rows[1] | bad], format="json")
    assert [e["row"] for e in answer.json()["errors"]] == [1]
    answer = api.post(url, rows[:1], format="json")
    assert [row["external_id"] for row in answer.json()] == ["A"]
    assert api.post(url, [{}] * 501, format="json").status_code == 413
    assert api.post(url, {}, format="json").status_code == 400


def test_exclusion_is_proposed_and_decided_by_another_person(catalogue, api, token, oka, exclusion):
    made = api.put(f"{EXCLUSIONS}EX-1/", exclusion, format="json")
    assert made.status_code == 201
    assert made.json() == {
        "source": "PROBE",
        "external_id": "EX-1",
        "service": "PAY-GW",
        "slice": None,
        "cause": "customer",
        "start_at": exclusion["start_at"],
        "end_at": exclusion["end_at"],
        "evidence": "Ticket 7",
        "state": "proposed",
        "decided_at": None,
        "decision_reason": "",
        "version": 1,
    }
    body = {"reason": "Seen"}
    own = api.post(f"{EXCLUSIONS}EX-1/approve/", body, format="json")
    assert (own.status_code, own.json()["code"]) == (422, "exclusion_refused")
    other = token(oka, Scope.FACTS_WRITE)
    other.put(f"{EXCLUSIONS}EX-1/", exclusion | {"evidence": "Ticket 8"}, format="json")
    approved = api.post(f"{EXCLUSIONS}EX-1/approve/", body, format="json").json()
    assert (approved["state"], approved["version"]) == ("approved", 3)
    assert api.post(f"{EXCLUSIONS}EX-1/refuse/", body, format="json").json()["state"] == "refused"
    assert api.delete(f"{EXCLUSIONS}EX-1/").json()["state"] == "withdrawn"
    page = api.get("/api/v1/exclusions/?state=withdrawn").json()
    assert [row["external_id"] for row in page["results"]] == ["EX-1"]


@pytest.fixture
def records(catalogue, api, wish, exclusion):
    api.put(f"{URL}CHG-1/", wish, format="json")
    api.put(f"{EXCLUSIONS}EX-1/", exclusion, format="json")


@pytest.mark.parametrize(
    "path",
    [
        "maintenance/",
        "exclusions/",
        "sources/PROBE/maintenance/CHG-1/",
        "sources/PROBE/exclusions/EX-1/",
    ],
)
def test_resource_is_read_by_provider_roles_alone(path, records, request, token, client):
    url = f"/api/v1/{path}"
    answers = {
        person: token(request.getfixturevalue(person), Scope.RECORDS_READ).get(url).status_code
        for person in PEOPLE
    }
    assert answers == {
        **dict.fromkeys(["sari", "oka", "ayu", "rangga", "tirta"], 200),
        **dict.fromkeys(["alia", "zaki"], 403),
    }
    assert client.get(url).status_code == 401
    sari = request.getfixturevalue("sari")
    assert token(sari, Scope.FACTS_WRITE).get(url).status_code == 403
    assert token(sari, Scope.RECORDS_READ, is_limited=True).get(url).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "scope", "may"),
    [
        ("put", "maintenance/CHG-1/", Scope.FACTS_WRITE, ["sari", "oka", "ayu"]),
        ("post", "maintenance/batch/", Scope.FACTS_WRITE, ["sari", "oka", "ayu"]),
        ("post", "maintenance/CHG-1/approve/", Scope.RECORDS_WRITE, ["sari", "ayu"]),
        ("post", "maintenance/CHG-1/refuse/", Scope.RECORDS_WRITE, ["sari", "ayu"]),
        ("put", "exclusions/EX-1/", Scope.FACTS_WRITE, ["sari", "oka", "ayu"]),
        ("post", "exclusions/batch/", Scope.FACTS_WRITE, ["sari", "oka", "ayu"]),
        ("post", "exclusions/EX-1/approve/", Scope.RECORDS_WRITE, ["sari", "ayu"]),
        ("post", "exclusions/EX-1/refuse/", Scope.RECORDS_WRITE, ["sari", "ayu"]),
    ],
)
def test_changing_needs_the_role_and_the_scope(
    method, path, scope, may, records, request, token, client
):
    url = f"/api/v1/sources/PROBE/{path}"

    def status(person, *scopes, **more):
        browser = token(request.getfixturevalue(person), *scopes, **more)
        return getattr(browser, method)(url, {}, format="json").status_code

    # An empty body is malformed: whoever gets that answer was let in.
    assert {person: status(person, scope) for person in PEOPLE} == {
        person: 400 if person in may else 403 for person in PEOPLE
    }
    assert status("sari", *[one for one in Scope if one != scope]) == 403
    assert status("sari", scope, is_limited=True) == 403
    assert getattr(client, method)(url, {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "sources/NOWHERE/maintenance/CHG-1/",
        "sources/PROBE/maintenance/CHG-9/",
        "sources/PROBE/exclusions/EX-9/",
        "sources/PROBE/exclusions/a%00b/",
    ],
)
def test_what_is_not_there_is_not_found(path, records, api):
    assert api.get(f"/api/v1/{path}").status_code == 404
