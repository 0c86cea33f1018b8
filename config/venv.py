"""The `.venv` of this checkout: made, filled from the lock, mended when half-made."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from config.console import Step, say
from config.lock import Lock, Taken

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
LOCKS = {"run": "requirements.txt", "develop": "requirements-dev.txt"}
UNFINISHED = FOLDER / ".unfinished"


class CannotInstall(Exception):
    """The packages cannot be installed; the message says why and what to do."""


def ensure(purpose: str) -> Path:
    """Have what `purpose` (`run` or `develop`) needs in `.venv` and return its Python.

    Asks no network when the lock was installed before. Raises `CannotInstall`.
    """
    if _is_current(purpose):
        return PYTHON
    lock = _wait_for_turn()
    try:
        if not _is_current(purpose):  # somebody else may have done it meanwhile
            _make()
            _install(purpose)
    finally:
        lock.release()
    return PYTHON


def _is_current(purpose: str) -> bool:
    try:
        return (
            not UNFINISHED.exists()
            and _stamp(purpose).read_text(encoding="ascii") == _fingerprint(purpose)
            and _fits_its_python()
        )
    except FileNotFoundError:
        return False


def _fits_its_python() -> bool:
    """False when the system's Python was removed, or replaced by one of another version."""
    real = PYTHON.resolve(strict=True)
    return not real.name.startswith("python3.") or (FOLDER / "lib" / real.name).exists()


def _make() -> None:
    """Make `.venv`, unless there is one that works."""
    if not UNFINISHED.exists() and _works():
        return
    _check_python()
    with Step("making .venv"):
        if FOLDER.is_symlink() or FOLDER.is_file():
            FOLDER.unlink()
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir()
        UNFINISHED.touch()
        code, said = _wait([sys.executable, "-m", "venv", str(FOLDER)])
    if code != 0:
        raise CannotInstall(f".venv could not be made.{_cure(said)}")


def _install(purpose: str) -> None:
    locked = ROOT / LOCKS[purpose]
    count = sum("==" in line for line in locked.read_text(encoding="utf-8").splitlines())
    UNFINISHED.touch()
    with Step(f"installing {count} packages") as step:
        code, said = _wait(
            [
                *(str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"),
                *("--quiet", "--no-input", "--disable-pip-version-check"),
                *("--root-user-action=ignore", "--progress-bar=off", "-r", str(locked)),
            ],
            step,
        )
    if code != 0:
        raise CannotInstall(f"The packages could not be installed.{_cure(said)}")
    # The two locks are made together: who has the larger has the smaller.
    for done in ("run", "develop") if purpose == "develop" else ("run",):
        _stamp(done).write_text(_fingerprint(done), encoding="ascii")
    UNFINISHED.unlink()


def _wait(command: list[str], step: Step | None = None) -> tuple[int, str]:
    """Run a command quietly; its exit code and what it said."""
    with tempfile.TemporaryFile() as output:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT
        ) as process:
            try:
                while process.poll() is None:
                    time.sleep(0.1)
                    if step:
                        step.tick()
            except BaseException:
                process.terminate()
                raise
        output.seek(0)
        return process.returncode, output.read().decode("utf-8", errors="replace")


def _works() -> bool:
    """True for a Python of the right version that has pip; another machine's has not."""
    question = (
        "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) "
        "or sys.prefix == sys.base_prefix)"
    )
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def _check_python() -> None:
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise CannotInstall(
        f"{sys.executable} (Python {version}) cannot make a virtual environment: it lacks\n"
        f"ensurepip. On Debian and Ubuntu: `apt-get install python{version}-venv`."
    )


def _cure(said: str) -> str:
    lowered = said.lower()
    if "no space left on device" in lowered:
        return "\nThe disk is full. Free some space and start again."
    if "permission denied" in lowered:
        return (
            f"\nThe checkout may not be written by you. Hand it over:\n"
            f"    sudo chown -R {os.geteuid()}:{os.getegid()} {ROOT}"
        )
    lines = "\n".join(f"    {line}" for line in said.strip().splitlines()[-6:])
    if "do not match the hashes" in lowered:
        return f"\nA package is not the one the lock names; do not use it. pip said:\n{lines}"
    if any(word in lowered for word in ("connection", "resolve", "timed out", "retrying", "ssl")):
        return (
            "\nIs this machine online? Behind a proxy set HTTPS_PROXY; with a mirror set\n"
            f"PIP_INDEX_URL. Then start again. pip said:\n{lines}"
        )
    return f" pip said:\n{lines}"


def _stamp(purpose: str) -> Path:
    return FOLDER / f".installed-for-{purpose}"


def _fingerprint(purpose: str) -> str:
    return hashlib.sha256((ROOT / LOCKS[purpose]).read_bytes()).hexdigest()


def _wait_for_turn() -> Lock:
    told = False
    while True:
        try:
            return Lock(ROOT / "var", "install-lock")
        except Taken:
            if not told:
                say("  another make installs the packages, waiting …")
            told = True
            time.sleep(0.5)
