"""The health of customers as it stands at an instant, with everything it is made of (formulas 1).

Six components of each customer over its subtree. One that nobody has data for is None: it is
left out of the score and lowers the confidence.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Installation
from brm.queries.complaints import ComplaintFigures, complaint_figures
from brm.queries.reviews_due import ReviewDue, reviews_due
from brm.queries.satisfaction import OutcomeSatisfaction, outcome_satisfaction
from portfolio.engine.health import (
    WEIGHTS,
    Component,
    Health,
    Part,
    judge_health,
    score_commercial,
    score_complaints,
    score_coverage,
    score_performance,
    score_usage,
)
from portfolio.engine.months import first_day, month_of
from portfolio.engine.rounding import money_text
from portfolio.queries.agreement_lines import AgreementLine, agreement_lines
from portfolio.queries.health_inputs import Use, is_met, judged_periods, seats
from portfolio.queries.trees import Trees


@dataclass(frozen=True, slots=True)
class Measured:
    """One component with the inputs that it was worked out from, as they are kept and printed."""

    part: Part
    score: Fraction | None
    as_of: dt.date | None
    inputs: Mapping[str, Any]

    @property
    def component(self) -> Component:
        return Component(self.part, self.score, WEIGHTS[self.part], self.as_of)


@dataclass(frozen=True, slots=True)
class Examined:
    """The health of one customer over its subtree on one day."""

    customer: int
    day: dt.date
    health: Health
    parts: tuple[Measured, ...]

    def part(self, part: Part) -> Measured:
        return next(it for it in self.parts if it.part is part)


class Examination:
    """Everything that health is read from, for some customers; a fixed number of queries."""

    def __init__(self, customers: Collection[int], *, trees: Trees, as_of: dt.datetime) -> None:
        self._zone = ZoneInfo(Installation.current().zone)
        self.day = as_of.astimezone(self._zone).date()
        self.members = {pk: trees.beneath(pk) for pk in customers}
        self._above = {pk: trees.above(pk) for pk in customers}
        self._active = frozenset(trees.active)
        everybody = set().union(*self.members.values()) if self.members else set()
        above = set().union(*self._above.values()) if self._above else set()
        self.satisfaction: Mapping[int, OutcomeSatisfaction] = outcome_satisfaction(
            customers, as_of=as_of
        )
        self._judged = judged_periods(everybody, as_of=as_of)
        self._seats = seats(everybody & self._active, on=self.day)
        self._complaints = complaint_figures(everybody, as_of)
        self._use = Use(everybody, now=month_of(self.day))
        self._agreements = agreement_lines(everybody | above, at=as_of)
        self._reviews = reviews_due(everybody, as_of=as_of)

    def agreements_of(self, customer: int) -> list[AgreementLine]:
        """The agreements in force of a customer and its units."""
        members = self.members[customer]
        return [line for line in self._agreements if not members.isdisjoint(line.customers)]

    def reviews_of(self, customer: int) -> list[ReviewDue]:
        members = self.members[customer]
        return [due for due in self._reviews if due.customer_id in members]

    def complaints_of(self, customer: int) -> ComplaintFigures:
        """Complaints of a customer and its units together."""
        rows = [self._complaints[pk] for pk in self.members[customer]]
        return ComplaintFigures(
            open=sum(row.open for row in rows),
            escalated=sum(row.escalated for row in rows),
            overdue=sum(row.overdue for row in rows),
            waiting=sum(row.waiting for row in rows),
        )

    def examine(self, customer: int) -> Examined:
        """Judge one of the customers."""
        parts = (
            self._satisfaction(customer),
            self._performance(customer),
            self._coverage(customer),
            self._of_complaints(customer),
            self._usage(customer),
            self._commercial(customer),
        )
        health = judge_health((it.component for it in parts), day=self.day)
        return Examined(customer, self.day, health, parts)

    # The components ------------------------------------------------------------------------

    def _satisfaction(self, customer: int) -> Measured:
        row = self.satisfaction.get(customer)
        if row is None:
            return Measured(Part.SATISFACTION, None, None, {})
        inputs = {"survey": row.survey, "n": row.n, "score": money_text(row.score)}
        return Measured(
            Part.SATISFACTION, row.score, row.ended_at.astimezone(self._zone).date(), inputs
        )

    def _performance(self, customer: int) -> Measured:
        judged = {
            (one.commitment, one.ended_on): one
            for member in self.members[customer]
            for one in self._judged.get(member, ())
        }
        verdicts = [is_met(one) for one in judged.values()]
        known = [verdict for verdict in verdicts if verdict is not None]
        score = score_performance((verdict, Fraction(1)) for verdict in known)
        ended = [one.ended_on for one in judged.values() if is_met(one) is not None]
        inputs = {
            "met": sum(known),
            "judged": len(known),
            "without_data": len(verdicts) - len(known),
            "targets": len({one.commitment for one in judged.values()}),
        }
        return Measured(Part.PERFORMANCE, score, max(ended, default=None), inputs)

    def _coverage(self, customer: int) -> Measured:
        units = self.members[customer] & self._active
        found = [seat for unit in units for seat in self._seats[unit]]
        kept = sum(seat.is_filled and seat.is_in_time for seat in found)
        inputs = {
            "units": len(units),
            "expected": len(found),
            "kept": kept,
            "empty": sum(not seat.is_filled for seat in found),
            "overdue": sum(seat.is_filled and not seat.is_in_time for seat in found),
        }
        return Measured(Part.COVERAGE, score_coverage(kept=kept, expected=len(found)), None, inputs)

    def _of_complaints(self, customer: int) -> Measured:
        row = self.complaints_of(customer)
        score = score_complaints(unresolved=row.open, escalated=row.escalated, overdue=row.overdue)
        inputs = {"open": row.open, "escalated": row.escalated, "overdue": row.overdue}
        return Measured(Part.COMPLAINTS, score, None, inputs)

    def _usage(self, customer: int) -> Measured:
        lines = self._use.lines_of(self.members[customer])
        scores = [
            score
            for line in lines
            if (score := score_usage(actual=line.actual, forecast=line.forecast)) is not None
        ]
        if not scores:
            return Measured(Part.USAGE, None, None, {})
        last = max(month for line in lines for month in line.months)
        inputs = {
            "lines": [
                {
                    "service": line.service,
                    "unit": line.unit,
                    "months": len(line.months),
                    "actual": money_text(line.actual),
                    "forecast": money_text(line.forecast),
                }
                for line in lines
            ]
        }
        as_of = first_day(last + 1) - dt.timedelta(days=1)
        return Measured(Part.USAGE, sum(scores, Fraction(0)) / len(scores), as_of, inputs)

    def _commercial(self, customer: int) -> Measured:
        lines = self.agreements_of(customer)
        above = self._above[customer]
        is_covered = any(not above.isdisjoint(line.customers) for line in self._agreements)
        missed = sorted(line.agreement.code for line in lines if line.is_missed)
        reviews = sorted(line.agreement.code for line in lines if line.is_review_overdue)
        late = sum(due.is_overdue for due in self.reviews_of(customer))
        score = score_commercial(
            has_agreement=bool(lines) or is_covered,
            notice_missed=bool(missed),
            review_overdue=bool(reviews) or late > 0,
            charges_overdue=False,
        )
        inputs = {
            "agreements": sorted(line.agreement.code for line in lines),
            "covered_above": is_covered,
            "notice_missed": missed,
            "agreement_reviews": reviews,
            "reviews": late,
        }
        return Measured(Part.COMMERCIAL, score, None, inputs)


def examine(
    customers: Collection[int], *, as_of: dt.datetime, trees: Trees | None = None
) -> dict[int, Examined]:
    """The health of each of these customers at `as_of`."""
    desk = Examination(customers, trees=trees or Trees(), as_of=as_of)
    return {pk: desk.examine(pk) for pk in customers}
