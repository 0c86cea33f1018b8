"""What a killed server left behind, and how it is cleared without losing data.

A server that was killed leaves its pid file and its socket; when the pid lives again as somebody
else's, PostgreSQL would refuse to start for ever. A living server of ours always has its data
folder as working directory, which no reused pid has.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.embedded import address
from config.embedded.errors import CannotStart

PID_FILE = "postmaster.pid"


def clear(*, data: Path, sockets: Path, patience_seconds: float = 60) -> bool:
    """Stop a server that still runs on `data` and remove its traces; True when there was one.

    The caller holds the checkout's lock, so nobody else can be using that server: the one that
    started it was killed.
    """
    alive = _stop(data, patience_seconds)
    (data / PID_FILE).unlink(missing_ok=True)
    remove_sockets(sockets)
    return alive


def remove_sockets(sockets: Path) -> None:
    """Remove what a killed server leaves in its socket folder."""
    for name in (address.SOCKET_NAME, f"{address.SOCKET_NAME}.lock"):
        (sockets / name).unlink(missing_ok=True)


def postmaster(data: Path) -> tuple[int, str] | None:
    """The pid and the state (`starting`, `ready`, `stopping`) that the pid file tells."""
    try:
        lines = (data / PID_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
    except (OSError, ValueError, IndexError):
        return None


def processes(data: Path) -> list[int]:
    """The living PostgreSQL processes that work in `data`."""
    if sys.platform != "linux":
        return _by_pid_file(data)
    try:
        there = data.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            # A zombie has no working directory any more: reading it fails, as it should here.
            here = os.stat(f"/proc/{entry.name}/cwd")
            if (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino):
                continue
            if Path(f"/proc/{entry.name}/comm").read_text(encoding="utf-8").strip() == "postgres":
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _stop(data: Path, patience_seconds: float) -> bool:
    alive = processes(data)
    if not alive:
        return False
    head = postmaster(data)
    if head and head[0] in alive:
        _signal([head[0]], signal.SIGINT)  # a fast shutdown: writes everything, waits for nobody
    elif not _gone(data, 5):  # without its head every other process leaves by itself
        _signal(processes(data), signal.SIGQUIT)
    if _gone(data, patience_seconds):
        return True
    _signal(processes(data), signal.SIGKILL)
    if _gone(data, 5):
        return True
    raise CannotStart(
        f"Another PostgreSQL (process {alive[0]}) works on {data} and cannot be stopped.\n"
        f"Stop it with `kill {alive[0]}` and start again."
    )


def _gone(data: Path, seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while processes(data):
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
        except PermissionError:
            return


def _by_pid_file(data: Path) -> list[int]:
    """Without /proc: the pid file's process, when it is a postgres."""
    head = postmaster(data)
    if head is None:
        return []
    shown = subprocess.run(
        ["ps", "-p", str(head[0]), "-o", "comm="], capture_output=True, text=True
    )
    return [head[0]] if "postgres" in shown.stdout else []
