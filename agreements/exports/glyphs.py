"""Which characters the shipped font can draw, read from the font itself.

A character that no font has stops an accessible PDF, so it is replaced before.
"""

import struct
from functools import cache
from importlib.resources import files
from pathlib import Path

FACES = ("Regular", "It", "Bold", "BoldIt", "Semibold")
REPLACEMENT = "?"
# Drawn as room or as nothing, whatever the font says.
_SPACES = {"\n": "\n", "\t": " ", "\r": "", "\u00a0": "\u00a0", "\u202f": "\u00a0", "\u2009": " "}


def font_folder() -> Path:
    """Where the font's package keeps its files."""
    return Path(str(files("font_source_sans_pro") / "files"))


def drawable(text: str) -> str:
    """The text with every character that a face lacks replaced by a question mark."""
    known = _characters()
    return "".join(
        _SPACES.get(letter, letter if ord(letter) in known else REPLACEMENT) for letter in text
    )


@cache
def _characters() -> frozenset[int]:
    faces = [_mapped(font_folder() / f"SourceSansPro-{face}.ttf") for face in FACES]
    return frozenset.intersection(*faces)


def _mapped(path: Path) -> frozenset[int]:
    """The characters to which the font's `cmap` table gives a glyph (formats 4 and 12)."""
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for number in range(tables):
        tag, _checksum, start, _length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        if tag == b"cmap":
            return _read_cmap(data, start)
    raise ValueError(f"{path.name} has no cmap table")


def _read_cmap(data: bytes, start: int) -> frozenset[int]:
    found: set[int] = set()
    (count,) = struct.unpack_from(">H", data, start + 2)
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * number)
        if (platform, encoding) not in {(0, 3), (0, 4), (3, 1), (3, 10)}:
            continue
        (form,) = struct.unpack_from(">H", data, start + offset)
        if form == 4:
            found |= _segments(data, start + offset)
        elif form == 12:
            found |= _groups(data, start + offset)
    return frozenset(found)


def _segments(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 2 * double)
    ranges_at = at + 16 + 3 * double
    offsets = struct.unpack_from(f">{count}H", data, ranges_at)
    found = set()
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            if offsets[index]:
                place = ranges_at + 2 * index + offsets[index] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", data, place)
            else:
                glyph = (code + deltas[index]) % 0x10000
            if glyph:
                found.add(code)
    return found


def _groups(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    found: set[int] = set()
    for number in range(count):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * number)
        found.update(code for code in range(first, last + 1) if glyph + code - first)
    return found
