"""Satisfaction with business outcomes: what matters more and rests more on us counts more."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from brm.engine.scores import mean_margin

# 0-10 as asked becomes 0-100 as shown.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class OutcomeAnswer:
    """One person about one outcome: importance and satisfaction from 0 to 10.

    `dependency` says how much the outcome rests on our service (1 to 5), `role_weight` who speaks.
    """

    outcome: str
    respondent: str
    importance: int
    satisfaction: int
    dependency: int = 1
    role_weight: int = 1


@dataclass(frozen=True, slots=True)
class OutcomeIndex:
    """The index from 0 to 100: of all alike, by the weight of roles, and of how many people."""

    n: int
    score: Fraction
    weighted_score: Fraction
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One outcome: means from 0 to 10, the gap between them, and how much it is worth acting."""

    outcome: str
    n: int
    importance: Fraction
    satisfaction: Fraction
    gap: Fraction
    opportunity: Fraction


def outcome_index(answers: Iterable[OutcomeAnswer]) -> OutcomeIndex | None:
    """Satisfaction weighted by importance times dependency, times ten.

    None without an answer, and where everybody found everything unimportant: nothing to weigh by.
    """
    rows = list(answers)
    score = _weighted(rows, by_role=False)
    weighted_score = _weighted(rows, by_role=True)
    if score is None or weighted_score is None:
        return None
    by_person: dict[str, list[OutcomeAnswer]] = {}
    for row in rows:
        by_person.setdefault(row.respondent, []).append(row)
    each = [_weighted(mine, by_role=False) for mine in by_person.values()]
    return OutcomeIndex(
        n=len(by_person),
        score=score,
        weighted_score=weighted_score,
        margin=mean_margin([one for one in each if one is not None]),
    )


def outcome_lines(answers: Iterable[OutcomeAnswer]) -> list[OutcomeLine]:
    """Each outcome by itself, the greatest opportunity first."""
    by_outcome: dict[str, list[OutcomeAnswer]] = {}
    for row in answers:
        by_outcome.setdefault(row.outcome, []).append(row)
    lines = []
    for outcome, rows in by_outcome.items():
        importance = Fraction(sum(row.importance for row in rows), len(rows))
        satisfaction = Fraction(sum(row.satisfaction for row in rows), len(rows))
        lines.append(
            OutcomeLine(
                outcome=outcome,
                n=len(rows),
                importance=importance,
                satisfaction=satisfaction,
                gap=importance - satisfaction,
                opportunity=opportunity(importance, satisfaction),
            )
        )
    return sorted(lines, key=lambda line: (-line.opportunity, line.outcome))


def opportunity(importance: Fraction | int, satisfaction: Fraction | int) -> Fraction:
    """How much is to be gained: importance, and once more what satisfaction lacks of it."""
    return Fraction(importance + max(importance - satisfaction, 0))


def _weighted(rows: list[OutcomeAnswer], *, by_role: bool) -> Fraction | None:
    total, sum_of = 0, 0
    for row in rows:
        weight = row.importance * row.dependency * (row.role_weight if by_role else 1)
        total += weight
        sum_of += weight * row.satisfaction
    return Fraction(sum_of, total) * SHOWN if total else None
