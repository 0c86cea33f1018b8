"""Sets a document of plain values as an accessible PDF (PDF/UA-1)."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import typst

from .glyphs import drawable, font_folder


class DocumentRefused(Exception):
    """The typesetter refused the document or warned of something; no half-right file leaves."""


def set_pdf(template: Path, data: dict[str, Any], *, at: dt.datetime) -> bytes:
    """The PDF of `data` drawn by `template`, stamped with `at`: same input, same bytes.

    Only the shipped font is used; characters that it lacks are replaced. Raises DocumentRefused.
    """
    compiler = typst.Compiler(  # type: ignore[misc]  # its input has no type of its own
        template.read_bytes(),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_drawable(data), ensure_ascii=False)},
    )
    try:
        made, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards="ua-1", timestamp=int(at.timestamp())
        )
    except typst.TypstError as error:
        raise DocumentRefused(str(error)) from error
    if warnings:
        raise DocumentRefused("; ".join(warning.message for warning in warnings))
    assert isinstance(made, bytes)
    return made


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, list | tuple):
        return [_drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: _drawable(item) for key, item in value.items()}
    return value
