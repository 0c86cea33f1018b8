"""How long an agreement runs: terms, renewals, and until when notice must arrive (formula 9).

Everything is a local date in the agreement's own zone. Ends and notice limits are exclusive: a term
that ends before 1 January ends with 31 December (decision 24). Months are always counted from the
day on which the agreement began, and clamped each time, so that a 31st comes back after a short
month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from slm.engine.periods import add_months


class Renewal(StrEnum):
    """What happens when a term runs out."""

    TACIT = "tacit"
    EXPRESS = "express"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TermRule:
    """What was agreed on the length of an agreement.

    ``initial_months`` None means without an end: then only a notice ends it. ``renewal_months`` is
    the length of each further term. Notice is due ``notice_months`` and ``notice_days`` before the
    end.
    """

    starts_on: date
    initial_months: int | None
    renewal: Renewal = Renewal.NONE
    renewal_months: int = 0
    notice_months: int = 0
    notice_days: int = 0

    def __post_init__(self) -> None:
        if self.initial_months is not None and self.initial_months < 1:
            raise ValueError("A term lasts at least a month.")
        if self.renewal is not Renewal.NONE and (
            self.renewal_months < 1 or self.initial_months is None
        ):
            raise ValueError("A renewal needs a term that ends and a length in months.")
        if self.notice_months < 0 or self.notice_days < 0:
            raise ValueError("A notice period is not negative.")

    def months_until_end(self, number: int) -> int | None:
        """Months from the beginning to the end of a term; number 0 is the initial one."""
        if self.initial_months is None:
            return None
        return self.initial_months + number * self.renewal_months

    def ends_before(self, number: int) -> date | None:
        """The exclusive end of a term; None without one."""
        months = self.months_until_end(number)
        return None if months is None else add_months(self.starts_on, months)

    def notice_before(self, number: int) -> date | None:
        """The exclusive limit by which notice must have arrived to end with this term."""
        months = self.months_until_end(number)
        if months is None:
            return None
        limit = add_months(self.starts_on, months - self.notice_months)
        return limit - timedelta(days=self.notice_days)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an agreement. Number 0 is the initial one; ``ends_before`` is exclusive.

    ``is_last``: nothing follows it as far as is known.
    """

    number: int
    starts_on: date
    ends_before: date | None
    notice_before: date | None
    is_last: bool

    def contains(self, on: date) -> bool:
        """Whether a day belongs to the term."""
        return self.starts_on <= on and (self.ends_before is None or on < self.ends_before)


def terms(rule: TermRule, *, noticed_on: date | None = None, renewals: int = 0) -> Iterator[Term]:
    """Every term in order; without end while renewal is tacit and nobody gave notice.

    ``noticed_on`` is the day on which notice arrived: it ends the first term whose limit lies after
    that day, and for an agreement without an end it ends that when the notice period has passed.
    ``renewals`` is how many express renewals were agreed.
    """
    if rule.initial_months is None:
        end = None if noticed_on is None else _after_notice(rule, noticed_on)
        yield Term(0, rule.starts_on, end, None, is_last=True)
        return
    number, begins = 0, rule.starts_on
    while True:
        end, limit = rule.ends_before(number), rule.notice_before(number)
        assert end is not None  # the rule has an end
        assert limit is not None
        match rule.renewal:
            case Renewal.TACIT:
                last = noticed_on is not None and noticed_on < limit
            case Renewal.EXPRESS:
                last = number >= renewals
            case Renewal.NONE:
                last = True
        yield Term(number, begins, end, limit, is_last=last)
        if last:
            return
        number, begins = number + 1, end


def term_on(rule: TermRule, on: date, *, noticed_on: date | None = None, renewals: int = 0) -> Term:
    """The term that a day belongs to; before the first day the first, after the last day the last.

    ``Term.contains(on)`` tells whether the agreement runs at all on that day.
    """
    for term in terms(rule, noticed_on=noticed_on, renewals=renewals):
        if term.is_last or term.ends_before is None or on < term.ends_before:
            return term
    raise AssertionError("A sequence of terms has a last one or no end.")


def last_day(exclusive: date) -> date:
    """The last day included, as people read an exclusive end or limit."""
    return exclusive - timedelta(days=1)


def _after_notice(rule: TermRule, noticed_on: date) -> date:
    """When an agreement without an end is over: its notice period after the day of notice."""
    end = add_months(noticed_on, rule.notice_months) + timedelta(days=rule.notice_days)
    return max(end, rule.starts_on)
