"""Tells how a relationship is planned, rated from both sides and weighed before a commitment."""

import datetime as dt
from decimal import Decimal

from accounts.models import User
from brm.models import STATEMENTS, AccountItem, Customer, Side
from brm.operations.assess import give_view, open_assessment
from brm.operations.rate_maturity import rate_maturity, take_step
from brm.operations.save_account_plan import (
    close_account_item,
    save_account_item,
    save_account_plan,
)

from . import story

BANK_PLAN = {
    "strategy": "From branches to the telephone: every second account is to be opened there.",
    "drivers": "A new rule on instant payments from July; two rivals without branches.",
    "expectations": "Reconciliation done before the tills open, and nobody turned away at one.",
    "vision": "Payments that nobody has to think about.",
    "characteristics": "Plain speech, no surprises, one door on each side.",
    "measures": "Retail payments settled the same day: 99 of 100. Under two complaints a month.",
    "initiatives": "A target for reconciliation by 07:00; a second line to the switch.",
    "contributions": "We: two engineers for the switch. The bank: its campaigns, a year ahead.",
    "is_shared": True,
}


def tell_relationship(*, at: dt.datetime) -> None:
    """Write plan, ratings and assessments through the verbs, each by whoever would."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    decider = User.objects.get(email="dewi@cakrawala.example")
    today = at.date()
    bank = Customer.objects.get(code="CAKRAWALA")
    _plan(bank, relations, at)
    for side, level, evidence, who, days in (
        (Side.PROVIDER, 3, "Levels are agreed and reported; reviews are kept.", relations, 200),
        (Side.PROVIDER, 4, "They asked us before they chose their new switch.", relations, 20),
        (Side.CUSTOMER, 2, "We order, they deliver; proposals we make ourselves.", decider, 18),
    ):
        rate_maturity(
            customer=bank,
            side=side,
            level=level,
            evidence=evidence,
            rated_by=who.name,
            rated_on=today - dt.timedelta(days=days),
            actor=relations,
            at=at,
        )
    for key in ("name_a_manager", "write_catalogue", "name_who_decides", "agree_levels"):
        take_step(customer=bank, key=key, note="", on=today, actor=relations)
    _weigh(bank, relations, decider, at)


def _plan(bank: Customer, relations: User, at: dt.datetime) -> None:
    today = at.date()
    plan = save_account_plan(
        customer=bank,
        values=BANK_PLAN
        | {
            "owner": relations,
            "reviewed_on": today - dt.timedelta(days=190),
            "next_review_on": today - dt.timedelta(days=8),
        },
        actor=relations,
        at=at,
    )
    for kind, title, amount, days, more in (
        ("commitment", "A draft target for reconciliation", None, 12, {}),
        ("commitment", "A report before every review", None, None, {}),
        ("investment", "Second line to the card switch", Decimal("1850000000"), 90, {}),
        ("investment", "Training for the night shift", Decimal("120000000"), 45, {}),
        (
            "risk",
            "Payments move to a rival when the contract ends",
            Decimal("18400000000"),
            None,
            {"likelihood": 3, "impact": 5},
        ),
        ("risk", "One person alone knows the switch", None, 60, {"likelihood": 4, "impact": 3}),
    ):
        save_account_item(
            item=AccountItem(
                plan=plan,
                kind=kind,
                title=title,
                amount=amount,
                due_on=None if days is None else today + dt.timedelta(days=days),
                owner=relations,
                **more,
            ),
            actor=relations,
            at=at,
        )
    done = save_account_item(
        item=AccountItem(plan=plan, kind="commitment", title="One number for emergencies"),
        actor=relations,
        at=at,
    )
    close_account_item(
        item=done,
        state=AccountItem.State.DONE,
        outcome="In use since spring.",
        actor=relations,
        on=today - dt.timedelta(days=120),
    )


def _weigh(bank: Customer, relations: User, decider: User, at: dt.datetime) -> None:
    today = at.date()
    past = open_assessment(
        customer=bank,
        subject="Payment services for all branches",
        actor=relations,
        on=today - dt.timedelta(days=300),
    )
    open_assessment(
        customer=bank,
        subject="Reconciliation as a service, three years",
        actor=relations,
        on=today - dt.timedelta(days=6),
    )
    for side, who, points, verdict, conditions in (
        (
            Side.PROVIDER,
            relations,
            (5, 4, 3, 2, 4, 3),
            "conditions",
            "Two more engineers before the start.",
        ),
        (Side.CUSTOMER, decider, (5, 4, 4, 4, 4, 3), "commit", ""),
    ):
        give_view(
            assessment=past,
            side=side,
            points=dict(zip(STATEMENTS, points, strict=True)),
            verdict=verdict,
            conditions=conditions,
            given_by=who.name,
            actor=relations if side == Side.PROVIDER else who,
            at=at,
            on=today - dt.timedelta(days=290),
        )
