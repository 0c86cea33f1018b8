"""The time zones that a form offers."""

import zoneinfo
from typing import Any

from django import forms


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone of the pinned data that names a place, and UTC, by name."""
    names = (n for n in zoneinfo.available_timezones() if "/" in n and not n.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(names))]


class ZoneField(forms.ChoiceField):
    """A time zone by its name in the time zone data, such as Asia/Jakarta."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=zone_choices, **kwargs)
