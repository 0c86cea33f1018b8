"""Working hours by which complaints are timed; the app that keeps service hours registers them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from brm.engine.ladder import Clock, RoundTheClock


@dataclass(frozen=True)
class Hours:
    """Where working time comes from: the hours by code and name, and a clock for one of them."""

    choices: Callable[[], list[tuple[str, str]]]
    clock: Callable[[str], Clock | None]


_hours: Hours | None = None


def register_hours(
    *, choices: Callable[[], list[tuple[str, str]]], clock: Callable[[str], Clock | None]
) -> None:
    """Say which hours there are; `clock(code)` answers None for a code that nobody knows."""
    global _hours
    _hours = Hours(choices=choices, clock=clock)


def hours_choices() -> list[tuple[str, str]]:
    """The hours to choose from, first round the clock with an empty code."""
    return [("", _("round the clock")), *(_hours.choices() if _hours else ())]


def hours_name(code: str) -> str:
    """The name of some hours, for a page."""
    return dict(hours_choices()).get(code, code)


def clock_of(code: str) -> Clock:
    """The clock of some hours; round the clock where there are none, so that nothing waits for
    ever.
    """
    known: Any = _hours.clock(code) if code and _hours else None
    return known or RoundTheClock()
