"""How satisfied customers are, for whoever judges more than a survey: health, value, watermelons.

Only surveys that ended count: what is still coming in is no result. A customer's answers are its
own and those of everything below it. What a nameless survey must not show is left out here too.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brm.engine.outcomes import outcome_index
from brm.engine.scores import Csat
from brm.models import Campaign, Customer, Invitee, Response
from brm.queries.survey_results import Returned
from brm.queries.survey_scores import (
    AnswerRow,
    Scores,
    answer_rows,
    outcome_answers,
    ratings_of,
    scores_of,
)

Block = Campaign.Block
MOST_SURVEYS = 24


@dataclass(frozen=True, slots=True)
class OutcomeSatisfaction:
    """The latest outcome index of a customer, 0 to 100: from how many, by which survey, when."""

    customer: int
    score: Fraction
    weighted_score: Fraction
    n: int
    survey: str
    ended_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SatisfactionPoint:
    """The scores of one customer in one survey."""

    survey: Campaign
    returned: Returned
    scores: Scores


@dataclass(frozen=True, slots=True)
class PerceivedRating:
    """How a customer last rated a service, 1 to 5 (R68)."""

    customer: int
    service: int
    rating: Csat
    survey: str
    ended_at: dt.datetime


@dataclass(frozen=True, slots=True)
class YearOfSurveys:
    """Surveys that ended in a year, how many were asked in them and how many answered (R57)."""

    year: int
    surveys: int
    returned: Returned


def outcome_satisfaction(
    customer_ids: Iterable[int], *, as_of: dt.datetime
) -> dict[int, OutcomeSatisfaction]:
    """The latest outcome index of each customer as known at `as_of`; none where none is known.

    Three queries, however many customers.
    """
    found: dict[int, OutcomeSatisfaction] = {}
    for customer, campaign, rows in _latest_first(customer_ids, as_of, Block.OUTCOMES):
        if customer in found:
            continue
        index = outcome_index(outcome_answers(rows))
        if index is not None and _may_be_shown(campaign, index.n):
            found[customer] = OutcomeSatisfaction(
                customer=customer,
                score=index.score,
                weighted_score=index.weighted_score,
                n=index.n,
                survey=campaign.code,
                ended_at=_ended(campaign),
            )
    return found


def perceived_ratings(
    customer_ids: Iterable[int], *, as_of: dt.datetime
) -> dict[tuple[int, int], PerceivedRating]:
    """The latest perceived rating by customer and service, as known at `as_of` (R68)."""
    found: dict[tuple[int, int], PerceivedRating] = {}
    for customer, campaign, rows in _latest_first(customer_ids, as_of, Block.SERVICES):
        for service, rating in ratings_of(rows).items():
            if (customer, service) not in found and _may_be_shown(campaign, rating.n):
                found[customer, service] = PerceivedRating(
                    customer, service, rating, campaign.code, _ended(campaign)
                )
    return found


def satisfaction_trend(customer: Customer, *, as_of: dt.datetime) -> list[SatisfactionPoint]:
    """What the surveys that ended up to `as_of` say of a customer, the oldest first.

    At most the last 24. A nameless survey with too few answers of this customer is left out.
    """
    below = _below(_parents(), [customer.pk])[customer.pk]
    campaigns = list(_ended_surveys(as_of).filter(units__in=below).distinct()[:MOST_SURVEYS])
    responses = Response.objects.filter(campaign__in=campaigns, customer__in=below)
    rows: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in answer_rows(responses):
        rows[row.campaign].append(row)
    asked: dict[int, list[bool]] = defaultdict(list)
    for pk, answered in Invitee.objects.filter(
        campaign__in=campaigns, customer__in=below, is_sampled=True, withdrawn_at=None
    ).values_list("campaign_id", "is_answered"):
        asked[pk].append(answered)
    points = []
    for campaign in reversed(campaigns):
        scores = scores_of(rows[campaign.pk])
        if scores.n and _may_be_shown(campaign, scores.n):
            returned = Returned(len(asked[campaign.pk]), sum(asked[campaign.pk]))
            points.append(SatisfactionPoint(campaign, returned, scores))
    return points


def surveys_by_year(user: Any, *, as_of: dt.datetime) -> list[YearOfSurveys]:
    """Surveys that ended and their return rate, as `user` sees them; the newest year first."""
    campaigns = dict(
        _ended_surveys(as_of)
        .filter(pk__in=Campaign.objects.visible_to(user).values("pk"))
        .values_list("pk", "ended_at__year")
    )
    asked: dict[int, list[bool]] = defaultdict(list)
    for pk, answered in (
        Invitee.objects.visible_to(user)
        .filter(campaign__in=campaigns, is_sampled=True, withdrawn_at=None)
        .values_list("campaign_id", "is_answered")
    ):
        asked[campaigns[pk]].append(answered)
    years: list[int] = list(campaigns.values())
    return [
        YearOfSurveys(year, years.count(year), Returned(len(asked[year]), sum(asked[year])))
        for year in sorted(set(years), reverse=True)
    ]


def _ended_surveys(as_of: dt.datetime) -> Any:
    return Campaign.objects.filter(ended_at__lte=as_of).order_by("-ended_at", "-pk")


def _ended(campaign: Campaign) -> dt.datetime:
    assert campaign.ended_at is not None
    return campaign.ended_at


def _may_be_shown(campaign: Campaign, n: int) -> bool:
    return not campaign.is_anonymous or n >= campaign.smallest_group


def _latest_first(
    customer_ids: Iterable[int], as_of: dt.datetime, block: str
) -> list[tuple[int, Campaign, list[AnswerRow]]]:
    """Each customer with each survey that has answers of it to `block`, the latest survey first."""
    below = _below(_parents(), customer_ids)
    owners: dict[int, list[int]] = defaultdict(list)
    for customer, units in below.items():
        for unit in units:
            owners[unit].append(customer)
    campaigns = {row.pk: row for row in _ended_surveys(as_of).filter(blocks__contains=[block])}
    rows = answer_rows(
        Response.objects.filter(campaign__in=campaigns, customer__in=owners), blocks=[block]
    )
    grouped: dict[tuple[int, int], list[AnswerRow]] = defaultdict(list)
    for row in rows:
        for customer in owners[row.customer]:
            grouped[row.campaign, customer].append(row)
    return [
        (customer, campaigns[pk], grouped[pk, customer])
        for pk in campaigns
        for customer in below
        if (pk, customer) in grouped
    ]


def _parents() -> dict[int, int | None]:
    return dict(Customer.objects.order_by().values_list("pk", "parent_id"))


def _below(
    parents: dict[int, int | None], customer_ids: Iterable[int]
) -> dict[int, frozenset[int]]:
    """Each customer with the ids of itself and everything below it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in parents.items():
        children[parent].append(pk)
    found = {}
    for root in dict.fromkeys(customer_ids):
        seen, waiting = {root}, [root]
        while waiting:
            for child in children[waiting.pop()]:
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        found[root] = frozenset(seen)
    return found
