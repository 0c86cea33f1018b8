"""Tells what customers said: thanks, a complaint that climbs, one that waits, one no target saw."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import Role, User
from agreements.models import Breach
from agreements.operations.check_complaint import (
    link_breaches,
    name_catching_targets,
    propose_target,
    say_uncaught,
)
from agreements.queries.complaints import breaches_near, promises_to
from brm.models import Customer, Feedback
from brm.operations.change_feedback import (
    judge_feedback,
    note_on_feedback,
    offer_compensation,
)
from brm.operations.escalate import escalate_due
from brm.operations.handle_feedback import (
    acknowledge_feedback,
    answer_feedback,
    investigate_feedback,
    resolve_feedback,
)
from brm.operations.record_feedback import record_feedback
from brm.operations.record_word import record_word, say_word
from brm.operations.remind_of_resolution import remind_of_resolutions
from brm.operations.save_ladder import WantedLevel, name_deputy, save_due_time, save_ladder
from slm.models import Service

from . import story

HOUR, DAY = 3_600, 86_400


def tell_feedback(*, manager: User, at: dt.datetime) -> None:
    """Write the rules and the stories through the verbs, each by whoever would."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    _rules(manager, relations, at)
    dewi = User.objects.get(email="dewi@cakrawala.example")
    hasan = User.objects.get(email="hasan@harapanbahari.example")
    _closed(dewi, relations, manager, at)
    _uncaught(dewi, relations, manager, at)
    _waits(hasan, relations, at)
    _climbs(hasan, manager, at)
    _thanks(relations, at)
    escalate_due(at=at)


def _rules(manager: User, relations: User, at: dt.datetime) -> None:
    administrator = User.objects.get(email="ayu@jembatan.example")
    begun = at - dt.timedelta(days=300)
    save_ladder(
        customer=None,
        hours="OFFICE",
        levels=[
            WantedLevel(4 * HOUR, "manager", stop="acknowledged"),
            WantedLevel(12 * HOUR, "deputy"),
            WantedLevel(24 * HOUR, "role", role=Role.SERVICE_LEVEL_MANAGER),
            WantedLevel(48 * HOUR, "person", person=administrator),
        ],
        actor=relations,
        at=begun,
    )
    name_deputy(manager=relations, deputy=manager, actor=relations, at=begun)
    for severity, acknowledge, resolve, hours in (
        ("critical", HOUR, DAY, ""),
        ("high", 4 * HOUR, 24 * HOUR, "OFFICE"),
    ):
        save_due_time(
            severity=severity,
            acknowledge_seconds=acknowledge,
            resolve_seconds=resolve,
            hours=hours,
            actor=relations,
            at=begun,
        )


def _tell(actor: User, customer: str, at: dt.datetime, **said: Any) -> Feedback:
    service = said.pop("service", "")
    return record_feedback(
        customer=Customer.objects.get(code=customer),
        service=Service.objects.get(code=service) if service else None,
        actor=actor,
        at=at,
        **said,
    ).feedback


def _closed(dewi: User, relations: User, manager: User, at: dt.datetime) -> None:
    """An evening without approvals: justified, compensated, rejected once, then closed."""
    start = at - dt.timedelta(days=52)
    record = _tell(
        dewi,
        "CAKRAWALA-CARD",
        start,
        kind="complaint",
        severity="high",
        service="PAY-GW",
        title="Cards were declined on a Saturday evening",
        text="From about 19:00 every third card was declined. Two malls rang us, not you.",
    )
    _later = _clock(start)
    acknowledge_feedback(feedback=record, actor=relations, at=_later(2))
    note_on_feedback(
        feedback=record,
        text="The head of cards was at the mall himself. Ring before writing.",
        actor=relations,
        at=_later(3),
    )
    investigate_feedback(feedback=record, actor=relations, at=_later(4))
    judge_feedback(
        feedback=record,
        is_accepted=True,
        reason="Our switch dropped connections; the outage is recorded.",
        actor=relations,
        at=_later(20),
    )
    resolve_feedback(
        feedback=record,
        resolution="The switch was restarted at 20:40 and is watched by hand until Monday.",
        actor=relations,
        at=_later(26),
    )
    say_word(
        feedback=record,
        said="no",
        words="Watched by hand is no resolution. What happens next Saturday?",
        actor=dewi,
        at=_later(30),
    )
    acknowledge_feedback(feedback=record, actor=relations, at=_later(31))
    offer_compensation(
        feedback=record,
        words="The fees of that evening are waived.",
        amount=Decimal(18_500_000),
        currency=story.CURRENCY,
        actor=relations,
        at=_later(70),
    )
    resolve_feedback(
        feedback=record,
        resolution="A second connection carries the traffic since Thursday; it was tested twice.",
        actor=relations,
        at=_later(100),
    )
    record_word(
        feedback=record,
        said="yes",
        by_name="Dewi Anggraini",
        how="meeting",
        evidence="Minutes of the service review, item 3.",
        said_at=_later(140),
        takes_compensation=True,
        actor=relations,
        at=_later(141),
    )
    targets = [row.target for row in promises_to(manager, record)[:1]]
    if targets:
        name_catching_targets(
            feedback=record,
            targets=targets,
            note="Availability of the gateway sees it to the second.",
            actor=manager,
            at=_later(150),
        )
    breaches: list[Breach] = list(breaches_near(manager, record)[:1])
    link_breaches(feedback=record, breaches=breaches, actor=manager, at=_later(150))


def _uncaught(dewi: User, relations: User, manager: User, at: dt.datetime) -> None:
    """Wrong figures in a report: every target was met, and the customer could not work."""
    start = at - dt.timedelta(days=9)
    record = _tell(
        dewi,
        "CAKRAWALA-DIGI",
        start,
        kind="complaint",
        severity="medium",
        service="MOB-API",
        title="Balances of the day before in the morning",
        text="Until nine the app shows yesterday's balance. It is up, it is fast, and it is wrong.",
    )
    _later = _clock(start)
    acknowledge_feedback(feedback=record, actor=relations, at=_later(5))
    investigate_feedback(
        feedback=record,
        words="The nightly run ends later since the last release; we look for the reason.",
        actor=relations,
        at=_later(8),
    )
    say_uncaught(
        feedback=record,
        note="Nothing we promise says how old a balance may be.",
        actor=manager,
        at=_later(30),
    )
    propose_target(
        feedback=record,
        agreement=None,
        reason="Balances on the telephone are never older than fifteen minutes.",
        actor=relations,
        at=_later(50),
    )
    other = _tell(
        relations,
        "PURWASARI-LOKET",
        at - dt.timedelta(days=6),
        kind="complaint",
        severity="low",
        service="ADM-ONL",
        title="Forms lose what was typed",
        text="Whoever looks a number up in between begins again.",
        told_by="Endang Pertiwi",
        channel="phone",
    )
    acknowledge_feedback(feedback=other, actor=relations, at=at - dt.timedelta(days=5, hours=20))
    say_uncaught(
        feedback=other,
        note="No target counts forms that have to be filled in again.",
        actor=manager,
        at=at - dt.timedelta(days=5),
    )


def _waits(hasan: User, relations: User, at: dt.datetime) -> None:
    """Resolved eight days ago; one reminder went out, the hospital has not said yes."""
    start = at - dt.timedelta(days=10)
    record = _tell(
        hasan,
        "HARAPAN-FARM",
        start,
        kind="complaint",
        severity="medium",
        service="HIS",
        title="Resep pulang dicetak dua kali",
        text="Setiap resep pulang keluar dua lembar, dan apotek menyiapkan obat dua kali.",
    )
    _later = _clock(start)
    acknowledge_feedback(feedback=record, actor=relations, at=_later(3))
    resolve_feedback(
        feedback=record,
        resolution="Antrean cetak ganda di server farmasi sudah dihapus dan diuji dengan apotek.",
        actor=relations,
        at=_later(40),
    )
    remind_of_resolutions(at=_later(40) + dt.timedelta(days=7))


def _climbs(hasan: User, manager: User, at: dt.datetime) -> None:
    """Nobody took it up: by the office's hours it stands on its third level."""
    start = at - dt.timedelta(days=5)
    record = _tell(
        hasan,
        "HARAPAN-WARD",
        start,
        kind="complaint",
        severity="high",
        service="HIS",
        title="Rekam medis lambat di bangsal malam",
        text="Perawat menunggu dua menit untuk setiap pasien. Malam ini tiga kali macet.",
    )
    note_on_feedback(
        feedback=record,
        text="Third complaint of this ward since summer; their director reads it himself.",
        actor=manager,
        at=start + dt.timedelta(hours=9),
    )
    for hours in range(2, 5 * 24, 8):
        escalate_due(at=start + dt.timedelta(hours=hours))


def _thanks(relations: User, at: dt.datetime) -> None:
    """Compliments and an idea, answered and closed; one that is new."""
    for days, customer, kind, service, title, text, answer in (
        (
            33,
            "RIMBA",
            "compliment",
            "TRK",
            "Tracking during the flood",
            "Your people rang us every hour although it was Sunday. Thank you.",
            "We read it out in the morning round. The night shift is proud of it.",
        ),
        (
            20,
            "CAKRAWALA",
            "compliment",
            "CORE-BNK",
            "The quiet end of the quarter",
            "First quarter close in two years without one call to your desk.",
            "Thank you; we keep the extra people for the next one.",
        ),
        (
            14,
            "ANUGERAH-TOKO",
            "suggestion",
            "POS",
            "Say at the till when it will be back",
            "Cashiers would wait if the screen said for how long.",
            "It is on the list of improvements; you hear of it in the next review.",
        ),
    ):
        start = at - dt.timedelta(days=days)
        record = _tell(
            relations,
            customer,
            start,
            kind=kind,
            severity="low",
            service=service,
            title=title,
            text=text,
            told_by="Told on the telephone",
            channel="phone",
        )
        acknowledge_feedback(feedback=record, actor=relations, at=start + dt.timedelta(hours=4))
        answer_feedback(
            feedback=record,
            answer=answer,
            actor=relations,
            at=start + dt.timedelta(hours=30),
        )
    _tell(
        relations,
        "NUSAKARSA",
        at - dt.timedelta(hours=5),
        kind="comment",
        severity="low",
        title="When does the month close open?",
        text="Finance asks whether the first working day counts.",
        told_by="Finance department",
        channel="meeting",
    )


def _clock(start: dt.datetime) -> Any:
    return lambda hours: start + dt.timedelta(hours=hours)
