"""The page of a counter, and a reading entered by hand."""

import datetime as dt

import numpy as np
import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.db.instants import to_seconds
from common.ui.numbers import write_number
from slm.models import CounterReading, Indicator
from slm.operations.ingest_readings import Readings, ingest_readings


@pytest.fixture
def counter(catalogue) -> Indicator:
    return Indicator.objects.create(
        service=catalogue.service, source=catalogue.source, kind=Indicator.Kind.COUNTER
    )


def shown(indicator, *rows: tuple[int, int, int]) -> None:
    """Readings so many seconds before now."""
    ago, good, total = (np.array(column) for column in zip(*rows, strict=True))
    now = timezone.now()
    one = Readings(indicator, indicator.source, to_seconds(now) - ago, good, total)
    ingest_readings(readings=[one], at=now)


def page(client, indicator) -> str:
    return client.get(indicator.get_absolute_url()).content.decode()


def test_page_without_readings_teaches_how_to_send_them(counter, sign_in, sari, tirta):
    text = page(sign_in(sari), counter)
    assert "No reading yet" in text
    assert f'"indicator": "{counter.public_id}"' in text
    assert "/api/v1/counters/" in text
    assert reverse("slm:reading-create", args=[counter.public_id]) in text
    seen = page(sign_in(tirta), counter)
    assert "No reading yet" in seen
    assert "curl" not in seen


def test_page_shows_days_readings_and_resets(counter, sign_in, sari):
    shown(counter, (300, 9_000, 9_100), (200, 9_900, 10_100), (100, 40, 50))
    text = page(sign_in(sari), counter)
    assert (
        f"940 good of {write_number(1_050)}" in text
    )  # 900 of 1,000 and, after the reset, 40 of 50
    assert '<span class="tag">reset</span>' in text
    assert "shows 40 of 50" in text


def test_page_costs_the_same_for_one_and_for_many_readings(
    counter, sign_in, sari, django_assert_num_queries
):
    from django.db import connection

    client = sign_in(sari)
    shown(counter, (300, 1, 1))
    page(client, counter)
    with CaptureQueriesContext(connection) as first:
        page(client, counter)
    shown(counter, (200, 2, 2), (100, 3, 3))
    with django_assert_num_queries(len(first)):
        page(client, counter)


def test_service_lists_what_is_counted_beside_its_levels(counter, catalogue, sign_in, sari):
    text = sign_in(sari).get(catalogue.service.get_absolute_url()).content.decode()
    assert "What is counted" in text
    assert text.count("Good of all events") >= 1
    assert counter.get_absolute_url() in text


def test_reading_is_entered_by_hand(counter, sign_in, sari):
    url = reverse("slm:reading-create", args=[counter.public_id])
    now = timezone.localtime().replace(microsecond=0)
    wish = {"read_at": f"{now:%Y-%m-%dT%H:%M:%S}", "good": 990, "total": 1000}
    answer = sign_in(sari).post(url, wish)
    assert (answer.status_code, answer.url) == (302, counter.get_absolute_url())
    reading = CounterReading.objects.get()
    assert (reading.read_at, reading.good, reading.total) == (now, 990, 1000)
    assert reading.source.kind == "manual"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"good": 1001}, "There cannot be more good events than events."),
        ({"good": -1}, "greater than or equal to 0"),
        ({"ahead": 3}, "more than ten minutes in the future"),
    ],
)
def test_reading_that_cannot_be_is_refused_at_its_field(counter, sign_in, sari, changes, word):
    url = reverse("slm:reading-create", args=[counter.public_id])
    at = timezone.localtime() + dt.timedelta(hours=changes.pop("ahead", 0))
    wish = {"read_at": f"{at:%Y-%m-%dT%H:%M:%S}", "good": 990, "total": 1000} | changes
    answer = sign_in(sari).post(url, wish)
    assert answer.status_code == 200
    assert word in answer.content.decode()
    assert CounterReading.objects.count() == 0


def test_only_counters_take_readings(catalogue, sign_in, sari):
    url = reverse("slm:reading-create", args=[catalogue.indicator.public_id])
    assert sign_in(sari).get(url).status_code == 404
