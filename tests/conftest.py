"""What every test may ask for; the people are in tests/cast.py."""

import datetime as dt

import pytest

pytest_plugins = ["tests.cast"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the months that tests write into once; made inside a test one would outlive it."""
    from common.db.partitions import ensure_months
    from slm.models import BucketDay, FactVersion, SampleBatch, StateRun

    with django_db_blocker.unblock():
        for model in (BucketDay, FactVersion, SampleBatch, StateRun):
            ensure_months(model, dt.date(2026, 1, 1), dt.date(2027, 1, 31))


@pytest.fixture(autouse=True)
def _quiet_broker(settings):
    """Wake-ups go nowhere: tests call tasks and verbs themselves."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
