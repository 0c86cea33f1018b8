"""The ladder that holds for a customer, and what of it lies ahead of a complaint."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.queries.roles import users_with_role
from brm.engine.ladder import Level, Stop, ahead
from brm.models import (
    Customer,
    Deputy,
    EscalationLadder,
    EscalationLevel,
    Feedback,
    Grant,
)
from brm.queries.clocks import clock_of, hours_name
from brm.queries.customers import relationship_managers


@dataclass(frozen=True, slots=True)
class Ahead:
    """A level that a complaint has before it, with the instant at which it climbs there."""

    level: EscalationLevel
    due_at: dt.datetime | None

    @property
    def whom(self) -> str:
        return str(self.level.whom_words)


def ladder_of(customer: Customer) -> EscalationLadder | None:
    """The customer's own ladder, else that of the nearest one above it, else everybody's."""
    way = list(
        Customer.objects.ancestors(customer, include_self=True)
        .with_tree_fields()
        .values_list("pk", flat=True)
    )
    known = {
        row.customer_id: row
        for row in EscalationLadder.objects.filter(
            Q(customer__in=way) | Q(customer=None)
        ).prefetch_related("levels__person__person")
    }
    nearest = (known[pk] for pk in reversed(way) if pk in known)
    return next(nearest, known.get(None))


def levels_ahead(feedback: Feedback, ladder: EscalationLadder | None) -> list[Ahead]:
    """What lies before a complaint, the next level first; nothing for other feedback."""
    if ladder is None or not feedback.is_complaint or not feedback.is_unsettled:
        return []
    rows = {row.number: row for row in ladder.levels.all()}
    climbed = feedback.escalations.filter(episode=feedback.episode).values_list("level", flat=True)
    rungs = ahead(
        [Level(row.number, row.after_seconds, Stop(row.stop)) for row in rows.values()],
        clock=clock_of(ladder.hours),
        start_at=feedback.begun_at,
        state=feedback.state,
        climbed=set(climbed),
    )
    return [Ahead(rows[rung.number], rung.due_at) for rung in rungs]


def people_of_level(level: EscalationLevel, feedback: Feedback) -> list[User]:
    """Who is told at a level; the relationship managers where it names nobody who is there.

    A complaint must not climb into an empty room.
    """
    found = [user for user in _named(level, feedback) if user.is_active]
    return found or list(relationship_managers())


def manager_of(customer: Customer) -> User | None:
    """The relationship manager of a customer, else of the nearest one above that has one."""
    way = Customer.objects.ancestors(customer, include_self=True)
    rows = way.with_tree_fields().select_related("manager__person")
    named = (row.manager for row in reversed(list(rows)) if row.manager is not None)
    return next(named, None)


def ladder_words(ladder: EscalationLadder) -> str:
    """In which hours its time runs."""
    return hours_name(ladder.hours)


def _named(level: EscalationLevel, feedback: Feedback) -> list[Any]:
    whom = EscalationLevel.Whom
    if level.whom == whom.PERSON:
        return [level.person]
    if level.whom == whom.ROLE:
        above = Customer.objects.ancestors(feedback.customer, include_self=True).values("pk")
        granted = Grant.objects.filter(role=level.role, customer__in=above).values("user")
        everywhere = users_with_role(level.role).values("pk")  # type: ignore[arg-type]
        return list(User.objects.filter(Q(pk__in=everywhere) | Q(pk__in=granted)).order_by("pk"))
    manager = manager_of(feedback.customer)
    if manager is None or level.whom == whom.MANAGER:
        return [manager] if manager is not None else []
    deputy = Deputy.objects.filter(manager=manager).select_related("deputy__person").first()
    return [deputy.deputy if deputy is not None else manager]
