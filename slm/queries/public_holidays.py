"""Public holidays by country and subdivision, from the pinned library."""

import datetime as dt
from collections.abc import Iterable
from functools import cache, lru_cache

from babel import Locale
from django.utils.translation import get_language

# Holidays are written down this far; beyond, the next version writes them.
YEARS_BACK, YEARS_AHEAD = 10, 3


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


def parts_of(country: str) -> list[tuple[str, str]]:
    """Codes and names of the parts of a country that have holidays of their own, by name."""
    parts = _supported().get(country)
    if not parts:
        return []
    import holidays

    names: dict[str, str] = {}
    for name, code in getattr(holidays, country).subdivisions_aliases.items():
        names.setdefault(code, name)
    return sorted(((code, names.get(code, code)) for code in parts), key=lambda one: one[1])


def written_years(valid_from: dt.datetime, at: dt.datetime, *, goes_back: bool) -> range:
    """The years for which a version saved at `at` writes holidays down.

    The earliest version holds from the beginning of time, so its holidays go back ten years.
    """
    first = min(valid_from.year, at.year)
    last = max(valid_from.year, at.year) + YEARS_AHEAD
    return range(first - YEARS_BACK if goes_back else first, last + 1)


def public_holidays(country: str, subdivision: str, years: Iterable[int]) -> dict[str, str]:
    """Dates and names of the public holidays of whole years, in the country's own language.

    The names are the same whoever asks: they are written into a version (decision 14).
    """
    found: dict[str, str] = {}
    for year in years if country else ():
        found |= _of_year(country, subdivision, year)
    return dict(sorted(found.items()))


@lru_cache(maxsize=2_000)
def _of_year(country: str, subdivision: str, year: int) -> dict[str, str]:
    import holidays

    language = getattr(holidays, country).default_language
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, language=language
    )
    return {on.isoformat(): name for on, name in found.items()}


def country_name(code: str) -> str:
    """The country's name in the reader's language; the code where it has none."""
    if not code:
        return ""
    return str(Locale((get_language() or "en")[:2]).territories.get(code, code))
