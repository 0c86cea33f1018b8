"""`make run` starts everything, says where, and takes everything down again."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.services.conftest import ROOT, environment, free_port, processes_of, wait_for

# Its tests share what they start: `make test` gives a file to one worker as a whole.
pytestmark = pytest.mark.slow


class Installation:
    """One start over a `var`, with what it said."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.said = var.with_suffix(".said")
        with self.said.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.supervisor"],
                cwd=ROOT,
                env=environment(VAR=str(var), PORT=str(self.port), DEMO="0"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.said.read_text()

    def wait_until_up(self) -> None:
        wait_for(lambda: self._is_up() or self.process.poll() is not None, seconds=120)
        assert self.process.poll() is None, self.output

    def _is_up(self) -> bool:
        return f"Jembatan is at  http://localhost:{self.port}\n" in self.output

    def page(self) -> int:
        with urllib.request.urlopen(f"http://localhost:{self.port}/", timeout=20) as answer:
            return answer.status

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=40)

    def sockets(self) -> list[Path]:
        return list((self.var / "postgres").glob(".s.*"))


@pytest.fixture(scope="module")
def var(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("installation") / "var"


@pytest.fixture(scope="module")
def first(var):
    """The first start, running; the tests down to `test_term_…` look at it from all sides."""
    yield from _running(var)


@pytest.fixture
def later(var, first):
    """A later start over what was left there."""
    assert first.process.poll() is not None
    yield from _running(var)


def _running(var: Path):
    installation = Installation(var)
    try:
        installation.wait_until_up()
        yield installation
    finally:
        if installation.process.poll() is None:
            installation.stop(signal.SIGTERM)


def test_first_start_serves_pages_worker_and_schedule(first, var):
    assert first.page() == 200
    wait_for(lambda: {"gunicorn", "worker", "beat"} <= set(_words(var)), seconds=20)
    assert any(word.endswith("/postgres") for word in _words(var))


def test_first_start_prints_the_first_sign_in(first):
    assert first.output.count("First administrator: administrator@localhost  password: ") == 1


def test_second_start_in_one_checkout_names_the_running_one(first, var):
    second = Installation(var)
    assert second.process.wait(timeout=20) == 1
    assert second.output == (
        f"Jembatan already runs here: http://localhost:{first.port} "
        f"(process {first.process.pid}).\n"
    )


def test_dead_child_is_started_again_and_said(first, var):
    worker = _pid_of(var, "worker")
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: "worker was killed (signal 9); started again (1 of 3)" in first.output)
    assert wait_for(lambda: _pid_of(var, "worker")) != worker


def test_dead_database_is_started_again(first, var):
    head = int((var / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    os.kill(head, signal.SIGKILL)
    wait_for(lambda: "the database stopped; starting it again" in first.output)
    wait_for(lambda: _answers(first), seconds=20)


def test_term_leaves_nothing(first, var):
    assert first.stop(signal.SIGTERM) == 0
    assert processes_of(var) == []
    assert first.sockets() == []
    assert "Traceback" not in first.output


def test_killed_supervisor_takes_its_children_along(later, var):
    later.process.kill()
    later.process.wait()
    wait_for(lambda: not processes_of(var), seconds=20)
    assert later.sockets() == []


def test_start_after_a_kill_is_quiet_and_ctrl_c_leaves_nothing(later, var):
    assert "First administrator" not in later.output
    assert later.page() == 200
    assert later.stop(signal.SIGINT) == 0
    assert processes_of(var) == []
    assert later.sockets() == []


def _words(var: Path) -> list[str]:
    return " ".join(processes_of(var)).split()


def _pid_of(var: Path, name: str) -> int:
    """The process with this word in its command line, 0 when there is none."""
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            told = (entry / "environ").read_bytes()
        except OSError:
            continue
        if name.encode() in command and os.fsencode(var) in told:
            return int(entry.name)
    return 0


def _answers(running: Installation) -> bool:
    try:
        return running.page() == 200
    except OSError:
        return False
