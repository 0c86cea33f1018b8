"""Processes of ours: tied to their parent, in a session of their own, ended kindly and then not."""

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def start(
    command: Sequence[str],
    *,
    log: Path,
    ends_with: signal.Signals = signal.SIGTERM,
    change_user: Sequence[str] = (),
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that writes to `log` and gets `ends_with` when this process is killed.

    It has a session of its own, so that a Ctrl-C in the terminal reaches us alone. Call it from the
    main thread: the tie follows the thread that started the child, not the process.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            # After the change of user, which would clear the tie.
            [*change_user, *tie(ends_with), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            start_new_session=True,
        )


@functools.cache
def tie(ends_with: signal.Signals) -> tuple[str, ...]:
    """The command prefix that ends a child with its parent; empty where the system has none."""
    if sys.platform != "linux" or not shutil.which("setpriv"):
        return ()
    prefix = ("setpriv", "--pdeathsig", ends_with.name.removeprefix("SIG"), "--")
    works = subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    return prefix if works else ()


def end(
    children: Sequence[subprocess.Popen[bytes]],
    *,
    kindly: signal.Signals = signal.SIGTERM,
    seconds: float = 8,
) -> None:
    """Ask all children to end, wait together, then kill what is left of their sessions."""
    for child in children:
        if child.poll() is None:
            child.send_signal(kindly)
    ends = time.monotonic() + seconds
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0, ends - time.monotonic()))
        kill(child)


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and every process in its session's group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for a message on the terminal."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    kept = [line for line in text.splitlines() if line.strip()]
    return "\n".join(kept[-lines:])


def turn_over(log: Path, *, largest_bytes: int = 5 * 1024 * 1024) -> None:
    """Put a log that has grown large aside, keeping one older."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > largest_bytes:
        log.replace(log.with_name(f"{log.name}.1"))
