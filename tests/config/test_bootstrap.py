"""`make` on a bare machine: nothing installed is needed, and what is missing is said."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import venv
from config.bootstrap import TARGETS
from tests.services.conftest import ROOT, environment


def make(folder: Path, target: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("make"), target],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def checkout(tmp_path) -> Path:
    """The files that a start reads before anything is installed."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("*.pyc"))
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def python_that(folder: Path, script: str, name: str = "python3") -> str:
    """A PATH with this as the only Python."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / name).write_text(f"#!/bin/sh\n{script}\n")
    (programs / name).chmod(0o755)
    for tool in ("sh", "sed"):
        (programs / tool).symlink_to(shutil.which(tool))
    return str(programs)


def test_make_alone_lists_every_target():
    listed = make(ROOT, "help", os.environ["PATH"]).stdout
    assert re.findall(r"^  make (\w+)", listed, re.MULTILINE) == ["help", *TARGETS]


def test_bootstrap_needs_the_standard_library_alone():
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.append({str(ROOT)!r})\nimport config.bootstrap",
        ],
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_no_fitting_python_is_said_with_the_packages(checkout):
    answer = make(checkout, "run", python_that(checkout, "exit 1"))
    assert answer.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13" in answer.stdout
    assert "apt-get install python3 python3-venv" in answer.stdout


def test_first_fitting_python_is_taken(checkout):
    says = 'case "$2" in *version_info*) exit 0;; esac; echo "python3.12 $*"'
    answer = make(checkout, "run", python_that(checkout, says, name="python3.12"))
    assert answer.stdout == "python3.12 -I config/bootstrap.py run\n"


def test_python_without_ensurepip_gets_the_package_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(venv.CannotInstall, match=r"apt-get install python3\.1[123]-venv"):
        venv._check_python()


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Path:
    """A checkout whose lock names no package."""
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "requirements-dev.txt").write_text("# nothing\n")
    folder = tmp_path / ".venv"
    monkeypatch.setattr(venv, "ROOT", tmp_path)
    monkeypatch.setattr(venv, "FOLDER", folder)
    monkeypatch.setattr(venv, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(venv, "UNFINISHED", folder / ".unfinished")
    return tmp_path


@pytest.mark.slow
def test_venv_is_made_once_and_mended_when_half_made(empty, capsys):
    venv.ensure("run")
    assert "making .venv" in capsys.readouterr().out
    venv.ensure("run")
    assert capsys.readouterr().out == ""
    (empty / ".venv" / ".unfinished").touch()
    (empty / ".venv" / "bin" / "python").unlink()
    python = venv.ensure("run")
    assert subprocess.run([python, "-c", ""]).returncode == 0
    assert not (empty / ".venv" / ".unfinished").exists()


@pytest.mark.slow
def test_changed_lock_is_installed_again(empty, capsys):
    venv.ensure("run")
    (empty / "requirements.txt").write_text("# still nothing\n")
    capsys.readouterr()
    venv.ensure("run")
    assert "installing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ("ERROR: No space left on device", "Free some space"),
        ("Retrying after connection broken: NewConnectionError", "HTTPS_PROXY"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "do not use it"),
        ("PermissionError: [Errno 13] Permission denied", "sudo chown"),
    ],
)
def test_complaints_of_pip_become_cures(said, cure):
    assert cure in venv._cure(said)
