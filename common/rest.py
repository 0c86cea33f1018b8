"""Pieces that every API door uses: JSON by orjson, and permissions that deny by default."""

from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class JSONParser(BaseParser):
    """Read JSON, at most `DATA_UPLOAD_MAX_MEMORY_SIZE` bytes of it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise ParseError(_("The body is larger than %(limit)d bytes.") % {"limit": limit})
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is not JSON: %(error)s") % {"error": error}) from error


class JSONRenderer(BaseRenderer):
    """Write JSON; instants as RFC 3339 in UTC."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, context: Any = None) -> bytes:
        if data is None:
            return b""
        return orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


class DenyUnlessStated(BasePermission):
    """No: a view that forgot to say who may is open to nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


def given_reference(request: Request) -> str | None:
    """The `external_id` of a body that makes a record, by which a retry is told; None without.

    What no database can hold is none either: the serializer says so at its field.
    """
    given = request.data.get("external_id") if isinstance(request.data, dict) else None
    return given if isinstance(given, str) and given and "\x00" not in given else None
