"""Scores from the rows of answers: what results, trends and other apps all read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from brm.engine.ikm import Ikm, ikm
from brm.engine.outcomes import OutcomeAnswer, OutcomeIndex, outcome_index
from brm.engine.sampling import weight_of
from brm.engine.scores import Csat, Nps, csat, nps
from brm.models import Answer, Campaign, Response

Block = Campaign.Block


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer with what scores need of its response and question."""

    response: str
    campaign: int
    customer: int
    role: str
    block: str
    element: int
    statement: int | None
    dependency: int | None
    service: int | None
    importance: int | None
    value: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a group of answers; None where a question was not asked or answered."""

    n: int
    outcomes: OutcomeIndex | None
    csat: Csat | None
    nps: Nps | None
    ikm: Ikm | None
    relationship: Csat | None
    provider: Csat | None


def answer_rows(responses: QuerySet[Response], *, blocks: Iterable[str] = ()) -> list[AnswerRow]:
    """The answers with a value of `responses`, of some blocks or all; one query."""
    rows = Answer.objects.filter(response__in=responses, value__isnull=False)
    if wanted := list(blocks):
        rows = rows.filter(block__in=wanted)
    return [
        AnswerRow(str(response), *rest)  # type: ignore[arg-type]
        for response, *rest in rows.order_by("response", "pk").values_list(
            "response_id",
            "response__campaign_id",
            "response__customer_id",
            "response__role",
            "block",
            "element",
            "statement_id",
            "statement__dependency",
            "service_id",
            "importance",
            "value",
        )
    ]


def outcome_answers(rows: Iterable[AnswerRow]) -> list[OutcomeAnswer]:
    """What was said about outcomes, as the engine takes it."""
    return [
        OutcomeAnswer(
            outcome=str(row.statement),
            respondent=row.response,
            importance=row.importance,
            satisfaction=row.value,
            dependency=row.dependency or 1,
            role_weight=weight_of(row.role),
        )
        for row in rows
        if row.block == Block.OUTCOMES and row.importance is not None
    ]


def scores_of(rows: list[AnswerRow]) -> Scores:
    """Every score of these answers."""
    by_block: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        by_block[row.block].append(row)
    return Scores(
        n=len({row.response for row in rows}),
        outcomes=outcome_index(outcome_answers(by_block[Block.OUTCOMES])),
        csat=csat(_weighted(by_block[Block.CSAT])),
        nps=nps(_weighted(by_block[Block.NPS])),
        ikm=_ikm(by_block[Block.IKM]),
        relationship=csat(_weighted(by_block[Block.RELATIONSHIP])),
        provider=csat(_weighted(by_block[Block.PROVIDER])),
    )


def ratings_of(rows: Iterable[AnswerRow]) -> dict[int, Csat]:
    """How each service is perceived, by its id (R68)."""
    by_service: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        if row.service is not None:
            by_service[row.service].append(row)
    found: dict[int, Any] = {pk: csat(_weighted(mine)) for pk, mine in by_service.items()}
    return found


def _weighted(rows: list[AnswerRow]) -> list[tuple[int, int]]:
    return [(row.value, weight_of(row.role)) for row in rows]


def _ikm(rows: list[AnswerRow]) -> Ikm | None:
    answers: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        answers[row.element].append(row.value)
    return ikm(answers, n=len({row.response for row in rows}))
