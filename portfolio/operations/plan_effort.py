"""Plan the hours that every organisation should get, and keep them with their reasons (R44)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from common.problems import Refusal
from portfolio.engine.effort import raises
from portfolio.engine.rounding import half_even
from portfolio.models import EffortPlan, EffortSettings
from portfolio.queries.effort_needs import Effort, TeamEffort, team_effort
from portfolio.queries.installation_month import month_at

WRITTEN = (
    *("tier", "review_hours", "full_review_hours", "complaint_hours", "improvement_hours"),
    *("renewal_hours", "proposal_hours", "inputs", "planned_at", "planned_by"),
)


class CapacityRefused(Refusal):
    """The capacity stays as it was."""

    code = "capacity_refused"


@transaction.atomic
def plan_effort(*, actor: Any | None, at: dt.datetime) -> TeamEffort:
    """Keep this month's tier and hours of every active organisation.

    Done again in the same month it replaces what was kept; the history keeps both.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [EffortPlan._meta.db_table])
    month = month_at(at)
    stored = {row.customer_id: row for row in EffortPlan.objects.filter(month=month)}
    made: list[EffortPlan] = []
    changed: list[EffortPlan] = []
    team = team_effort(as_of=at)
    for effort in team.rows:
        row = stored.pop(effort.customer, None)
        (made if row is None else changed).append(
            row := row or EffortPlan(customer_id=effort.customer, month=month)
        )
        _write(row, effort, team)
        row.planned_at, row.planned_by = at, actor
    EffortPlan.objects.bulk_create(made, batch_size=500)
    EffortPlan.objects.bulk_update(changed, list(WRITTEN), batch_size=500)
    EffortPlan.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()
    return team


def plan_due_effort(*, at: dt.datetime) -> TeamEffort | None:
    """The same once a month: None where this month's plan is kept already."""
    if EffortPlan.objects.filter(month=month_at(at)).exists():
        return None
    return plan_effort(actor=None, at=at)


@transaction.atomic
def save_capacity(*, settings: EffortSettings, actor: Any, at: dt.datetime) -> EffortSettings:
    """Keep how much time the team has; plans follow when they are next worked out."""
    try:
        settings.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise CapacityRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    settings.save()
    return settings


def _write(row: EffortPlan, effort: Effort, team: TeamEffort) -> None:
    row.tier = effort.tier.value
    row.review_hours, row.full_review_hours = effort.need.reviews, effort.full.reviews
    row.complaint_hours = effort.need.complaints
    row.improvement_hours = effort.need.improvements
    row.renewal_hours = effort.need.renewal
    row.proposal_hours = effort.need.proposals
    standing, goings = effort.standing, effort.goings
    row.inputs = {
        "value": None if standing.value is None else str(half_even(standing.value, 4)),
        "strategic_weight": standing.strategic_weight,
        "health": None if standing.health is None else str(half_even(standing.health, 2)),
        "days_to_renewal": standing.days_to_renewal,
        "executive_escalation": standing.executive_escalation,
        "raised": raises(standing),
        "complaints": goings.complaints,
        "improvements": goings.improvements,
        "proposals": goings.proposals,
        "renewal_due": goings.is_renewal_due,
        "reviews": team.plan.cadences[effort.tier].reviews,
        "team": {
            "needed": team.plan.needed,
            "full": team.full_hours,
            "capacity": team.plan.capacity,
        },
    }
