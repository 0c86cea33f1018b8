"""Kinds of words in addresses."""

from django.urls import register_converter

from common.db.codes import PATTERN


class CodeConverter:
    """A record's code: `<code:code>` takes it in small letters too and gives it in capitals."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")
