"""Tells three improvements: one done, one under way from a survey, one that a miss began."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import User
from agreements.models import Breach
from brm.models import Customer, Feedback
from portfolio.models import Improvement
from portfolio.operations.keep_improvement import (
    add_milestone,
    move_improvement,
    reach_milestone,
    save_improvement,
)
from slm.models import Service

from . import story

State = Improvement.State
# What the analysis of the civil registry's survey names.
FROM_SURVEY = "SIP-0007"


def tell_improvements(*, manager: User, at: dt.datetime) -> None:
    """Write the register through the verbs, as both managers would."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    _done(manager, at)
    _under_way(relations, at)
    _from_a_miss(manager, at)


def _begin(
    actor: User,
    at: dt.datetime,
    *,
    customers: tuple[str, ...],
    services: tuple[str, ...],
    breaches: Any = (),
    complaints: Any = (),
    **values: Any,
) -> Improvement:
    return save_improvement(
        improvement=Improvement(owner=actor, currency=story.CURRENCY, **values),
        customers=Customer.objects.filter(code__in=customers),
        services=Service.objects.filter(code__in=services),
        breaches=breaches,
        complaints=complaints,
        actor=actor,
        at=at,
    )


def _done(manager: User, at: dt.datetime) -> None:
    """The switch that dropped connections: complained of, mended, measured before and after."""
    today = at.date()
    record = _begin(
        manager,
        at,
        title="Reconnect to the interbank switch by itself",
        source=Improvement.Source.COMPLAINT,
        description="After a dropped connection somebody had to restart the switch by hand.",
        objective="No card is declined because nobody was at a keyboard.",
        customers=("CAKRAWALA",),
        services=("PAY-GW",),
        complaints=Feedback.objects.filter(
            kind=Feedback.Kind.COMPLAINT, service__code="PAY-GW", is_accepted=True
        ),
        size=Improvement.Size.SMALL,
        priority=Improvement.Priority.HIGH,
        start_on=today - dt.timedelta(days=45),
        due_on=today - dt.timedelta(days=12),
        cost=Decimal(85_000_000),
        incidents=6,
        outage_minutes=Decimal(40),
        users=120,
        user_minute=Decimal(2_500),
        lost_transactions=900,
        transaction_margin=Decimal(1_800),
        measure="Minutes until connections are back",
        before=Decimal(38),
        goal=Decimal(5),
    )
    _move(record, State.APPROVED, manager, today - dt.timedelta(days=44))
    _move(record, State.RUNNING, manager, today - dt.timedelta(days=42))
    _move(
        record,
        State.DONE,
        manager,
        today - dt.timedelta(days=10),
        reason="Three drops since, none of them noticed by a customer.",
        after=Decimal(2),
        realised_cost=Decimal(78_000_000),
        realised_benefit=Decimal(64_000_000),
    )


def _under_way(relations: User, at: dt.datetime) -> None:
    """Forms that ask again for what the registry knows: named by the survey's analysis."""
    today = at.date()
    record = _begin(
        relations,
        at,
        code=FROM_SURVEY,
        title="Forms that know what the registry knows",
        source=Improvement.Source.SURVEY,
        source_note="Public satisfaction index",
        description="Citizens type name, address and family card again in every form.",
        objective="The procedure is no longer the lowest element of the index.",
        scope="The five forms that are asked for most; not the desks in the villages.",
        customers=("PURWASARI",),
        services=("ADM-ONL",),
        size=Improvement.Size.LARGE,
        start_on=today - dt.timedelta(days=18),
        due_on=today + dt.timedelta(days=100),
        cost=Decimal(210_000_000),
        running_cost=Decimal(12_000_000),
        benefit=Decimal(160_000_000),
        measure="Fields to type in the five forms",
        before=Decimal(74),
        goal=Decimal(25),
    )
    _move(record, State.APPROVED, relations, today - dt.timedelta(days=19))
    _move(record, State.RUNNING, relations, today - dt.timedelta(days=18))
    for title, days, reached in (
        ("The registry answers which fields it knows", -6, -7),
        ("Two forms filled in by themselves, tried in one district", 24, None),
        ("All five forms everywhere", 95, None),
    ):
        step = add_milestone(
            improvement=record,
            title=title,
            due_on=today + dt.timedelta(days=days),
            actor=relations,
        )
        if reached is not None:
            reach_milestone(milestone=step, on=today + dt.timedelta(days=reached), actor=relations)


def _from_a_miss(manager: User, at: dt.datetime) -> None:
    """The latest missed target: proposed, with what the failure costs against mending it."""
    breach = (
        Breach.objects.filter(withdrawn_at=None)
        .select_related("commitment__measure__indicator__service")
        .order_by("-breached_at", "pk")
        .first()
    )
    if breach is None:
        return
    service = breach.commitment.measure.indicator.service
    bound = Customer.objects.filter(commitments__commitment=breach.commitment)
    _begin(
        manager,
        at,
        title=f"A second way for {service.name}",
        source=Improvement.Source.BREACH,
        description="One failure beneath takes the whole service down.",
        customers=tuple(bound.values_list("code", flat=True)),
        services=(service.code,),
        breaches=[breach],
        size=Improvement.Size.MEDIUM,
        due_on=at.date() + dt.timedelta(days=60),
        cost=Decimal(140_000_000),
        running_cost=Decimal(9_000_000),
        incidents=4,
        outage_minutes=Decimal(55),
        users=300,
        user_minute=Decimal(1_900),
    )


def _move(
    record: Improvement, to: str, actor: User, on: dt.date, *, reason: str = "", **values: Any
) -> None:
    move_improvement(improvement=record, to=to, reason=reason, actor=actor, on=on, **values)
