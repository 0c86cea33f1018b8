"""One PostgreSQL server over one `var`, on a Unix socket alone."""

import os
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path
from types import TracebackType

from config import processes
from config.embedded import address, binaries, cluster, identity, leftovers
from config.embedded.errors import CannotStart, explain

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    # Nobody's disk turns any more: a row by its index costs twice a neighbour, not four times.
    "random_page_cost": "2",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "huge_pages": "off",
}
# Nothing of a test has to outlive a power cut.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
}


class Server:
    """The embedded server of `var`; a context manager that yields its URL.

    The caller holds the checkout's lock (`config.lock`). `durable=False` trades safety for speed,
    for tests. `modes` are the ways in which root may start it, see `config.embedded.identity`.
    """

    def __init__(
        self,
        var: Path,
        *,
        durable: bool = True,
        modes: tuple[str, ...] = identity.MODES,
        patience_seconds: float = 300,
    ) -> None:
        self.var = var.resolve()
        self.durable = durable
        self.modes = modes
        self.patience_seconds = patience_seconds
        self.log = self.var / "log" / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.version = ""
        self.mode = ""
        self.recovered = False
        self.moved_aside: Path | None = None

    @property
    def home(self) -> Path:
        """The folder that holds the data, and mostly the socket."""
        return address.home(self.var)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    def start(self) -> str:
        """Start the server, recovering what a killed one left, and return its URL.

        Raises `CannotStart` with the cure.
        """
        try:
            return self._start()
        except OSError as error:
            raise CannotStart(
                f"The database could not be started. {explain(str(error))}"
            ) from error

    def _start(self) -> str:
        processes.turn_over(self.log)
        found = binaries.find(data=self.data)
        who, found = identity.settle(var=self.var, binaries=found, modes=self.modes)
        self.version, self.mode = found.version, who.mode
        self.moved_aside = cluster.ensure(
            home=self.home, binaries=found, identity=who, durable=self.durable
        )
        sockets = self._socket_folder(who)
        killed_before = (self.data / leftovers.PID_FILE).exists()
        leftovers.clear(data=self.data, sockets=sockets)
        self.recovered = killed_before
        settings = {**SETTINGS, **({} if self.durable else CARELESS)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        began_at = self.log.stat().st_size if self.log.exists() else 0
        self.process = processes.start(
            [found["postgres"], "-D", str(self.data), "-k", str(sockets), *options],
            log=self.log,
            ends_with=signal.SIGINT,
            change_user=who.prefix,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "LANG": "C"},
        )
        self._wait_until_ready(began_at)
        self._ensure_database(found, sockets)
        return address.database_url(self.var)

    def stop(self) -> None:
        """Shut the server down: everything written, nothing left behind."""
        if self.process is None:
            return
        processes.end([self.process], kindly=signal.SIGINT, seconds=20)
        self.process = None
        sockets = address.socket_folder(self.var)
        leftovers.remove_sockets(sockets)
        if sockets != self.home:
            shutil.rmtree(sockets, ignore_errors=True)

    def died(self) -> bool:
        """True when the server was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _wait_until_ready(self, began_at: int) -> None:
        assert self.process is not None
        ends = time.monotonic() + self.patience_seconds
        while time.monotonic() < ends:
            if leftovers.postmaster(self.data) == (self.process.pid, "ready"):
                return
            if self.process.poll() is not None:
                with self.log.open("rb") as file:
                    file.seek(began_at)
                    said = file.read().decode("utf-8", errors="replace")
                raise CannotStart(f"The database stopped while starting. {explain(said)}")
            time.sleep(0.01)
        self.stop()
        raise CannotStart(
            f"The database was not ready after {self.patience_seconds:.0f} s; see {self.log}."
        )

    def _ensure_database(self, found: binaries.Binaries, sockets: Path) -> None:
        """Make the application's database. Not at initdb: an interrupted start may lack it."""
        query = f"SELECT 1 FROM pg_database WHERE datname = '{address.DATABASE}'"
        if self._psql(found, sockets, query) == "1":
            return
        self._psql(found, sockets, f"CREATE DATABASE {address.DATABASE}")

    def _psql(self, found: binaries.Binaries, sockets: Path, query: str) -> str:
        asked = subprocess.run(
            [
                *(found["psql"], "-XqAt", "-v", "ON_ERROR_STOP=1", "-U", address.USER),
                *("-h", str(sockets), "-p", str(address.PORT), "-d", "postgres", "-c", query),
            ],
            capture_output=True,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "20"},
            start_new_session=True,
        )
        if asked.returncode != 0:
            self.stop()
            raise CannotStart(f"The database did not answer. {explain(asked.stderr)}")
        return asked.stdout.strip()

    def _socket_folder(self, who: identity.Identity) -> Path:
        """The socket's folder, ours alone: nobody may put a server of his in its place."""
        sockets = address.socket_folder(self.var)
        if sockets == self.home:
            return sockets
        try:
            sockets.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            os.chown(sockets, who.uid, who.gid)
        state = sockets.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid not in {who.uid, os.geteuid()}:
            raise CannotStart(
                f"{sockets} should be our folder for the database's socket, but somebody else\n"
                "made it. Remove it, or move the checkout to a shorter path."
            )
        os.chown(sockets, who.uid, who.gid)
        sockets.chmod(0o700)
        return sockets
