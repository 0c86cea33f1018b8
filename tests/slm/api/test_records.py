"""Services, sources, indicators and hours through the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from slm.models import HoursVersion, Indicator, Service, Source
from tests.slm.catalogue import make_service


def test_service_is_added_read_and_changed(catalogue, api, oka):
    wish = {
        "code": "MAIL",
        "name": "Mail",
        "kind": "supporting",
        "owner": str(oka.public_id),
        "provider": "TEAM",
    }
    made = api.post("/api/v1/services/", wish)
    assert made.status_code == 201
    assert made.json() == wish | {
        "portfolio_state": "live",
        "description": "",
        "outcome": "",
        "slices": [],
    }
    assert api.get("/api/v1/services/mail/").json() == made.json()
    changed = api.patch("/api/v1/services/MAIL/", {"name": "Post", "owner": None})
    assert (changed.status_code, changed.json()["name"], changed.json()["owner"]) == (
        200,
        "Post",
        None,
    )


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"code": "PAY-GW", "name": "x"}, "code"),
        ({"code": "pay gw", "name": "x"}, "code"),
        ({"code": "A\u0000B", "name": "x"}, "code"),
        ({"code": "A", "name": "x\u0000"}, "name"),
        ({"code": "A", "name": "x" * 121}, "name"),
        ({"code": "A"}, "name"),
        ({"code": "A", "name": "x", "kind": "other"}, "kind"),
        ({"code": "A", "name": "x", "owner": "nobody"}, "owner"),
        ({"code": "A", "name": "x", "provider": "\u0000"}, "provider"),
        ({"code": {}, "name": "x"}, "code"),
    ],
)
def test_unfit_service_is_refused_with_its_field(wish, field, catalogue, api):
    answer = api.post("/api/v1/services/", wish)
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {field}
    assert Service.objects.count() == 1


@pytest.mark.parametrize("body", [[], "text", 5, None, [{"code": "A", "name": "x"}]])
def test_body_of_another_shape_is_refused(body, catalogue, api):
    assert api.post("/api/v1/services/", body, format="json").status_code == 400


def test_code_never_changes(catalogue, api):
    answer = api.patch("/api/v1/services/PAY-GW/", {"code": "OTHER"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "code")


def test_customer_is_no_owner(catalogue, api, alia):
    wish = {"code": "A", "name": "x", "owner": str(alia.public_id)}
    assert api.post("/api/v1/services/", wish).status_code == 400


def test_lists_cost_the_same_for_more_rows(catalogue, api):
    def cost(path):
        with CaptureQueriesContext(connection) as queries:
            assert api.get(f"/api/v1/{path}").status_code == 200
        return len(queries)

    paths = ["services/", "indicators/", "sources/", "service-hours/", "outages/"]
    cost("services/")
    before = {path: cost(path) for path in paths}
    for number in (1, 2):
        service = make_service(f"S{number}", provider=catalogue.provider)
        Indicator.objects.create(service=service, source=catalogue.source)
        Source.objects.create(code=f"SRC{number}", name="S")
    assert {path: cost(path) for path in paths} == before


def test_indicators_are_found_by_service(catalogue, api):
    other = Indicator.objects.create(service=make_service("OTHER"))
    rows = api.get("/api/v1/indicators/?service=other").json()["results"]
    assert [(row["id"], row["service"], row["feed"]) for row in rows] == [
        (str(other.public_id), "OTHER", None)
    ]


def test_source_is_added_and_its_contact_is_not_the_sender_s(catalogue, api):
    wish = {"code": "ZBX", "name": "Zabbix", "last_contact_at": "2020-01-01T00:00:00Z"}
    answer = api.post("/api/v1/sources/", wish)
    assert (answer.status_code, answer.json()["last_contact_at"]) == (201, None)
    bad = {"code": "Y", "name": "Y", "expected_interval_seconds": -1}
    assert api.post("/api/v1/sources/", bad).status_code == 400


def test_hours_are_added_with_a_version(catalogue, api):
    made = api.post("/api/v1/service-hours/", {"code": "DAY", "name": "Day", "zone": "Asia/Tokyo"})
    assert made.status_code == 201
    wish = {
        "valid_from": "2026-12-01T00:00:00+09:00",
        "weekly": [{"weekday": 0, "opens": "08:00", "closes": "24:00"}],
        "country": "jp",
        "closed_days": [{"on": "2026-12-30", "name": "Year end"}],
        "special_days": [{"on": "2026-12-31", "windows": [{"opens": "08:00", "closes": "10:00"}]}],
    }
    answer = api.post("/api/v1/service-hours/DAY/versions/", wish)
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    (version,) = api.get("/api/v1/service-hours/DAY/").json()["versions"]
    assert version["valid_from"] == "2026-11-30T15:00:00Z"
    assert version["weekly"] == wish["weekly"]
    assert version["closed_days"] == {"2026-12-30": "Year end"}
    assert version["holidays"]["2026-11-23"] == "勤労感謝の日"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"valid_from": "2026-12-01T00:00:00"}, 400),
        ({"valid_from": "soon"}, 400),
        ({"weekly": [{"weekday": 7, "opens": "08:00", "closes": "09:00"}]}, 400),
        ({"weekly": [{"weekday": 0, "opens": "8", "closes": "09:00"}]}, 400),
        ({"weekly": [{"weekday": 0, "opens": "08:00", "closes": "08:00"}]}, 422),
        ({"weekly": [{"weekday": 0, "opens": "24:00", "closes": "08:00"}]}, 422),
        ({"weekly": []}, 422),
        ({"country": "XX"}, 422),
        ({"closed_days": [{"on": "2026-12-30"}, {"on": "2026-12-30"}]}, 400),
        ({"closed_days": [{"on": "2026-12-30", "name": "a\u0000"}]}, 400),
        ({"weekly": [{"weekday": 0, "opens": "08:00", "closes": "09:00"}] * 101}, 400),
    ],
)
def test_unfit_version_is_refused(change, status, catalogue, api):
    wish = {
        "valid_from": "2026-12-01T00:00:00Z",
        "weekly": [{"weekday": 0, "opens": "08:00", "closes": "16:00"}],
    }
    answer = api.post("/api/v1/service-hours/OFFICE/versions/", wish | change)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"]
    assert HoursVersion.objects.count() == 1
