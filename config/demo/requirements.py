"""Tells what customers asked for: one need on its way to a promise, one that waits, one begun."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import User
from agreements.models import Target
from agreements.operations.agree_on_specification import agree_on_specification
from agreements.operations.ask_for_level import ask_for_level, ask_for_volume
from agreements.operations.decide_requirement import (
    approve_requirement,
    sections_of_requirements,
    submit_requirement,
)
from agreements.operations.save_requirement import create_requirement
from agreements.operations.specify import (
    mark_ready,
    save_line,
    save_specification,
    start_specification,
)
from brm.models import Contact, Customer
from slm.models import Indicator, Provider, Service, ServiceHours

from . import story

# What the bank says section by section; the rest says that the usual will do.
CARD_SECTIONS = {
    "description": "Cards are approved at shops, machines and on the web.",
    "success": "No customer is turned away at a till because of us.",
    "availability": "Always, and above all between 16:00 and 22:00.",
    "capacity": "1 200 approvals a minute in the last days before a holiday.",
    "interruptions": "Only Tuesdays from 02:00 to 04:00, announced five days ahead.",
    "continuity": "Back within one hour, whatever happened to the building.",
}


def tell_requirements(*, manager: User, at: dt.datetime) -> None:
    """Write the three requirements through the verbs, each by whoever would."""
    relations = User.objects.get(email=story.PEOPLE[1].email)
    decider = User.objects.get(email="dewi@cakrawala.example")
    _cards(manager, relations, decider, at)
    _digital(relations, at)
    _pharmacy(relations, at)


def _cards(manager: User, relations: User, decider: User, at: dt.datetime) -> None:
    service = Service.objects.get(code="PAY-GW")
    record = create_requirement(
        code="SLR-0088",
        title="Card approvals day and night",
        customer=Customer.objects.get(code="CAKRAWALA-CARD"),
        services=[service],
        asked_by=None,
        statement="A card that is good is approved, at any hour, at any till, within a second.",
        wanted_on=_first_of_next_year(at),
        currency=story.CURRENCY,
        benefit=Decimal("17300000000"),
        cost=Decimal("2400000000"),
        business_case=(
            "Each minute without approvals turns away some 800 shoppers. A second gateway costs "
            "less than two such evenings. Without it we stay where we are: a bad evening a month."
        ),
        sections=_sections(CARD_SECTIONS),
        actor=relations,
        at=at - dt.timedelta(days=40),
    )
    level = ask_for_level(
        requirement=record,
        service=service,
        wording="Approvals work whenever a shop is open",
        threshold_ppm=999_500,
        importance=5,
        protects="Shops are paid the moment a customer pays.",
        actor=relations,
    )
    volume = ask_for_volume(
        requirement=record,
        service=service,
        what="Approvals",
        usual=21_000_000,
        peak=34_000_000,
        growth_ppm=120_000,
        actor=relations,
    )
    submit_requirement(requirement=record, actor=relations, at=at - dt.timedelta(days=32))
    record = approve_requirement(requirement=record, actor=decider, at=at - dt.timedelta(days=30))
    specification = start_specification(
        requirement=record, actor=manager, at=at - dt.timedelta(days=28)
    )
    save_specification(
        specification=specification,
        approach="A second gateway in the other data centre, both taking half of the load.",
        constraint_note="The contract with the interbank switch (UC-0031) stays as it is.",
        actor=manager,
    )
    save_line(
        specification=specification,
        wanted=level,
        how="Two gateways, each able to carry everything",
        component=Service.objects.get(code="CORE-DB"),
        provider=Provider.objects.get(code="TIM-APLIKASI"),
        internal_target="Database 99.99 % a month (OLA-0011)",
        monthly_cost=Decimal("145000000"),
        indicator=Indicator.objects.get(service=service, kind=Indicator.Kind.AVAILABILITY),
        hours=ServiceHours.objects.get(code="ALWAYS"),
        threshold_ppm=999_500,
        actor=manager,
    )
    save_line(
        specification=specification,
        volume=volume,
        how="Room for 1 500 approvals a minute, tested each quarter",
        provider=Provider.objects.get(code="AWAN"),
        monthly_cost=Decimal("38000000"),
        actor=manager,
    )
    ready = mark_ready(specification=specification, actor=manager)
    agree_on_specification(
        specification=ready,
        code="SLA-0088",
        title="Card approvals",
        zone=story.ZONE,
        providers=[Provider.objects.get(code="TIM-APLIKASI")],
        owner=manager,
        actor=manager,
        at=at - dt.timedelta(days=20),
    )


def _digital(relations: User, at: dt.datetime) -> None:
    service = Service.objects.get(code="PAY-GW")
    unit = Customer.objects.get(code="CAKRAWALA-DIGI")
    record = create_requirement(
        code="SLR-0091",
        title="Payments in the app",
        customer=unit,
        services=[service],
        statement="Paying in the app is as sure as paying with a card, and cheaper for us.",
        wanted_on=_first_of_next_year(at),
        currency=story.CURRENCY,
        benefit=Decimal("4100000000"),
        cost=Decimal("300000000"),
        business_case="The app may rest at night if that makes it cheaper.",
        sections=_sections({}),
        actor=relations,
        at=at - dt.timedelta(days=12),
    )
    ask_for_level(
        requirement=record,
        service=service,
        wording="It works in the daytime",
        threshold_ppm=995_000,
        importance=3,
        actor=relations,
    )
    ask_for_level(
        requirement=record,
        service=service,
        wording="An interruption is short",
        metric=Target.Metric.LONGEST_BREAK,
        limit=1_800,
        importance=4,
        actor=relations,
    )
    submit_requirement(requirement=record, actor=relations, at=at - dt.timedelta(days=3))


def _pharmacy(relations: User, at: dt.datetime) -> None:
    unit = Customer.objects.get(code="HARAPAN-FARM")
    create_requirement(
        code="SLR-0092",
        title="Resep elektronik tanpa henti",
        customer=unit,
        services=[Service.objects.get(code="HIS")],
        asked_by=Contact.objects.filter(customer=unit).first(),
        statement="Apotek tidak boleh menyerahkan obat tanpa melihat alergi pasien.",
        currency=story.CURRENCY,
        sections={"utility": {"id": "Resep, alergi, dan stok obat dalam satu layar."}},
        actor=relations,
        at=at - dt.timedelta(days=1),
    )


def _sections(told: dict[str, str]) -> dict[str, dict[str, str]]:
    usual = {section.key: "As the bank's other services have it." for section in _asked()}
    return {key: {"en": told.get(key, text)} for key, text in usual.items()}


def _asked() -> list[Any]:
    return [section for section in sections_of_requirements() if section.is_required]


def _first_of_next_year(at: dt.datetime) -> dt.date:
    return dt.date(at.year + 1, 1, 1)
