"""Secrets that the installation makes for itself on first start."""

import os
import secrets
from pathlib import Path

SIGN_INS = "demo-sign-ins.txt"  # in `var`, written by `seed_demo`: who may sign in with what


def secret_key(var: Path) -> str:
    """This installation's signing key, made in `var/secret-key` by whoever asks first.

    Several processes may ask at once: the file appears whole or not at all, and all read the same.
    """
    path = var / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        write_once(path, secrets.token_urlsafe(50) + "\n")
        return path.read_text(encoding="ascii").strip()


def write_once(path: Path, content: str) -> bool:
    """Write a file that only its owner may read; False when it was there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, a link never replaces another's file
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
