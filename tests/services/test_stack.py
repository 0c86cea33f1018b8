"""Production without containers: real Redis, gunicorn, prefork worker, beat.

The commands are the supervisor's own; only the settings module has one more kind of job.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from config import processes
from config.children import Child, children
from tests.plugins.template import template
from tests.require import require
from tests.services.conftest import ROOT, ask, environment, free_port, wait_for

# Its tests share what they start: `make test` gives a file to one worker as a whole.
pytestmark = [pytest.mark.slow, pytest.mark.redis]

START_JOB = """
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from common.operations.start_job import start_job
actor = User.objects.create_user('worker@example.org', 'Wira', 'a long password')
job = start_job(kind='tests.stay_in_the_middle', title='Long work', arguments={}, actor=actor,
                at=timezone.now())
print(job.pk)
"""


class Stack:
    """Everything an installation consists of."""

    def __init__(self, var, url: str, redis_url: str) -> None:
        self.url = url
        self.port = free_port()
        self.environ = environment(
            VAR=str(var),
            DATABASE_URL=url,
            REDIS_URL=redis_url,
            PORT=str(self.port),
            TICK_SECONDS="1",
            DJANGO_SETTINGS_MODULE="tests.services.stack.settings",
        )
        binds = [f"127.0.0.1:{self.port}"]
        self.web, self.worker, self.beat = children(
            binds=binds, var=var, environ=self.environ, root=ROOT
        )

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environ, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def health(self) -> dict:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/") as answer:
                return json.load(answer)
        except urllib.error.HTTPError as ill:
            return json.load(ill)
        except OSError:
            return {}

    def job(self, key: str) -> tuple[str, int, str]:
        return ask(self.url, f"SELECT state, attempts, message FROM common_job WHERE id = '{key}'")[
            0
        ]

    @property
    def everything(self) -> list[Child]:
        return [self.web, self.worker, self.beat]


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    program = shutil.which("redis-server")
    require("redis", program, "apt-get install redis-server")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = processes.start(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        log=folder / "redis.log",
    )
    yield f"redis://127.0.0.1:{port}/0"
    processes.end([server])


@pytest.fixture(scope="module")
def database_url():
    """A migrated database of its own beside the tests' databases."""
    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    name = f"jembatan_stack_{os.getpid()}"
    ask(
        f"{base}/postgres",
        f"CREATE DATABASE {name} TEMPLATE {template(settings.DATABASES['default'])}",
    )
    yield f"{base}/{name}"
    ask(f"{base}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def stack(tmp_path_factory, redis_url, database_url):
    built = Stack(tmp_path_factory.mktemp("stack"), database_url, redis_url)
    for child in built.everything:
        child.start()
    yield built
    processes.end([child.process for child in built.everything if child.process])


def test_all_parts_are_well_together(stack):
    wait_for(lambda: stack.health().get("status") == "ok", seconds=120)
    assert stack.health()["checks"] == {"database": "ok", "broker": "ok", "worker": "ok"}


def test_worker_is_of_processes(stack):
    wait_for(lambda: "ready" in processes.tail(stack.worker.log, lines=500), seconds=60)
    assert "prefork" in " ".join(stack.worker.command)
    assert subprocess.run(
        ["pgrep", "-P", str(stack.worker.process.pid)], capture_output=True
    ).stdout.split()


def test_work_of_a_killed_worker_is_found_again(stack):
    key = stack.manage("-c", START_JOB)
    wait_for(lambda: stack.job(key)[:2] == ("running", 1), seconds=60)
    os.killpg(stack.worker.process.pid, signal.SIGKILL)
    stack.worker.process.wait()
    assert stack.job(key)[:2] == ("running", 1)
    # A worker counts as lost when its job was not heard of for a minute: let that minute be over.
    ask(stack.url, f"UPDATE common_job SET heard_at = heard_at - interval '1 h' WHERE id = '{key}'")
    stack.worker.start()
    wait_for(lambda: stack.job(key)[0] == "done", seconds=90)
    assert stack.job(key) == ("done", 2, "done at attempt 2")


def test_lost_messages_lose_no_work(stack):
    """An emptied broker: the row is still due, and the next tick finds it."""
    os.killpg(stack.worker.process.pid, signal.SIGKILL)
    stack.worker.process.wait()
    key = stack.manage("-c", START_JOB.replace("worker@", "another@"))
    ask(stack.url, f"UPDATE common_job SET attempts = 1 WHERE id = '{key}'")
    subprocess.run(
        ["redis-cli", "-u", stack.environ["REDIS_URL"], "FLUSHALL"], check=True, capture_output=True
    )
    stack.worker.start()
    wait_for(lambda: stack.job(key)[0] == "done", seconds=90)


def test_term_ends_every_part_by_itself(stack):
    for child in stack.everything:
        child.process.terminate()
    for child in stack.everything:
        assert child.process.wait(timeout=30) == 0, processes.tail(child.log)
