"""How a source's own reference stands in an address."""

from django.urls import register_converter

MAX_REFERENCE = 120


class ReferenceConverter:
    """Whatever a tool calls its outage, slashes included, but nothing that a database refuses."""

    regex = "[^\x00-\x1f\x7f]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")
