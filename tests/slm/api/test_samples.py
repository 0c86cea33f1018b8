"""Samples of state: columns, rows, again, late, wrong, huge."""

import gzip
import json
import time

import pytest
from django.test import override_settings
from django.utils import timezone

from slm.models import Feed, Indicator, SampleBatch, StateRun
from tests.slm.catalogue import make_service

URL = "/api/v1/samples/"


@pytest.fixture
def start():
    return int(timezone.now().timestamp()) - 10_000


def columns(start, **changes):
    series = {
        "service": "pay-gw",
        "at": [start, start + 60, start + 120],
        "state": ["up", "down", "up"],
    }
    return {"source": "probe", "series": [series | changes]}


def errors(answer):
    return [
        (error.get("series"), error.get("row"), error["field"]) for error in answer.json()["errors"]
    ]


def test_columns_are_taken_once(catalogue, api, start):
    assert api.post(URL, columns(start)).json() == {"received": 3, "new": 3}
    assert api.post(URL, columns(start)).json() == {"received": 3, "new": 0}
    assert Feed.objects.get().sample_count == 3
    catalogue.source.refresh_from_db()
    assert catalogue.source.last_contact_at is not None


def test_one_row_and_a_list_of_rows_say_the_same(catalogue, api, start):
    row = {"source": "PROBE", "service": "PAY-GW", "at": start, "state": "up"}
    assert api.post(URL, row).json() == {"received": 1, "new": 1}
    later = row | {"at": start + 60, "state": "down"}
    assert api.post(URL, [row, later], format="json").json() == {"received": 2, "new": 1}


def test_order_does_not_matter(catalogue, api, start):
    wish = columns(start, at=[start + 120, start, start + 60], state=["up", "up", "down"])
    api.post(URL, wish)
    assert list(StateRun.objects.order_by("start_at").values_list("state", flat=True)) == [6, 2, 6]


def test_indicator_is_named_by_its_id_where_a_service_has_several(catalogue, api, start):
    other = Indicator.objects.create(
        service=catalogue.service, source=catalogue.source, name="from outside"
    )
    answer = api.post(URL, columns(start))
    assert (answer.status_code, errors(answer)) == (422, [(0, None, "indicator")])
    wish = columns(start, indicator=str(other.public_id), service=None)
    assert api.post(URL, wish).json() == {"received": 3, "new": 3}
    assert Feed.objects.get().indicator == other


def test_nothing_is_nothing(catalogue, api):
    assert api.post(URL, {"source": "PROBE", "series": []}).json() == {"received": 0, "new": 0}
    assert api.post(URL, [], format="json").json() == {"received": 0, "new": 0}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"at": ["2026-11-01T00:00:00", 1, 2]}, [(0, 0, "at")]),
        ({"at": [1.5, True, None]}, [(0, 0, "at"), (0, 1, "at"), (0, 2, "at")]),
        ({"at": [-1, 10**30, 2]}, [(0, 0, "at"), (0, 1, "at")]),
        ({"at": [1]}, [(0, None, "state")]),
        ({"at": "now"}, [(0, None, "at")]),
        ({"state": None}, [(0, None, "state")]),
        ({"state": ["up", "sideways", ["up"]]}, [(0, 1, "state"), (0, 2, "state")]),
        ({"service": 5}, [(0, None, "service")]),
        ({"service": "a\u0000"}, [(0, None, "service")]),
        ({"service": None}, [(0, None, "service")]),
        ({"indicator": "no id"}, [(0, None, "indicator")]),
        ({"indicator": ["x"]}, [(0, None, "indicator")]),
    ],
)
def test_malformed_columns_are_refused_with_their_place(changes, found, catalogue, api, start):
    answer = api.post(URL, columns(start, **changes), format="json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert errors(answer) == found
    assert not SampleBatch.objects.exists()


@pytest.mark.parametrize(
    "body",
    [None, 5, "text", [5], [[]], {"series": {}}, {"series": [5]}, {"source": "PROBE"}, {}],
)
def test_body_of_another_shape_is_refused(body, catalogue, api):
    assert api.post(URL, body, format="json").status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b'{"a": "\\ud800"}', b"[" * 5000])
def test_body_that_is_no_json_is_refused(body, catalogue, api):
    assert api.post(URL, body, content_type="application/json").status_code == 400


def test_rows_name_the_row(catalogue, api, start):
    row = {"source": "PROBE", "service": "PAY-GW", "at": start, "state": "up"}
    bad = [row, row | {"at": "never"}, row | {"state": 1}, row | {"service": {}}]
    answer = api.post(URL, bad[:3], format="json")
    assert (answer.status_code, errors(answer)) == (400, [(None, 1, "at"), (None, 2, "state")])
    assert errors(api.post(URL, bad, format="json")) == [(None, 3, "service")]


def test_names_that_are_not_known_are_refused(catalogue, api, start):
    make_service("OTHER")
    cases = [
        (columns(start) | {"source": "NOWHERE"}, "source"),
        (columns(start, service="OTHER"), "service"),
        (columns(start, indicator="00000000-0000-0000-0000-000000000000"), "indicator"),
        (columns(start, service="OTHER", indicator=str(catalogue.indicator.public_id)), "service"),
    ]
    for wish, field in cases:
        answer = api.post(URL, wish)
        assert (answer.status_code, errors(answer)) == (422, [(0, None, field)])


def test_all_or_nothing_over_series(catalogue, api, start):
    Indicator.objects.create(service=make_service("MAIL"), source=catalogue.source)
    wish = columns(start)
    future = {"service": "MAIL", "at": [start, start + 999_999], "state": ["up", "up"]}
    wish["series"].append(future)
    answer = api.post(URL, wish)
    assert (answer.status_code, errors(answer)) == (422, [(1, 1, "at")])
    future["at"] = [start, 1]
    assert errors(api.post(URL, wish)) == [(1, 1, "at")]
    assert not SampleBatch.objects.exists()


def test_rows_of_several_services_are_named_as_they_were_sent(catalogue, api, start):
    Indicator.objects.create(service=make_service("MAIL"), source=catalogue.source)
    rows = [
        {"source": "PROBE", "service": name, "at": start + offset, "state": "up"}
        for name, offset in (("MAIL", 0), ("PAY-GW", 0), ("MAIL", 999_999))
    ]
    assert errors(api.post(URL, rows, format="json")) == [(None, 2, "at")]


def packed(api, body, **more):
    content = body if isinstance(body, bytes) else gzip.compress(json.dumps(body).encode())
    return api.post(
        URL, content, content_type="application/json", HTTP_CONTENT_ENCODING="gzip", **more
    )


def test_packed_body_is_understood(catalogue, api, start):
    assert packed(api, columns(start)).json() == {"received": 3, "new": 3}


def test_packed_body_that_is_none_is_refused(catalogue, api, start):
    whole = gzip.compress(json.dumps(columns(start)).encode())
    for body in (b"plain", whole[:-9], whole + b"more", b""):
        assert packed(api, body).status_code == 400
    answer = api.post(URL, b"{}", content_type="application/json", HTTP_CONTENT_ENCODING="zstd")
    assert answer.status_code == 415


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10_000)
def test_size_is_bounded_packed_or_not(catalogue, api, start):
    assert api.post(URL, b" " * 10_001, content_type="application/json").status_code == 413
    bomb = gzip.compress(b" " * 50_000_000)
    assert packed(api, bomb[:9_999] if len(bomb) > 9_999 else bomb).status_code in (400, 413)
    assert packed(api, gzip.compress(b" " * 10_001)).status_code == 413


def test_counts_are_bounded(catalogue, api, start, monkeypatch):
    from slm.api import series_body

    monkeypatch.setattr(series_body, "MAX_SAMPLES", 2)
    monkeypatch.setattr(series_body, "MAX_ROWS", 2)
    assert api.post(URL, columns(start)).status_code == 413
    assert api.post(URL, [{}] * 3, format="json").status_code == 413


def test_hundred_thousand_samples_are_read_in_well_under_a_second(catalogue, sari, start):
    from slm.api.sample_body import read_body

    texts = [f"2026-10-01T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}Z" for n in range(86_400)]
    wish = {
        "source": "PROBE",
        "series": [{"service": "PAY-GW", "at": texts, "state": ["up", "down"] * 43_200}],
    }
    began = time.perf_counter()
    (series,) = read_body(wish, sari)
    # Generous by far: it takes a tenth of a second where nobody else is working.
    assert time.perf_counter() - began < 2
    assert series.instants[-1] - series.instants[0] == 86_399
