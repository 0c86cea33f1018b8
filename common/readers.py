"""Speak to somebody who is not the one asking: in their language, counting in their zone."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import timezone, translation


@contextmanager
def reading_as(user: Any) -> Iterator[None]:
    """Within it, texts are written in the language and instants in the zone of `user`.

    What runs without a request (a worker, a message) has no reader of its own. Somebody without
    preferences reads the installation's language in UTC.
    """
    language = getattr(user, "language", "") or settings.LANGUAGE_CODE
    zone = zoneinfo.ZoneInfo(getattr(user, "zone", "") or "UTC")
    with translation.override(language), timezone.override(zone):
        yield
