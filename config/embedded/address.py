"""Where the embedded server lives and how it is reached."""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

DATABASE = "jembatan"
USER = "postgres"
PORT = 5432  # only a part of the socket's name: the server listens on no network
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 107  # bytes, from sockaddr_un; a longer one is fatal for the server
POINTER = "postgres-home"


def fingerprint(var: Path) -> str:
    """A short name for this checkout's `var`, for folders that must lie outside it."""
    return hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]


def home(var: Path) -> Path:
    """The server's own folder: `var/postgres`, or the place outside that `var` points to.

    Root may have had to put it outside, when no unprivileged user can reach the checkout.
    """
    var = var.resolve()
    try:
        outside, owner = (var / POINTER).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ValueError):
        return var / "postgres"
    if owner != str(var) and (Path(owner) / POINTER).exists():
        return var / "postgres"  # a copy of another checkout, whose data are not ours
    return Path(outside)


def point(var: Path, outside: Path) -> None:
    """From now on the home of `var` is the folder `outside`."""
    (var / POINTER).write_text(f"{outside}\n{var.resolve()}\n", encoding="utf-8")


def socket_folder(var: Path) -> Path:
    """The folder of the server's socket: its home, or a short one when that path is too long."""
    inside = home(var)
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return inside
    # Not tempfile.gettempdir(): every process must find the same one, whatever its TMPDIR.
    return Path("/tmp") / f"jembatan-{fingerprint(var)}"


def database_url(var: Path, *, database: str = DATABASE) -> str:
    """The URL of this checkout's embedded server, whether it runs already or not."""
    return f"postgres://{USER}@{quote(str(socket_folder(var)), safe='')}/{database}"
