"""The signing key is made once, whoever asks first."""

import subprocess
import sys

from config.generated import secret_key, write_once
from tests.services.conftest import ROOT, environment

ASK = (
    "import sys; from pathlib import Path; from config.generated import secret_key\n"
    "print(secret_key(Path(sys.argv[1])))"
)


def test_secret_key_is_long_and_for_its_owner_alone(tmp_path):
    assert len(secret_key(tmp_path)) > 60
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_processes_that_ask_at_once_get_the_same_key(tmp_path):
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(tmp_path)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
        )
        for _ in range(8)
    ]
    answers = {one.communicate()[0] for one in asking}
    assert answers == {f"{secret_key(tmp_path)}\n".encode()}
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_write_once_never_replaces(tmp_path):
    assert write_once(tmp_path / "file", "first")
    assert not write_once(tmp_path / "file", "second")
    assert (tmp_path / "file").read_text() == "first"
