"""Response times by API: sent in every shape, read by day, refused with their place."""

import datetime as dt
import gzip
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Installation, Scope
from slm.engine.metrics import Metric
from slm.models import TimesBatch, TimesDay, TimesFeed
from slm.operations.watch_period import measure_for
from tests.slm.times import make_hours, make_timed

URL = "/api/v1/response-times/"


@pytest.fixture
def timed(db):
    Installation.objects.create(zone="Asia/Jakarta")
    return make_timed()


@pytest.fixture
def start():
    """Noon of yesterday in Jakarta, in seconds."""
    noon = timezone.now().replace(hour=5, minute=0, second=0, microsecond=0)
    return int(noon.timestamp()) - 86_400


def by_day(indicator, query=""):
    return f"/api/v1/indicators/{indicator.public_id}/response-times/{query}"


def columns(start, **changes):
    series = {"service": "web", "from": start, "at_ms": [0, 250, 10_000], "ms": [5, 900, 80]}
    return {"source": "src-web", "series": [series | changes]}


def errors(answer):
    return [
        (error.get("series"), error.get("row"), error["field"]) for error in answer.json()["errors"]
    ]


def test_columns_are_taken_once(timed, api, start):
    assert api.post(URL, columns(start)).json() == {"received": 3, "new": 3}
    assert api.post(URL, columns(start)).json() == {"received": 3, "new": 0}
    feed = TimesFeed.objects.get()
    assert feed.sample_count == 3
    assert feed.first_at == dt.datetime.fromtimestamp(start, dt.UTC)


def test_every_shape_says_the_same(timed, api, start):
    written = dt.datetime.fromtimestamp(start, dt.UTC).isoformat()[:19]
    one = {"source": "SRC-WEB", "indicator": str(timed.public_id)}
    ms = [5, 900, 80]
    shapes = [
        one | {"from": start, "step_ms": 250, "ms": ms},
        one | {"from": f"{written}Z", "step_ms": 250, "ms": ms},
        one | {"at_ms": [start * 1000 + n * 250 for n in range(3)], "ms": ms},
        one | {"from": f"{written}.250Z", "at_ms": [-250, 0, 250], "ms": ms},
        one | {"at": [f"{written}{part}Z" for part in ("", ".25", ".5")], "ms": ms},
        [one | {"at": f"{written}.{n * 250:03d}+00:00", "ms": ms[n]} for n in range(3)],
        {
            "source": "SRC-WEB",
            "series": [{"service": "WEB", "from": start, "step_ms": 250, "ms": ms}],
        },
    ]
    answers = [api.post(URL, shape, format="json").json() for shape in shapes]
    assert answers == [{"received": 3, "new": 3}, *[{"received": 3, "new": 0}] * 6]


def test_one_row_is_taken(timed, api, start):
    row = {"source": "SRC-WEB", "service": "WEB", "at": start, "ms": 12}
    assert api.post(URL, row).json() == {"received": 1, "new": 1}


def test_packed_body_is_understood(timed, api, start):
    content = gzip.compress(json.dumps(columns(start)).encode())
    answer = api.post(URL, content, content_type="application/json", HTTP_CONTENT_ENCODING="gzip")
    assert answer.json() == {"received": 3, "new": 3}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"ms": [5, -1, 86_400_001]}, [(0, 1, "ms"), (0, 2, "ms")]),
        ({"ms": [5.5, True, "9"]}, [(0, 0, "ms"), (0, 1, "ms"), (0, 2, "ms")]),
        ({"ms": [5, 10**30, None]}, [(0, 1, "ms"), (0, 2, "ms")]),
        ({"ms": [5]}, [(0, None, "ms")]),
        ({"ms": None}, [(0, None, "ms")]),
        ({"at_ms": [0, "1", 10**30]}, [(0, 1, "at"), (0, 2, "at")]),
        ({"from": 0, "at_ms": [-1, 0, 1]}, [(0, 0, "at")]),
        ({"at_ms": "now"}, [(0, None, "at_ms")]),
        ({"from": "2026-11-01T00:00:00"}, [(0, None, "from")]),
        ({"from": None}, [(0, None, "from")]),
        ({"service": 5}, [(0, None, "service")]),
        ({"indicator": "no id"}, [(0, None, "indicator")]),
    ],
)
def test_malformed_columns_are_refused_with_their_place(changes, found, timed, api, start):
    answer = api.post(URL, columns(start, **changes), format="json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert errors(answer) == found
    assert not TimesBatch.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"step_ms": 0}, "step_ms"), ({"step_ms": 1.5}, "step_ms"), ({"from": ...}, "from")],
)
def test_step_needs_its_beginning_and_a_length(changes, field, timed, api, start):
    series = {"service": "WEB", "from": start, "step_ms": 10, "ms": [1]} | changes
    series = {key: value for key, value in series.items() if value is not ...}
    answer = api.post(URL, {"source": "SRC-WEB", "series": [series]}, format="json")
    assert (answer.status_code, errors(answer)) == (400, [(0, None, field)])


@pytest.mark.parametrize("body", [None, 5, [5], [[]], {"series": {}}, {"series": [5]}, {}])
def test_body_of_another_shape_is_refused(body, timed, api):
    assert api.post(URL, body, format="json").status_code == 400


def test_series_without_instants_is_refused(timed, api):
    answer = api.post(URL, {"source": "SRC-WEB", "service": "WEB", "ms": [1]}, format="json")
    assert (answer.status_code, errors(answer)) == (400, [(0, None, "at")])


def test_rows_name_the_row(timed, api, start):
    row = {"source": "SRC-WEB", "service": "WEB", "at": start, "ms": 12}
    bad = [row, row | {"at": "never"}, row | {"ms": 1.5}]
    answer = api.post(URL, bad, format="json")
    assert (answer.status_code, errors(answer)) == (400, [(None, 1, "at"), (None, 2, "ms")])


def test_unknown_names_and_other_kinds_are_refused(timed, api, start):
    other = make_timed("OTHER")
    other.kind = "availability"
    other.save()
    for body, field in [
        (columns(start) | {"source": "NOWHERE"}, "source"),
        (columns(start, service="OTHER"), "service"),
        (columns(start, indicator=str(other.public_id), service=None), "indicator"),
    ]:
        answer = api.post(URL, body, format="json")
        assert (answer.status_code, errors(answer)) == (422, [(0, None, field)])


def test_instant_that_cannot_be_believed_is_refused_with_its_place(timed, api, start):
    answer = api.post(URL, columns(start, at_ms=[0, 1, 400_000_000]), format="json")
    assert (answer.status_code, errors(answer)) == (422, [(0, 2, "at")])
    assert not TimesBatch.objects.exists()


def test_samples_door_takes_no_response_times(timed, api, start):
    body = {"source": "SRC-WEB", "service": "WEB", "at": start, "state": "up"}
    assert api.post("/api/v1/samples/", body).status_code == 422


# Reading ---------------------------------------------------------------------------------------


def test_days_tell_percentiles_and_exact_shares(timed, api, start):
    measure_for(indicator=timed, hours=make_hours("H"), metric=Metric.WITHIN_TIME, within=800)
    api.post(
        URL,
        {
            "source": "SRC-WEB",
            "service": "WEB",
            "from": start,
            "step_ms": 1_000,
            "ms": [100] * 90 + [800, 801, 4_000] + [100] * 7,
        },
        format="json",
    )
    found = api.get(by_day(timed)).json()
    assert (found["zone"], found["sample_count"], found["percentile_error_ppm"]) == (
        "Asia/Jakarta",
        100,
        8_000,
    )
    assert found["raw_from_at"] == found["first_at"]
    (day,) = found["days"]
    assert day["shares"] == [{"within_ms": 800, "good": 98, "total": 100}]
    assert (day["count"], day["p50_ms"], day["p95_ms"]) == (100, 100, 100)
    assert abs(day["p99_ms"] - 801) * 1_000_000 <= 801 * 8_000


def test_days_are_chosen_and_bounded(timed, api, start):
    api.post(URL, columns(start))
    yesterday = TimesDay.objects.get().day
    assert (
        api.get(by_day(timed, f"?until_on={yesterday - dt.timedelta(days=1)}")).json()["days"] == []
    )
    assert len(api.get(by_day(timed, f"?from_on={yesterday}")).json()["days"]) == 1
    for query in (
        "?from_on=never",
        "?from_on=2020-01-01&until_on=2026-01-01",
        "?from_on=2026-01-02&until_on=2026-01-01",
    ):
        assert api.get(by_day(timed, query)).status_code in (400, 422)
    assert api.get(by_day(timed, "?until_on=0001-01-01")).json()["days"] == []


def test_indicator_without_samples_says_so(timed, api):
    found = api.get(by_day(timed)).json()
    assert (found["days"], found["first_at"], found["raw_from_at"]) == ([], None, None)


def test_three_days_cost_as_many_queries_as_one(timed, api, start):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            api.get(by_day(timed))
        return len(queries)

    api.post(URL, columns(start))
    before = cost()
    api.post(URL, columns(start - 2 * 86_400, at_ms=[0, 1, 86_400_000]))
    assert TimesDay.objects.count() == 3
    assert cost() == before


def test_sending_needs_role_and_scope_and_reading_its_own(timed, token, request, client, start):
    def statuses(person):
        user = request.getfixturevalue(person)
        return (
            token(user, Scope.FACTS_WRITE).post(URL, columns(start), format="json").status_code,
            token(user, Scope.RECORDS_READ).get(by_day(timed)).status_code,
        )

    people = ["sari", "oka", "ayu", "rangga", "tirta", "alia", "zaki"]
    assert {person: statuses(person) for person in people} == {
        "sari": (200, 200),
        "oka": (200, 200),
        "ayu": (200, 200),
        "rangga": (403, 200),
        "tirta": (403, 200),
        "alia": (403, 403),
        "zaki": (403, 403),
    }
    sari = request.getfixturevalue("sari")
    assert token(sari, Scope.RECORDS_READ, Scope.RECORDS_WRITE).post(URL, {}).status_code == 403
    assert token(sari, Scope.FACTS_WRITE).get(by_day(timed)).status_code == 403
    assert client.get(by_day(timed)).status_code == 401
    assert client.post(URL, {}, content_type="application/json").status_code == 401


def test_days_of_another_kind_are_not_found(timed, api):
    timed.kind = "availability"
    timed.save()
    assert api.get(by_day(timed)).status_code == 404
