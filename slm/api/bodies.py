"""Reads the bodies of facts: JSON, packed by gzip if the sender likes, within a limit."""

import zlib
from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

_GZIP = 16 + zlib.MAX_WBITS


class TooLarge(APIException):
    """413: more than this door takes at once."""

    status_code = 413
    default_code = "too_large"


class FactsParser(BaseParser):
    """JSON, plain or with `Content-Encoding: gzip`; both forms are bounded."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise _too_large(limit)
        coding = parser_context["request"].headers.get("Content-Encoding", "").strip().lower()
        if coding == "gzip":
            content = _unpack(content, limit)
        elif coding not in ("", "identity"):
            raise UnsupportedMediaType(coding)
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is not JSON: %(error)s") % {"error": error}) from error


def _unpack(content: bytes, limit: int) -> bytes:
    """Never unpacks more than one byte past the limit, whatever the sender packed."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacker.decompress(content, limit + 1)
    except zlib.error as error:
        raise ParseError(_("The body is not packed by gzip.")) from error
    if len(unpacked) > limit:
        raise _too_large(limit)
    if not unpacker.eof or unpacker.unused_data:
        raise ParseError(_("The body is not packed by gzip."))
    return unpacked


def _too_large(limit: int) -> TooLarge:
    return TooLarge(_("The body is larger than %(limit)d bytes. Split it.") % {"limit": limit})
