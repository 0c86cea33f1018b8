"""Whether anything changed since the tables and static files were last brought up to date.

Asking Django takes seconds at every start; looking at the files' times takes a moment. Only for the
embedded database: nobody else changes its tables.
"""

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path

from config.bootstrap import APPS

STAMP = "prepared"


def is_fresh(root: Path, var: Path, data: Path, environ: Mapping[str, str]) -> bool:
    """True when code, packages, static files and the database are as `remember` saw them."""
    try:
        remembered = (var / STAMP).read_text(encoding="ascii")
        return remembered == _fingerprint(root, data, environ)
    except OSError:
        return False


def remember(root: Path, var: Path, data: Path, environ: Mapping[str, str]) -> None:
    """Say that everything is up to date now."""
    (var / STAMP).write_text(_fingerprint(root, data, environ), encoding="ascii")


def _fingerprint(root: Path, data: Path, environ: Mapping[str, str]) -> str:
    digest = hashlib.sha256(f"{sys.version}{environ.get('DEMO')}".encode())
    # The first eight bytes identify the cluster: a new database has other ones.
    digest.update((data / "global" / "pg_control").read_bytes()[:8])
    files = [root / "requirements.txt", *(root / "static").rglob("*")]
    for app in APPS:
        files += (root / app).rglob("*.py")
    for path in sorted(files):
        state = path.stat()
        digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
