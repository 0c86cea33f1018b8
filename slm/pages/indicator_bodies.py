"""What the page of an indicator shows of its kind: one template and its figures each.

The page itself shows the heading, by which rule it is read, and through which hours.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from slm.models import Indicator
from slm.pages.counters import counter_body
from slm.pages.response_times import times_body
from slm.pages.scores import score_body
from slm.pages.services import LevelRow
from slm.pages.work_items import items_body
from slm.queries.levels import recent_levels
from slm.queries.states import indicator_states

Kind = Indicator.Kind
Context = Callable[[HttpRequest, Indicator, dt.datetime], dict[str, Any]]


@dataclass(frozen=True)
class Body:
    """A template, and what it needs beside `indicator` and `may_manage`."""

    template: str
    context: Context


def time_body(request: HttpRequest, indicator: Indicator, at: dt.datetime) -> dict[str, Any]:
    """State, level and days of what is read of time."""
    key = indicator_states([indicator], at)[indicator.pk]
    return {"row": LevelRow(recent_levels([indicator], at)[0], key), "state_key": key}


BODIES: Mapping[str, Body] = {
    Kind.AVAILABILITY: Body("slm/_indicator_availability.html", time_body),
    Kind.RESPONSE_TIME: Body("slm/_indicator_response_time.html", times_body),
    Kind.COUNTER: Body("slm/_indicator_counter.html", counter_body),
    Kind.WORK_ITEMS: Body("slm/_indicator_work_items.html", items_body),
    Kind.SATISFACTION: Body("slm/_indicator_scores.html", score_body),
    Kind.ENTERED: Body("slm/_indicator_scores.html", score_body),
}
