"""The supervisor's children: what they run, how they are watched, when they are given up."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config import processes
from config.console import say

QUEUES = "default,ingest,levels,reports,notify"
TROUBLE = re.compile(rb"\[(?:error|critical)\s*\]|\"level\": ?\"(?:error|critical)\"", re.I)
OUR_OWN_PROBE = b"/health/"  # answers 503 until the worker's first tick
RESTARTS = 3
QUIET_SECONDS = 30.0  # between two looks at the same child's trouble on the terminal
WITHIN_SECONDS = 60.0


class GaveUp(Exception):
    """A child keeps ending; the message holds its last lines."""


@dataclass
class Child:
    """One child process, with its log."""

    name: str
    command: list[str]
    log: Path
    env: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    read_bytes: int = 0
    quiet_until: float = 0.0

    def start(self) -> None:
        """Start it; call from the main thread."""
        processes.turn_over(self.log)
        self.read_bytes = self.log.stat().st_size if self.log.exists() else 0
        self.process = processes.start(self.command, log=self.log, env=self.env)

    def watch(self) -> None:
        """Tell errors from its log; start it again when it ended. Raises `GaveUp`."""
        self._tell_trouble()
        if self.process is None or self.process.poll() is None:
            return
        code = self.process.returncode
        processes.kill(self.process)  # what is left of its group
        how = f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"
        self.deaths = [at for at in self.deaths if time.monotonic() - at < WITHIN_SECONDS]
        self.deaths.append(time.monotonic())
        if len(self.deaths) > RESTARTS:
            raise GaveUp(
                f"{self.name} {how} for the {len(self.deaths)}th time within a minute.\n"
                f"The last lines of {self.log}:\n\n{processes.tail(self.log)}\n"
            )
        say(f"  {self.name} {how}; started again ({len(self.deaths)} of {RESTARTS})")
        self.start()

    def _tell_trouble(self, most_lines: int = 4) -> None:
        """Print the errors that the log got since the last look, a few at a time."""
        if time.monotonic() < self.quiet_until:
            return
        try:
            with self.log.open("rb") as file:
                file.seek(self.read_bytes)
                news = file.read(1024 * 1024)
        except OSError:
            return
        news = news[: news.rfind(b"\n") + 1]
        self.read_bytes += len(news)
        lines = [
            line for line in news.splitlines() if TROUBLE.search(line) and OUR_OWN_PROBE not in line
        ]
        if not lines:
            return
        for line in lines[:most_lines]:
            say(f"  {self.name}: {line.decode('utf-8', errors='replace')[:200]}")
        say(f"  {self.name}: {len(lines)} such lines; all of it is in {self.log}")
        self.quiet_until = time.monotonic() + QUIET_SECONDS


def children(*, binds: list[str], var: Path, environ: Mapping[str, str], root: Path) -> list[Child]:
    """Web, worker and beat as this environment wants them, not yet started."""
    env = {"LOG_FORMAT": "text", **environ, "PYTHONUNBUFFERED": "1"}
    shared_memory = Path("/dev/shm")
    beat = var / "beat-schedule"
    python = sys.executable
    web = [
        *(python, "-m", "gunicorn", "config.wsgi:application", "--chdir", str(root)),
        *(part for address in binds for part in ("--bind", address)),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--timeout", "120"),
        *("--graceful-timeout", "7", "--no-control-socket"),
        *(("--worker-tmp-dir", str(shared_memory)) if os.access(shared_memory, os.W_OK) else ()),
    ]
    # Threads share one process's memory; only Redis gives back what a killed process had taken.
    pool = ("prefork", str(os.cpu_count() or 2)) if environ.get("REDIS_URL") else ("threads", "4")
    celery = [python, "-m", "celery", "-A", "config.celery"]
    worker = [
        *(*celery, "worker", "--pool", pool[0], "--concurrency", pool[1], "--queues", QUEUES),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        *("--hostname", f"worker-{os.getpid()}@%h", "--loglevel", "INFO"),
    ]
    schedule = [*celery, "beat", "--schedule", str(beat), "--loglevel", "WARNING"]
    return [
        Child(name, command, var / "log" / f"{name}.log", env)
        for name, command in (("web", web), ("worker", worker), ("beat", schedule))
    ]
