"""Run a command with a database: `python -m config.embedded [--keep] -- command …`

By default the server and its data are temporary. With `--keep` it is this checkout's own: the one
that `make run` has running, or started for as long as the command lasts.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.embedded import CannotStart, Server
from config.lock import Lock, Taken

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: Sequence[str]) -> int:
    """Returns the command's exit code."""
    options, command = [], list(arguments)
    while command and command[0].startswith("--"):
        option = command.pop(0)
        if option == "--":
            break
        options.append(option)
    if not command or set(options) - {"--keep"}:
        print(__doc__)
        return 2
    try:
        with _var("--keep" in options) as var:
            return subprocess.run(command, env={**os.environ, "VAR": str(var)}).returncode
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


@contextlib.contextmanager
def _var(keep: bool) -> Iterator[Path]:
    """A `var` whose server runs."""
    if not keep:
        with tempfile.TemporaryDirectory(prefix="jembatan-") as folder, Server(Path(folder)):
            yield Path(folder)
        return
    var = Path(os.environ.get("VAR") or ROOT / "var").resolve()
    try:
        lock = Lock(var)
    except Taken:
        yield var
        return
    try:
        with Server(var):
            yield var
    finally:
        lock.release()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
