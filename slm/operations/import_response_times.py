"""Take in a file of response times, all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from slm.engine.instants import read_milliseconds
from slm.models import Indicator

from .ingest_response_times import (
    LONGEST_MS,
    MAX_ERRORS,
    TimesRefused,
    TimesSeries,
    ingest_times_of_many,
)
from .ingest_samples import Ingested

COLUMNS = ("at", "ms")
# The first row after the heading, as in a spreadsheet.
_FIRST_ROW = 2


def import_response_times(
    *, indicator: Indicator, rows: Sequence[Mapping[str, str]], at: dt.datetime
) -> Ingested:
    """Import rows with `at` (RFC 3339, to the millisecond) and `ms` (whole milliseconds).

    They count as sent by the indicator's source. Every row is checked before anything is written;
    the first row after the heading has number 2.
    """
    if indicator.source is None:
        raise TimesRefused(_("The indicator has no source. Choose one first."), field="file")
    if not rows:
        raise TimesRefused(_("The file has no rows."), field="file")
    texts = [(row.get("at") or "").strip() for row in rows]
    instants, unread = read_milliseconds(texts)
    errors: list[dict[str, Any]] = []
    for place, why in unread:
        message = (
            _("“%(value)s” names no zone; add Z or an offset.")
            if why == "zone"
            else _("“%(value)s” is no instant such as 2026-08-11T11:06:25Z.")
        )
        errors.append(_error(place, "at", message % {"value": texts[place]}))
    values = np.zeros(len(rows), dtype=np.int64)
    for place, row in enumerate(rows):
        text = (row.get("ms") or "").strip()
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= LONGEST_MS:
            values[place] = int(text)
        else:
            message = _("“%(value)s” is no whole number of milliseconds up to a day.")
            errors.append(_error(place, "ms", message % {"value": text}))
    if errors:
        bad_rows = len({error["row"] for error in errors})
        raise TimesRefused(
            ngettext(
                "%(count)d row has errors; nothing was imported.",
                "%(count)d rows have errors; nothing was imported.",
                bad_rows,
            )
            % {"count": bad_rows},
            field="file",
            rows=sorted(errors, key=lambda error: error["row"])[:MAX_ERRORS],
        )
    numbers = np.arange(len(rows)) + _FIRST_ROW
    series = TimesSeries(indicator, indicator.source, instants, values, rows=numbers)
    return ingest_times_of_many(series=[series], at=at)


def _error(place: int, field: str, message: str) -> dict[str, Any]:
    return {"row": place + _FIRST_ROW, "field": field, "message": message, "code": field}
