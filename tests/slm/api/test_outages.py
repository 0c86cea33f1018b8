"""Outages as their sources report them."""

import datetime as dt

import pytest
from django.utils import timezone

from slm.models import Fact, FactVersion, Slice
from slm.operations.record_outage import record_outage
from tests.slm.catalogue import make_service

URL = "/api/v1/sources/PROBE/outages/"


def ago(minutes):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=minutes)
    return at.isoformat().replace("+00:00", "Z")


def put(api, reference="INC-7", **wish):
    return api.put(f"{URL}{reference}/", {"service": "PAY-GW"} | wish)


def test_outage_is_opened_corrected_and_ended(catalogue, api):
    start, end = ago(30), ago(5)
    opened = put(api, start_at=start, reason="Switch")
    assert opened.status_code == 201
    assert opened.json() == {
        "source": "PROBE",
        "external_id": "INC-7",
        "service": "PAY-GW",
        "slice": None,
        "layer": "down",
        "state": "open",
        "start_at": start,
        "end_at": None,
        "reason": "Switch",
        "version": 1,
    }
    again = put(api, start_at=start, reason="Switch")
    assert (again.status_code, again.json()["version"]) == (200, 1)
    ended = put(api, start_at=start, end_at=end, layer="partial")
    assert (ended.status_code, ended.json()["state"], ended.json()["version"]) == (200, "ended", 2)
    assert ended.json()["reason"] == "Switch"
    assert api.get(f"{URL}INC-7/").json() == ended.json()
    assert Fact.objects.get(external_id="INC-7").versions.get(number=2).actor.name == "Sari Tingkat"


def test_instants_are_texts_with_an_offset_or_whole_seconds(catalogue, api):
    at = timezone.now().replace(microsecond=0) - dt.timedelta(hours=1)
    away = at.astimezone(dt.timezone(dt.timedelta(hours=7))).isoformat()
    text = at.isoformat().replace("+00:00", "Z")
    for number, start in enumerate((int(at.timestamp()), away, f"{text[:-1]}.987Z")):
        assert put(api, f"N-{number}", start_at=start).json()["start_at"] == text


@pytest.mark.parametrize(
    ("wish", "status", "field"),
    [
        ({}, 400, "start_at"),
        ({"start_at": "2026-11-25T00:00:00"}, 400, "start_at"),
        ({"start_at": "yesterday"}, 400, "start_at"),
        ({"start_at": -1}, 400, "start_at"),
        ({"start_at": True}, 400, "start_at"),
        ({"start_at": 1e9}, 400, "start_at"),
        ({"start_at": []}, 400, "start_at"),
        ({"start_at": 0}, 422, "start_at"),
        ({"start_at": 4_000_000_000}, 422, "start_at"),
        ({"start_at": ago(5), "end_at": ago(10)}, 422, "end_at"),
        ({"start_at": ago(5), "layer": "unknown"}, 400, "layer"),
        ({"start_at": ago(5), "reason": "a\u0000b"}, 400, "reason"),
        ({"start_at": ago(5), "reason": "x" * 2001}, 400, "reason"),
        ({"start_at": ago(5), "service": "NOWHERE"}, 422, "service"),
        ({"start_at": ago(5), "service": "\u0000"}, 400, "service"),
        ({"start_at": ago(5), "slice": "NOWHERE"}, 422, "slice"),
    ],
)
def test_unfit_outage_is_refused_with_its_field(wish, status, field, catalogue, api):
    answer = put(api, **wish)
    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Fact.objects.count() == 1


def test_reference_too_long_is_refused(catalogue, api):
    assert put(api, "x" * 121, start_at=ago(5)).status_code == 400


@pytest.mark.parametrize("body", [[], "text", 5])
def test_body_of_another_shape_is_refused(body, catalogue, api):
    assert api.put(f"{URL}INC-7/", body, format="json").status_code == 400


def test_outage_of_another_service_under_the_same_name_is_refused(catalogue, api):
    make_service("MAIL")
    put(api, start_at=ago(5))
    answer = put(api, start_at=ago(5), service="MAIL")
    assert (answer.status_code, answer.json()["code"]) == (422, "outage_refused")


def test_reused_reference_said_again_stays_itself(catalogue, api):
    first = {"start_at": ago(60), "end_at": ago(50)}
    second = {"start_at": ago(40), "end_at": ago(30)}
    for wish in (first, second, first, second):
        put(api, **wish)
    assert Fact.objects.filter(external_id="INC-7").count() == 2
    assert FactVersion.objects.filter(fact__external_id="INC-7").count() == 2


def test_outage_without_length_said_again_stays_itself(catalogue, api):
    instant = ago(600)
    for _thrice in range(3):
        assert put(api, start_at=instant, end_at=instant).status_code in (200, 201)
    assert FactVersion.objects.filter(fact__external_id="INC-7").count() == 1


def test_outage_is_withdrawn_and_comes_back(catalogue, api):
    start = ago(30)
    put(api, start_at=start)
    gone = api.delete(f"{URL}INC-7/?change_reason=Probe")
    assert (gone.status_code, gone.json()["state"]) == (200, "withdrawn")
    assert api.delete(f"{URL}INC-7/").json()["version"] == 2
    assert put(api, start_at=start).json()["state"] == "open"


def test_list_is_filtered_and_paged(catalogue, api):
    now = timezone.now()
    for number in range(3):
        record_outage(
            source=catalogue.source,
            external_id=f"N-{number}",
            service=catalogue.service,
            start_at=now - dt.timedelta(hours=number + 1),
            at=now,
        )
    page = api.get("/api/v1/outages/?state=open&service=PAY-GW&page_size=2").json()
    assert [row["external_id"] for row in page["results"]] == ["N-0", "N-1"]
    rest = api.get(page["next"]).json()
    assert [row["external_id"] for row in rest["results"]] == ["N-2"]


def test_batch_is_taken_in_its_order_and_again_without_a_change(catalogue, api):
    rows = [
        {"external_id": f"B-{n}", "service": "PAY-GW", "slice": "SBY", "start_at": ago(n + 1)}
        for n in (2, 1)
    ]
    for _twice in range(2):
        answer = api.post(f"{URL}batch/", rows, format="json")
        assert answer.status_code == 200
        assert [(row["external_id"], row["slice"], row["version"]) for row in answer.json()] == [
            ("B-2", "SBY", 1),
            ("B-1", "SBY", 1),
        ]


def test_batch_is_all_or_nothing_and_names_its_rows(catalogue, api):
    rows = [
        {"external_id": "B-1", "service": "PAY-GW", "start_at": ago(3)},
        {"external_id": "B-2", "service": "PAY-GW", "start_at": ago(1), "end_at": ago(2)},
        {"external_id": "B-3", "service": "PAY-GW", "start_at": 4_000_000_000},
    ]
    answer = api.post(f"{URL}batch/", rows, format="json")
    assert answer.status_code == 422
    assert [(e["row"], e["field"]) for e in answer.json()["errors"]] == [
        (1, "end_at"),
        (2, "start_at"),
    ]
    rows[1] = {"external_id": "batch", "service": "PAY-GW", "start_at": "never"}
    answer = api.post(f"{URL}batch/", rows, format="json")
    assert answer.status_code == 400
    assert {(e["row"], e["field"]) for e in answer.json()["errors"]} == {
        (1, "external_id"),
        (1, "start_at"),
    }
    rows[1] = {"external_id": "B-2", "service": "NOWHERE", "start_at": ago(3)}
    answer = api.post(f"{URL}batch/", rows[:2], format="json")
    assert [(e["row"], e["field"]) for e in answer.json()["errors"]] == [(1, "service")]
    assert Fact.objects.count() == 1


def test_batch_is_bounded(catalogue, api):
    assert api.post(f"{URL}batch/", [{}] * 1001, format="json").status_code == 413
    for body in ({}, "text", None):
        assert api.post(f"{URL}batch/", body, format="json").status_code == 400
    Slice.objects.all().delete()
    assert api.post(f"{URL}batch/", [], format="json").json() == []
