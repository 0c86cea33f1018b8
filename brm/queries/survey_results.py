"""The results of one survey, as one reader may see them."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from brm.engine.outcomes import OutcomeLine, outcome_lines
from brm.engine.sampling import hidden_groups
from brm.engine.scores import Csat
from brm.models import Answer, Campaign, Contact, Customer, Invitee, OutcomeStatement, Response
from brm.queries.population import Gaps, gaps_of_sample
from brm.queries.survey_scores import (
    AnswerRow,
    Scores,
    answer_rows,
    outcome_answers,
    ratings_of,
    scores_of,
)
from slm.models.service import Service

MOST_COMMENTS = 200


@dataclass(frozen=True, slots=True)
class Returned:
    """How many were invited and how many answered; the rate is None where nobody was invited."""

    invited: int
    answered: int

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.answered, self.invited) if self.invited else None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A unit or a role: who was asked, who answered, and the scores unless the group is too small.

    `scores` is None both where nobody answered and where `is_hidden`.
    """

    key: str
    label: Any
    returned: Returned
    scores: Scores | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """One outcome that was asked about, with its figures."""

    statement: OutcomeStatement
    line: OutcomeLine


@dataclass(frozen=True, slots=True)
class ServiceRating:
    """How a service is perceived (R68)."""

    service: Service
    rating: Csat


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, with the outcome it is about; who, only where the survey has names."""

    text: str
    about: str
    who: str
    unit: str


@dataclass(frozen=True, slots=True)
class SurveyResults:
    """Everything that one reader may know of a survey's answers.

    `is_partial` says that the survey asked units which this reader may not see. `is_withheld`
    says why there is nothing: a nameless survey still runs, or too few answered.
    """

    population: int
    returned: Returned
    is_partial: bool
    is_withheld: bool
    whole: Scores | None
    by_unit: list[GroupResult]
    by_role: list[GroupResult]
    outcomes: list[OutcomeResult]
    services: list[ServiceRating]
    comments: list[Comment]
    gaps: Gaps
    by_day: list[tuple[dt.date, int]]


def results_of(campaign: Campaign, *, user: Any) -> SurveyResults:
    """The results over the units that `user` sees, totals included."""
    invitees = list(
        Invitee.objects.visible_to(user)
        .filter(campaign=campaign)
        .select_related("customer", "place", "person")
    )
    seen = Customer.objects.visible_to(user).order_by()
    units = list(campaign.units.filter(pk__in=seen.values("pk")).order_by("name"))
    responses = Response.objects.visible_to(user).filter(campaign=campaign)
    asked = [row for row in invitees if row.is_sampled and row.withdrawn_at is None]
    rows = answer_rows(responses)
    count = len({row.response for row in rows})
    is_withheld = campaign.is_anonymous and (
        campaign.ended_at is None or count < campaign.smallest_group
    )
    shown = [] if is_withheld else rows
    unit_names = {row.place_id: row.place.name for row in asked}
    role_words = {"": "", **dict(Contact.Part.choices)}
    return SurveyResults(
        population=sum(row.in_population for row in invitees),
        returned=_returned(asked),
        is_partial=len(units) < campaign.units.count(),
        is_withheld=is_withheld,
        whole=scores_of(shown) if shown else None,
        by_unit=_groups(campaign, asked, shown, _by_unit, _of_unit, unit_names),
        by_role=_groups(campaign, asked, shown, _by_role, _of_role, role_words),
        outcomes=_outcomes(campaign, shown),
        services=_services(shown),
        comments=[] if is_withheld else _comments(campaign, responses),
        gaps=gaps_of_sample(units, invitees),
        by_day=_by_day(campaign, asked),
    )


def _returned(asked: Iterable[Invitee]) -> Returned:
    rows = list(asked)
    return Returned(invited=len(rows), answered=sum(row.is_answered for row in rows))


def _by_unit(row: AnswerRow) -> Any:
    return row.customer


def _of_unit(invitee: Invitee) -> Any:
    return invitee.place_id


def _by_role(row: AnswerRow) -> Any:
    return row.role


def _of_role(invitee: Invitee) -> Any:
    return invitee.kept_role


def _groups(
    campaign: Campaign,
    asked: list[Invitee],
    rows: list[AnswerRow],
    of_answer: Callable[[AnswerRow], Any],
    of_invitee: Callable[[Invitee], Any],
    names: dict[Any, Any],
) -> list[GroupResult]:
    invited: dict[Any, list[Invitee]] = defaultdict(list)
    for invitee in asked:
        invited[of_invitee(invitee)].append(invitee)
    answers: dict[Any, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        answers[of_answer(row)].append(row)
    counts = {str(key): len({row.response for row in mine}) for key, mine in answers.items()}
    hidden = (
        hidden_groups(counts, smallest=campaign.smallest_group)
        if campaign.is_anonymous
        else frozenset()
    )
    return [
        GroupResult(
            key=str(key),
            label=names.get(key, ""),
            returned=_returned(invited[key]),
            scores=scores_of(answers[key]) if answers[key] and str(key) not in hidden else None,
            is_hidden=str(key) in hidden,
        )
        for key in sorted(invited.keys() | answers.keys(), key=lambda one: str(names.get(one, "")))
    ]


def _outcomes(campaign: Campaign, rows: list[AnswerRow]) -> list[OutcomeResult]:
    lines = outcome_lines(outcome_answers(rows))
    if not lines:
        return []
    statements = {
        str(row.pk): row for row in campaign.statements.select_related("service", "customer")
    }
    smallest = campaign.smallest_group if campaign.is_anonymous else 0
    return [OutcomeResult(statements[line.outcome], line) for line in lines if line.n >= smallest]


def _services(rows: list[AnswerRow]) -> list[ServiceRating]:
    ratings = ratings_of(rows)
    if not ratings:
        return []
    services = Service.objects.filter(pk__in=ratings).order_by("name")
    return [ServiceRating(service, ratings[service.pk]) for service in services]


def _comments(campaign: Campaign, responses: QuerySet[Response]) -> list[Comment]:
    written = (
        Answer.objects.filter(response__in=responses)
        .exclude(text="")
        .select_related("statement", "response__customer", "response__invitee__person")
        # By a random key: in a nameless survey the order must not tell who came first.
        .order_by("response", "pk")[:MOST_COMMENTS]
    )
    return [
        Comment(
            text=row.text,
            about=row.statement.text if row.statement else "",
            who="" if campaign.is_anonymous else row.response.invitee.person.name,  # type: ignore[union-attr]
            unit="" if campaign.is_anonymous else row.response.customer.name,
        )
        for row in written
    ]


def _by_day(campaign: Campaign, asked: list[Invitee]) -> list[tuple[dt.date, int]]:
    """How many answered each day, in the survey's zone; a nameless one keeps no days."""
    info = zoneinfo.ZoneInfo(campaign.zone)
    days: dict[dt.date, int] = defaultdict(int)
    for row in asked:
        if row.answered_at:
            days[row.answered_at.astimezone(info).date()] += 1
    return sorted(days.items())
