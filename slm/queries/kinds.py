"""Kinds of indicator: what each means, and which of an indicator's fields it has."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from slm.models import Indicator

Kind = Indicator.Kind

SENTENCES: Mapping[str, Any] = {
    Kind.AVAILABILITY: _(
        "How much of the service hours it was up: from states that a source sends, and from "
        "outages. Breaks and the time between them are read of it too."
    ),
    Kind.RESPONSE_TIME: _(
        "How long it took to answer: the share of requests within a promised time, from "
        "measurements that a source sends."
    ),
    Kind.COUNTER: _(
        "How many of all events went well: requests, payments, letters. Also how many there were "
        "in all. From counters that only rise."
    ),
    Kind.WORK_ITEMS: _(
        "Tickets and requests: which share was answered and resolved in time, and how many came. "
        "From a ticket tool."
    ),
    Kind.SATISFACTION: _(
        "What those who use it said when they were asked: the mean of their answers on a scale."
    ),
    Kind.ENTERED: _(
        "A figure that nobody measures for you: somebody enters it by date, with what shows it."
    ),
}

# Beside slice and name, which every kind has.
FIELDS: Mapping[str, tuple[str, ...]] = {
    Kind.AVAILABILITY: ("source", "is_fed", "max_gap_seconds"),
    Kind.RESPONSE_TIME: ("source",),
    Kind.COUNTER: ("source",),
    Kind.WORK_ITEMS: ("source",),
    Kind.SATISFACTION: ("scale_from", "scale_to"),
    Kind.ENTERED: ("unit",),
}
# How long a state that a source sent may hold without another word, at most.
LONGEST_GAP_SECONDS = 31 * 86_400
SCORED = (Kind.SATISFACTION, Kind.ENTERED)
