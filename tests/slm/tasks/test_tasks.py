"""Ticks: known to the schedule, safe to run twice."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from config.celery import app
from slm.models import Source
from slm.operations import prepare_partitions as verb
from slm.tasks import look_for_silent_sources, make_partitions
from tests.cast import NOW
from tests.slm.catalogue import make_catalogue


def test_schedule_names_tasks_that_exist():
    assert {look_for_silent_sources.name, make_partitions.name} <= {
        entry["task"] for entry in app.conf.beat_schedule.values()
    }


def test_silent_sources_are_found_once(db, sari):
    make_catalogue()
    Source.objects.update(last_contact_at=timezone.now() - dt.timedelta(hours=2))
    assert [look_for_silent_sources(), look_for_silent_sources()] == [1, 0]


@pytest.mark.django_db
def test_months_ahead_are_made_once_for_every_table(monkeypatch):
    # The months themselves would outlive the test; what is asked for is enough here.
    asked = []
    monkeypatch.setattr(verb, "ensure_months", lambda *wish: asked.append(wish) or 0)
    assert verb.prepare_partitions(at=NOW) == 0
    by_month = {model for model in apps.get_models() if hasattr(model, "partition_by")}
    assert {table for table, _first, _last in asked} == by_month
    assert {(first.isoformat(), last.isoformat()) for _t, first, last in asked} == {
        ("2026-10-31", "2027-02-26")
    }


@pytest.mark.django_db
def test_month_is_made_in_the_database_and_only_once():
    from common.db.partitions import ensure_months
    from slm.models import StateRun

    first = NOW.date().replace(year=2031)
    assert [ensure_months(StateRun, first, first) for _twice in range(2)] == [1, 0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('slm_staterun_203111') IS NOT NULL")
        assert cursor.fetchone() == (True,)
