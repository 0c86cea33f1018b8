"""The exact text that is signed, as bytes, and its hash (decision 25).

Canonical JSON: keys sorted by code point, no blanks, UTF-8, whole numbers only, every text in
Unicode's composed form with its lines ended by a line feed. Documents that say the same have the
same hash, all others another one.
"""

import hashlib
import json
import unicodedata
from typing import Any

FORM = "jembatan-agreement/1"


def canonical_json(document: Any) -> bytes:
    """The document's canonical bytes. Raises TypeError for what has no single form (floats)."""
    return json.dumps(
        _settled(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def text_hash(document: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _settled(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list | tuple):
        return [_settled(item) for item in value]
    if isinstance(value, dict):
        settled = {_key(key): _settled(item) for key, item in value.items()}
        if len(settled) != len(value):
            raise TypeError("two keys have one canonical form")
        return settled
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError("keys are texts")
    return unicodedata.normalize("NFC", key)
