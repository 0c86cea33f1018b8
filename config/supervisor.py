"""One process that starts the whole installation and takes all of it down again.

Database, tables, demo; then web, worker and beat as children. Ctrl-C, TERM and a closed terminal
stop everything; when this process is killed outright, the kernel ends the children.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from config import processes
from config.children import Child, GaveUp, children
from config.console import Step, say
from config.doorway import Doorway, NotThere, doorway, refuse_if_taken, serves
from config.embedded import CannotStart, Server
from config.freshness import is_fresh, remember
from config.generated import SIGN_INS
from config.lock import Lock, Taken

ROOT = Path(__file__).resolve().parent.parent
LEAVING_SECONDS = 12  # a worker that lost its supervisor ends within this


class Stopped(Exception):
    """Somebody wants us to stop."""


class Failed(Exception):
    """Something cannot start; the message has been said or is in it."""


class Supervisor:
    """The installation over one `var`."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = environ
        self.var = Path(environ.get("VAR") or ROOT / "var").resolve()
        self.stopping = threading.Event()
        self.lock: Lock | None = None
        self.database: Server | None = None
        self.database_deaths: list[float] = []
        self.children: list[Child] = []
        self.demo: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Start everything and stay until told to stop; returns the exit code."""
        signals = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup: outlive the terminal
            signals.append(signal.SIGHUP)
        for number in signals:
            signal.signal(number, lambda *_: self.stopping.set())
        code = 1
        try:
            self._start()
            self._watch()
        except Stopped:
            code = 0
        except Taken as taken:
            where = taken.note.get("url", "another address")
            say(f"Jembatan already runs here: {where} (process {taken.note.get('pid', '?')}).")
        except (CannotStart, Failed, GaveUp, NotThere) as error:
            if str(error):
                say(f"\n{error}")
        except OSError as error:
            say(f"\n{error.strerror or error}: {error.filename or self.var}")
        finally:
            self._stop()
        return code

    def _start(self) -> None:
        door = doorway(self.environ)
        self.lock = Lock(self.var)
        refuse_if_taken(door, patience_seconds=LEAVING_SECONDS if self.lock.left_behind else 0)
        self.lock.write(url=door.url, pid=os.getpid())
        (self.var / "log").mkdir(exist_ok=True)
        if not self.environ.get("DATABASE_URL"):
            self._start_database()
        seeded_before = (self.var / SIGN_INS).exists()
        self._prepare()
        self.children = children(binds=door.binds, var=self.var, environ=self.environ, root=ROOT)
        web, *others = self.children
        with Step("starting the pages") as step:
            web.start()
            self._wait_for_page(door, step)
        # They would take the processor from the pages while everybody loads the same code.
        for child in others:
            child.start()
        self._welcome(door)
        if seeded_before and self._tells_the_demo():
            self._go_on_with_the_demo()

    def _start_database(self) -> None:
        self.database = Server(self.var)
        with Step("starting the database") as step:
            self.database.start()
            step.result = f"PostgreSQL {self.database.version}"
        if self.database.recovered:
            say("  the last run was killed; the database has recovered, nothing committed is lost")
        if self.database.moved_aside:
            say(f"  what lay there was no database; it was moved to {self.database.moved_aside}")
        if self.database.mode == "outside":
            say(f"  nobody may enter this folder, so the data are in {self.database.home}")

    def _prepare(self) -> None:
        """Tables, static files and demo in a process of its own, which draws its own lines."""
        told = not self._tells_the_demo() or (self.var / SIGN_INS).exists()
        if self.database and told and is_fresh(ROOT, self.var, self.database.data, self.environ):
            return
        command = [*processes.tie(signal.SIGTERM), sys.executable, "-m", "config.prepare"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, env=self.environ
        )
        while process.poll() is None:
            if self.stopping.wait(0.05):
                processes.end([process])
                raise Stopped
        if process.returncode:
            raise Failed
        if self.database:
            remember(ROOT, self.var, self.database.data, self.environ)

    def _wait_for_page(self, door: Doorway, step: Step) -> None:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            if self.stopping.wait(0.05):
                raise Stopped
            step.tick()
            self.children[0].watch()
            answer = serves(door)
            if answer:
                return
            if answer is False:
                break
        web = self.children[0].log
        raise Failed(
            f"The pages do not answer as they should. The last lines of {web}:\n\n"
            f"{processes.tail(web)}"
        )

    def _welcome(self, door: Doorway) -> None:
        say(f"\n  Jembatan is at  {door.url}\n")
        if self._tells_the_demo() and (self.var / SIGN_INS).exists():
            say((self.var / SIGN_INS).read_text(encoding="utf-8").rstrip() + "\n")
        if door.https:
            say(f"  Served at {', '.join(door.binds)} for a proxy that speaks HTTPS.")
        say("  Ctrl-C stops everything; what you entered stays.\n")

    def _tells_the_demo(self) -> bool:
        return (self.environ.get("DEMO") or ("1" if self.database else "0")) == "1"

    def _go_on_with_the_demo(self) -> None:
        """Catch up on what happened in the demo's world since the last run, beside the pages."""
        log = self.var / "log" / "demo.log"
        command = [sys.executable, str(ROOT / "manage.py"), "seed_demo"]
        self.demo = processes.start(command, log=log, cwd=ROOT, env=self.environ)

    def _watch(self) -> None:
        while not self.stopping.wait(0.5):
            if self.database and self.database.died():
                self._restart_database()
            for child in self.children:
                child.watch()
        raise Stopped

    def _restart_database(self) -> None:
        assert self.database is not None
        now = time.monotonic()
        self.database_deaths = [at for at in self.database_deaths if now - at < 60] + [now]
        if len(self.database_deaths) > 3:
            raise GaveUp(
                f"The database keeps stopping. The last lines of {self.database.log}:\n\n"
                f"{processes.tail(self.database.log)}"
            )
        say("  the database stopped; starting it again")
        self.database.start()

    def _stop(self) -> None:
        """Pages, schedule and worker first, the database last, the lock at the very end."""
        started = [child.process for child in self.children if child.process]
        if self.demo:
            started.append(self.demo)
        if started or self.database:
            say()
            with Step("stopping"):
                processes.end(started)
                if self.database:
                    self.database.stop()
        if self.lock:
            self.lock.release()


def main() -> int:
    """Entry point of `make run`."""
    return Supervisor(dict(os.environ)).run()


if __name__ == "__main__":
    sys.exit(main())
