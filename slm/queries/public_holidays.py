"""Public holidays by country and subdivision, from the pinned library."""

from collections.abc import Iterable
from functools import cache

from babel import Locale
from django.utils.translation import get_language


@cache
def _supported() -> dict[str, list[str]]:
    import holidays

    return holidays.list_supported_countries(include_aliases=False)


def is_known(country: str, subdivision: str = "") -> bool:
    """Whether the library knows the holidays of this country, and of this part of it."""
    parts = _supported().get(country)
    return parts is not None and (not subdivision or subdivision in parts)


def countries() -> list[tuple[str, str]]:
    """Codes and names of the countries whose holidays are known, in the reader's language."""
    names = Locale((get_language() or "en")[:2]).territories
    return sorted(((code, names.get(code, code)) for code in _supported()), key=lambda one: one[1])


def subdivisions() -> dict[str, list[str]]:
    """The codes of the parts of each country that have holidays of their own."""
    return {code: parts for code, parts in _supported().items() if parts}


def public_holidays(country: str, subdivision: str, years: Iterable[int]) -> dict[str, str]:
    """Dates and names of the public holidays of whole years, in the country's own language.

    The names are the same whoever asks: they are written into a version (decision 14).
    """
    if not country:
        return {}
    import holidays

    language = getattr(holidays, country).default_language
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=list(years), language=language
    )
    return {on.isoformat(): name for on, name in sorted(found.items())}


def country_name(code: str) -> str:
    """The country's name in the reader's language; the code where it has none."""
    if not code:
        return ""
    return str(Locale((get_language() or "en")[:2]).territories.get(code, code))
