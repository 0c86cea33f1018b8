"""One start at a time over one `var`."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any


class Taken(Exception):
    """Another process holds the lock; `note` is what it wrote about itself."""

    def __init__(self, note: dict[str, Any]) -> None:
        super().__init__("already running")
        self.note = note


class Lock:
    """A lock on `var` that the kernel frees when its holder dies, with a note of who holds it."""

    def __init__(self, var: Path, name: str = "lock") -> None:
        var.mkdir(parents=True, exist_ok=True)
        self.path = var / name
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = self._read()
            os.close(self._descriptor)
            raise Taken(note) from None
        self.left_behind = self._read()

    def write(self, **note: Any) -> None:
        """Say who holds the lock; what is there at the next start was left by a killed holder."""
        os.truncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(note).encode() if note else b"", 0)

    def release(self) -> None:
        """Free the lock, with nothing left behind."""
        self.write()
        os.close(self._descriptor)

    def _read(self) -> dict[str, Any]:
        try:
            note = json.loads(os.pread(self._descriptor, 4096, 0) or b"{}")
        except ValueError:
            return {}
        return note if isinstance(note, dict) else {}
