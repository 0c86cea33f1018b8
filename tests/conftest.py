"""What every test may ask for; the people are in tests/cast.py."""

import datetime as dt

import pytest
from django.db import connection

pytest_plugins = ["tests.cast", "tests.plugins.exercised"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the months that tests write into once; made inside a test one would outlive it."""
    from common.db.partitions import ensure_months
    from slm.models import BucketDay, FactVersion, SampleBatch, StateRun, TimesBatch

    with django_db_blocker.unblock():
        for model in (BucketDay, FactVersion, SampleBatch, StateRun, TimesBatch):
            ensure_months(model, dt.date(2026, 1, 1), dt.date(2027, 1, 31))
    yield
    # A thread that some test started may hold its connection still; the database could not go.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _quiet_broker(settings):
    """Wake-ups go nowhere: tests call tasks and verbs themselves."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
