"""What the schedule calls exists, and each tick has a queue that a worker serves."""

import pytest

from config.celery import app
from tests.architecture.house import ROOT


@pytest.fixture(scope="module")
def tasks():
    app.loader.import_default_modules()
    return set(app.tasks)


@pytest.mark.parametrize("tick", sorted(app.conf.beat_schedule))
def test_a_tick_calls_a_task_that_exists(tasks, tick):
    assert app.conf.beat_schedule[tick]["task"] in tasks


@pytest.mark.parametrize("tick", sorted(app.conf.beat_schedule))
def test_a_tick_expires_when_the_next_is_due(tick):
    entry = app.conf.beat_schedule[tick]
    assert entry["options"]["expires"] <= entry["schedule"]


def test_a_task_is_named_after_its_app(tasks):
    mine = {name for name in tasks if not name.startswith("celery.")}
    assert {name for name in mine if not (ROOT / name.split(".")[0] / "tasks.py").exists()} == set()
