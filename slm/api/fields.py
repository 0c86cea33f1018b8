"""How instants and texts come in."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.db.instants import from_seconds
from slm.engine.instants import read_instants

WHY = {
    "type": _(
        "An instant is a text such as 2026-11-25T09:29:00+07:00, or whole seconds since 1970."
    ),
    "form": _("This is no instant such as 2026-11-25T09:29:00+07:00."),
    "zone": _("This instant names no zone; add Z or an offset."),
    "range": _("An instant lies between 1970 and 2100."),
    "number": _("Milliseconds are a whole number."),
}


@extend_schema_field(
    {"oneOf": [{"type": "string", "format": "date-time"}, {"type": "integer", "minimum": 0}]}
)
class InstantField(serializers.Field):
    """RFC 3339 with an offset, or whole seconds since 1970; fractions of a second are dropped."""

    default_error_messages = WHY

    def to_internal_value(self, data: Any) -> Any:
        seconds, unread = read_instants([data])
        if unread:
            self.fail(unread[0].why)
        return from_seconds(int(seconds[0]))

    def to_representation(self, value: Any) -> Any:
        return value
