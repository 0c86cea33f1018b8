"""One start at a time."""

import subprocess
import sys

import pytest

from config.lock import Lock, Taken
from tests.services.conftest import ROOT, environment

HOLD = (
    "import sys, time; from pathlib import Path; from config.lock import Lock\n"
    "Lock(Path(sys.argv[1])).write(url='http://there'); print('held', flush=True); time.sleep(60)"
)


def test_second_holder_is_refused_with_the_first_ones_note(tmp_path):
    first = Lock(tmp_path)
    first.write(url="http://localhost:8000", pid=7)
    with pytest.raises(Taken) as refused:
        Lock(tmp_path)
    assert refused.value.note == {"url": "http://localhost:8000", "pid": 7}
    first.release()


def test_released_lock_leaves_nothing_behind(tmp_path):
    first = Lock(tmp_path)
    first.write(url="x")
    first.release()
    second = Lock(tmp_path)
    assert second.left_behind == {}
    second.release()


def test_killed_holder_frees_it_and_leaves_its_note(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Taken):
            Lock(tmp_path)
        holder.kill()
    lock = Lock(tmp_path)
    assert lock.left_behind == {"url": "http://there"}
    lock.release()


def test_note_that_was_cut_off_is_no_note(tmp_path):
    (tmp_path / "lock").write_text('{"url": "htt')
    lock = Lock(tmp_path)
    assert lock.left_behind == {}
    lock.release()
