"""Texts that are kept in English and in Indonesian."""

from django.utils.translation import get_language


def in_reader_language(english: str, indonesian: str) -> str:
    """The text in the language of the page, the other one where it is missing."""
    if (get_language() or "").startswith("id"):
        return indonesian or english
    return english or indonesian
