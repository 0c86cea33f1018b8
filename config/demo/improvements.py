"""Tells what is being made better: one for the hospital's nights, one done, one declined."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.models import User
from agreements.models import Breach
from brm.models import Customer
from brm.queries.local_day import local_day
from portfolio.models import Improvement
from portfolio.operations.keep_improvement import (
    add_milestone,
    move_improvement,
    reach_milestone,
    save_improvement,
)
from slm.models import Service

from . import story

Source, Size, State = Improvement.Source, Improvement.Size, Improvement.State
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """One entry; days count from today, money is in millions of rupiah, ways are (to, reason)."""

    code: str
    title: str
    source: str
    size: str
    customers: tuple[str, ...]
    services: tuple[str, ...]
    days: tuple[int, int]
    money: tuple[int, int, int]
    priority: int = 2
    ways: tuple[tuple[str, str], ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    steps: tuple[tuple[str, int, int | None], ...] = ()
    breaches_of: str = ""


IMPROVEMENTS = (
    Told(
        "SIP-0007",
        "Forms ask once for what the registry knows",
        Source.SURVEY,
        Size.MEDIUM,
        ("PURWASARI",),
        ("ADM-ONL",),
        (-20, 70),
        (145, 6, 38),
        ways=((State.APPROVED, ""), (State.RUNNING, "")),
        more={"measure": "Pages of a form", "before": Decimal(7), "goal": Decimal(3)},
        steps=(("Number looked up by itself", 15, None), ("All nineteen forms", 60, None)),
    ),
    Told(
        "SIP-0012",
        "Records within five seconds on every ward, also at night",
        Source.SURVEY,
        Size.LARGE,
        ("HARAPAN",),
        ("HIS", "CORE-DB"),
        (-45, 50),
        (620, 40, 90),
        1,
        ways=((State.APPROVED, ""), (State.RUNNING, "")),
        more={
            "description": "Nurses wait two minutes for a record while the nightly copy runs.",
            "measure": "Seconds until a record is shown, nights",
            "before": Decimal(118),
            "goal": Decimal(5),
            "incidents": 14,
            "outage_minutes": Decimal(40),
            "users": 260,
            "user_minute": Decimal(1_900),
        },
        steps=(
            ("The nightly copy reads from the standby", -20, -18),
            ("Wards measured one by one", -3, None),
            ("Two quiet weeks", 45, None),
        ),
        breaches_of="HIS",
    ),
    Told(
        "SIP-0009",
        "A second connection to the interbank switch",
        Source.BREACH,
        Size.MEDIUM,
        ("CAKRAWALA",),
        ("PAY-GW", "SWITCH"),
        (-160, -60),
        (480, 95, 395),
        1,
        ways=(
            (State.APPROVED, ""),
            (State.RUNNING, ""),
            (State.DONE, "Carries the traffic since it was tested twice; no drop since."),
        ),
        more={
            "measure": "Dropped connections a month",
            "before": Decimal(31),
            "goal": Decimal(2),
            "incidents": 4,
            "outage_minutes": Decimal(45),
            "lost_transactions": 21_000,
            "transaction_margin": Decimal(210),
        },
        breaches_of="PAY-GW",
    ),
    Told(
        "SIP-0014",
        "Positions of lorries every five minutes",
        Source.REVIEW,
        Size.MEDIUM,
        ("RIMBA", "PANGAN"),
        ("TRK",),
        (10, 120),
        (210, 24, 130),
        more={"source_note": "Call with the supply chain director"},
    ),
    Told(
        "SIP-0010",
        "A till of our own for station kiosks",
        Source.IDEA,
        Size.LARGE,
        ("MELATI",),
        ("POS",),
        (30, 200),
        (340, 30, 9),
        3,
        ways=((State.DECLINED, "Nine tills never pay for it; a tablet does the same."),),
    ),
)


def tell_improvements(*, manager: User, at: dt.datetime) -> None:
    """Each from its proposal to where it stands today, through the verbs."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    for told in IMPROVEMENTS:
        _tell(told, relations, manager, at)


def _tell(told: Told, owner: User, manager: User, at: dt.datetime) -> None:
    customers = list(Customer.objects.filter(code__in=told.customers))
    today = local_day(customers[0], at)
    starts, due = (today + dt.timedelta(days=days) for days in told.days)
    cost, running, benefit = (Decimal(amount * MILLION) for amount in told.money)
    improvement = save_improvement(
        improvement=Improvement(
            code=told.code,
            title=told.title,
            source=told.source,
            size=told.size,
            priority=told.priority,
            owner=owner,
            start_on=starts,
            due_on=due,
            currency=story.CURRENCY,
            cost=cost,
            running_cost=running,
            benefit=benefit,
            **told.more,
        ),
        customers=customers,
        services=Service.objects.filter(code__in=told.services),
        breaches=Breach.objects.filter(
            commitment__target__indicator__service__code=told.breaches_of,
            agreement__customers__in=customers,
        ).distinct(),
        actor=owner,
        at=at,
    )
    for title, days, reached in told.steps:
        step = add_milestone(
            improvement=improvement,
            title=title,
            due_on=today + dt.timedelta(days=days),
            actor=owner,
        )
        if reached is not None:
            on = today + dt.timedelta(days=reached)
            reach_milestone(milestone=step, on=on, actor=owner)
    for to, reason in told.ways:
        is_done = to == State.DONE
        move_improvement(
            improvement=improvement,
            to=to,
            reason=reason,
            actor=manager,
            on=due if is_done else min(starts, today),
            after=Decimal(1) if is_done else None,
            realised_cost=cost * 11 / 10 if is_done else None,
            realised_benefit=benefit if is_done else None,
        )
