"""Work items through the API: told, told again, corrected by their tool, listed with deadlines."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Scope
from slm.engine.metrics import Metric
from slm.models import Indicator, WorkItem
from tests.cast import NOW
from tests.slm.work_items import ALWAYS, HOUR, make_desk, make_hours

TEXT = "%Y-%m-%dT%H:%M:%SZ"


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_desk()


@pytest.fixture
def url(desk):
    return f"/api/v1/sources/{desk.source.code}/work-items/"


def ago(hours: float) -> str:
    return (NOW - hours * HOUR).strftime(TEXT)


def promise(desk, within=4 * 3600, metric=Metric.RESOLVED, **more):
    hours = make_hours(f"H{within}", ALWAYS)
    return desk.watch(
        hours,
        metric,
        within=within,
        start=NOW - dt.timedelta(days=20),
        end=NOW + dt.timedelta(days=5),
        at=NOW,
        **more,
    )


def test_an_item_is_told_read_and_told_again(api, url, desk):
    body = {
        "service": "desk",
        "priority": "P1",
        "title": "Printer",
        "opened_at": ago(3),
        "pauses": [{"start_at": ago(2), "end_at": ago(1)}],
        "updated_at": ago(1),
    }
    promise(desk)
    told = api.put(f"{url}INC/1/", body, format="json")
    assert told.status_code == 201
    assert api.put(f"{url}INC/1/", body, format="json").status_code == 200
    read = api.get(f"{url}INC/1/").json()
    assert read == told.json()
    assert read["clocks"] == [
        {
            "promise": "resolved",
            "priority": "",
            "hours": "H14400",
            "within_seconds": 14_400,
            "used_seconds": 7_200,
            "paused_seconds": 3_600,
            "left_seconds": 7_200,
            "due_at": (NOW + 2 * HOUR).strftime(TEXT),
            "state": "running",
        }
    ]
    wanted = {
        "source": "TOOL-DESK",
        "external_id": "INC/1",
        "service": "DESK",
        "state": "open",
        "priority": "P1",
        "title": "Printer",
        "responded_at": None,
        "resolved_at": None,
        "paused_seconds": 0,
        "version": 1,
        "opened_at": ago(3),
    }
    assert {name: read[name] for name in wanted} == wanted
    assert read["pauses"] == [{"start_at": ago(2), "end_at": ago(1)}]


def test_resolved_and_reopened_by_its_tool(api, url):
    row = {"external_id": "T1", "service": "DESK", "opened_at": ago(3)}
    assert api.post(url, row, format="json").status_code == 201
    done = api.post(url, {**row, "resolved_at": ago(1)}, format="json")
    assert (done.status_code, done.json()["state"]) == (200, "resolved")
    again = api.post(url, row, format="json").json()
    assert (again["state"], again["version"]) == ("open", 3)


def test_a_mistake_is_said_at_its_field(api, url):
    row = {"external_id": "T1", "service": "DESK", "opened_at": ago(3), "resolved_at": ago(4)}
    answer = api.post(url, row, format="json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "resolved_at"
    unknown = api.post(url, {**row, "service": "NOBODY"}, format="json")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "service")
    unnamed = api.post(url, {**row, "service": None}, format="json")
    assert unnamed.status_code == 422
    assert api.post(url, [row], format="json").status_code == 400
    assert api.post(url, {**row, "opened_at": "yesterday"}, format="json").status_code == 400


def test_a_service_with_two_indicators_needs_the_indicator(api, url, desk):
    other = Indicator.objects.create(
        service=desk.service, kind=Indicator.Kind.WORK_ITEMS, name="Requests", is_fed=False
    )
    row = {"external_id": "T1", "service": "DESK", "opened_at": ago(3)}
    assert api.post(url, row, format="json").status_code == 422
    told = api.post(url, {**row, "indicator": str(other.public_id)}, format="json")
    assert told.json()["indicator"] == str(other.public_id)
    named = api.post(url, {**row, "service": "Requests"}, format="json")
    assert (named.status_code, named.json()["version"]) == (200, 1)


def test_a_batch_is_all_or_nothing(api, url):
    rows = [{"external_id": f"T{n}", "service": "DESK", "opened_at": ago(n + 1)} for n in range(3)]
    bad = [*rows, {**rows[0], "external_id": "T9", "resolved_at": ago(9)}]
    answer = api.post(f"{url}batch/", bad, format="json")
    assert answer.status_code == 422
    assert [(row["row"], row["field"]) for row in answer.json()["errors"]] == [(3, "resolved_at")]
    assert not WorkItem.objects.exists()
    told = api.post(f"{url}batch/", rows, format="json")
    assert [row["external_id"] for row in told.json()] == ["T0", "T1", "T2"]
    many = [rows[0]] * 1_001
    assert api.post(f"{url}batch/", many, format="json").status_code == 413


def test_a_withdrawn_item_says_so_and_an_unknown_one_is_not_found(api, url, desk):
    desk.take(desk.ticket("T1", 1), at=NOW)
    answer = api.delete(f"{url}T1/?change_reason=A+test")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    version = WorkItem.objects.get().versions.first()
    assert version.change_reason == "A test"
    assert api.get(f"{url}T2/").status_code == 404
    assert api.get("/api/v1/sources/NOBODY/work-items/T1/").status_code == 404


def test_the_list_is_narrowed_by_service_priority_and_state(api, url, desk):
    promise(desk)
    begin = (NOW - 6 * HOUR - desk.ticket("", 0).opened_at) / HOUR
    desk.take(
        desk.ticket("LATE", begin, priority="P1"),
        desk.ticket("OPEN", begin + 5, priority="P1"),
        desk.ticket("DONE", begin, resolved=begin + 1, priority="P2"),
        desk.ticket("HELD", begin, pauses=((begin + 1, None),)),
        at=NOW,
    )

    def found(query):
        rows = api.get(f"/api/v1/work-items/?{query}").json()["results"]
        return sorted(row["external_id"] for row in rows)

    assert found("state=late") == ["LATE"]
    assert found("state=open") == ["HELD", "LATE", "OPEN"]
    assert found("state=paused") == ["HELD"]
    assert found("state=resolved") == ["DONE"]
    assert found("priority=p1") == ["LATE", "OPEN"]
    assert found("service=DESK&q=done") == ["DONE"]
    assert api.get("/api/v1/work-items/?priority=%00").status_code == 400
    states = {row["external_id"]: row["state"] for row in api.get(url).json()["results"]}
    assert states == {"LATE": "late", "OPEN": "open", "DONE": "resolved", "HELD": "paused"}


def test_what_is_due_next_stands_in_the_order_of_deadlines(api, desk):
    promise(desk)
    begin = (NOW - desk.ticket("", 0).opened_at) / HOUR
    desk.take(
        desk.ticket("second", begin - 1),
        desk.ticket("first", begin - 2),
        desk.ticket("late", begin - 9),
        desk.ticket("held", begin - 2, pauses=((begin - 1, None),)),
        at=NOW,
    )
    due = api.get("/api/v1/work-items/due/").json()
    assert [(row["item"]["external_id"], row["left_seconds"]) for row in due] == [
        ("first", 7_200),
        ("second", 10_800),
    ]
    assert due[0]["due_at"] == (NOW + 2 * HOUR).strftime(TEXT)
    assert api.get("/api/v1/work-items/due/?service=OTHER").json() == []


def test_provider_roles_read_and_only_managers_write(desk, url, request, token, client):
    desk.take(desk.ticket("T1", 1), at=NOW)
    paths = [url, f"{url}T1/", "/api/v1/work-items/", "/api/v1/work-items/due/"]
    expected = {"sari": 200, "rangga": 200, "tirta": 200, "alia": 403, "zaki": 403}
    for path in paths:
        assert client.get(path).status_code == 401
        assert {
            person: token(request.getfixturevalue(person), Scope.RECORDS_READ).get(path).status_code
            for person in expected
        } == expected
    row = {"external_id": "T2", "service": "DESK", "opened_at": ago(3)}
    sari, tirta, alia = (request.getfixturevalue(name) for name in ("sari", "tirta", "alia"))
    for user, scope in (
        (tirta, Scope.FACTS_WRITE),
        (alia, Scope.FACTS_WRITE),
        (sari, Scope.RECORDS_READ),
    ):
        for answer in (
            token(user, scope).post(url, row, format="json"),
            token(user, scope).post(f"{url}batch/", [row], format="json"),
            token(user, scope).put(f"{url}T1/", row, format="json"),
            token(user, scope).delete(f"{url}T1/"),
        ):
            assert answer.status_code == 403
    assert token(sari, Scope.FACTS_WRITE).post(url, row, format="json").status_code == 201


def test_three_items_cost_as_many_queries_as_one(api, url, desk):
    promise(desk)

    def cost(path):
        api.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert api.get(path).status_code == 200
        return len(queries)

    desk.take(desk.ticket("T1", 40), at=NOW)
    one = [cost(path) for path in (url, "/api/v1/work-items/due/")]
    desk.take(desk.ticket("T2", 41), desk.ticket("T3", 42), at=NOW)
    assert [cost(path) for path in (url, "/api/v1/work-items/due/")] == one
