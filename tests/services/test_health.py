"""What the operator's probes are told."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.utils import timezone

from config.celery import app
from slm.models import Cycle


def tick(seconds_ago: float) -> None:
    Cycle.objects.update_or_create(
        pk=Cycle.ONLY,
        defaults={"finished_at": timezone.now() - dt.timedelta(seconds=seconds_ago)},
    )


def test_health_is_well_when_everything_is(db):
    tick(1)

    response = Client().get("/health/")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["checks"] == {"database": "ok", "broker": "ok", "worker": "ok"}
    assert 1 <= response.json()["last_tick_age_seconds"] < 60
    assert "no-cache" in response["Cache-Control"]


def test_health_is_ill_before_the_first_tick(db):
    Cycle.objects.all().delete()

    response = Client().get("/health/")

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == "no tick yet or too old"
    assert response.json()["last_tick_age_seconds"] is None


@pytest.mark.parametrize(("seconds", "status"), [(55, 200), (95, 503)])
def test_health_is_ill_when_ticks_stay_away(db, settings, seconds, status):
    settings.TICK_SECONDS = 30
    tick(seconds)

    assert Client().get("/health/").status_code == status


def test_health_gives_slow_ticks_their_time(db, settings):
    settings.TICK_SECONDS = 60
    tick(170)

    assert Client().get("/health/").status_code == 200


def test_health_is_ill_without_a_broker(db):
    tick(1)
    working = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    app.conf.broker_write_url = app.conf.broker_read_url = None
    try:
        response = Client().get("/health/")
    finally:
        app.conf.broker_url = working

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "out of reach"


PROBE = """
import django; django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
for path in ("/health/", "/metrics"):
    response = client.get(path)
    print(response.status_code, response.content.decode().strip())
"""


def test_health_is_ill_without_a_database(tmp_path):
    """A process of its own, whose database is a port on which nobody listens."""
    environ = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR": str(tmp_path),
        "LOG_FORMAT": "text",
    }
    answer = subprocess.run(
        [sys.executable, "-c", PROBE], env=environ, capture_output=True, text=True, timeout=60
    )

    health, metrics = answer.stdout.splitlines()
    assert health.startswith("503 ")
    assert json.loads(health[4:])["checks"] == {
        "database": "out of reach",
        "broker": "ok",
        "worker": "no tick yet or too old",
    }
    assert metrics == "503 The database is out of reach."


def test_health_needs_no_sign_in_and_tells_no_secret(db, settings):
    body = Client().get("/health/").content.decode()

    assert settings.SECRET_KEY not in body
    assert "postgres" not in body


def test_metrics_are_prometheus_gauges(db):
    tick(3)

    response = Client().get("/metrics")

    lines = response.content.decode().splitlines()
    names = [line.split()[0] for line in lines if not line.startswith("#")]
    assert response.status_code == 200
    assert names == [
        "jembatan_tick_age_seconds",
        "jembatan_dirty_ranges",
        "jembatan_verdicts_due",
        "jembatan_deliveries_due",
        "jembatan_jobs_due",
        "jembatan_sources_silent",
        "jembatan_breaches_open",
        "jembatan_deliveries_given_up",
        "jembatan_periods_failed",
    ]


def test_metrics_answer_this_machine_alone_without_a_token(db):
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="::1").get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics").status_code == 403
    assert Client(headers={"X-Forwarded-For": "127.0.0.1"}).get("/metrics").status_code == 403


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer s3cret", 200),
        ("Bearer wrong", 403),
        ("s3cret", 403),
        ("Bearer \xe9", 403),
        ("", 403),
    ],
)
def test_metrics_ask_for_their_token(db, settings, header, status):
    settings.METRICS_TOKEN = "s3cret"

    client = Client(headers={"Authorization": header}, REMOTE_ADDR="192.0.2.7")

    assert client.get("/metrics").status_code == status


def test_probes_leave_no_line_in_the_log(db, caplog):
    Client().get("/health/")
    Client().get("/metrics")

    assert [record for record in caplog.records if record.name == "request"] == []
