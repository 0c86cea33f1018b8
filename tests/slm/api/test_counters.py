"""Readings of counters through the API: columns, rows, again, wrong."""

import pytest
from django.utils import timezone

from accounts.models import Scope
from slm.models import CounterReading, Indicator
from slm.operations.ingest_readings import MOST

URL = "/api/v1/counters/"


@pytest.fixture
def counter(catalogue) -> Indicator:
    return Indicator.objects.create(
        service=catalogue.service, source=catalogue.source, kind=Indicator.Kind.COUNTER
    )


@pytest.fixture
def start():
    return int(timezone.now().timestamp()) - 10_000


def columns(start, **changes):
    series = {
        "service": "pay-gw",
        "at": [start, start + 60, start + 120],
        "good": [10, 20, 29],
        "total": [10, 20, 30],
    }
    return {"source": "probe", "series": [series | changes]}


def errors(answer):
    return [
        (error.get("series"), error.get("row"), error["field"]) for error in answer.json()["errors"]
    ]


def test_columns_are_taken_once(counter, api, start):
    assert api.post(URL, columns(start)).json() == {"received": 3, "new": 3}
    assert api.post(URL, columns(start)).json() == {"received": 3, "new": 0}
    assert list(CounterReading.objects.order_by("read_at").values_list("good", "total")) == [
        (10, 10),
        (20, 20),
        (29, 30),
    ]


def test_one_row_and_a_list_of_rows_say_the_same(counter, api, start):
    row = {"source": "PROBE", "service": "PAY-GW", "at": start, "good": 1, "total": 2}
    assert api.post(URL, row).json() == {"received": 1, "new": 1}
    later = row | {"indicator": str(counter.public_id), "at": start + 60}
    assert api.post(URL, [row, later], format="json").json() == {"received": 2, "new": 1}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"good": [10, -1, 29]}, "good"),
        ({"good": [10, 1.5, 29]}, "good"),
        ({"total": [10, True, 30]}, "total"),
        ({"total": [10, MOST + 1, 30]}, "total"),
        ({"total": [10, "20", 30]}, "total"),
    ],
)
def test_what_is_no_count_is_named_with_its_row(counter, api, start, changes, field):
    answer = api.post(URL, columns(start, **changes))
    assert (answer.status_code, errors(answer)) == (400, [(0, 1, field)])
    assert CounterReading.objects.count() == 0


def test_columns_of_different_lengths_are_refused(counter, api, start):
    answer = api.post(URL, columns(start, total=[1]))
    assert (answer.status_code, errors(answer)) == (400, [(0, None, "total")])


def test_instant_ahead_is_refused_with_its_row(counter, api, start):
    answer = api.post(URL, columns(start, at=[start, start + 60, start + 90_000]))
    assert (answer.status_code, errors(answer)) == (422, [(0, 2, "at")])


def test_indicator_of_another_kind_is_not_known_here(catalogue, api, start):
    answer = api.post(URL, columns(start))
    assert (answer.status_code, errors(answer)) == (422, [(0, None, "service")])


def test_readings_are_sent_by_those_who_manage_with_a_token_for_facts(
    counter, token, start, sari, tirta, alia
):
    answers = [
        token(who, scope).post(URL, columns(start)).status_code
        for who, scope in (
            (sari, Scope.FACTS_WRITE),
            (sari, Scope.RECORDS_WRITE),
            (tirta, Scope.FACTS_WRITE),
            (alia, Scope.FACTS_WRITE),
        )
    ]
    assert answers == [200, 403, 403, 403]
