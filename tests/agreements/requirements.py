"""A requirement of Dinas Contoh: salaries are paid out on time, from January on."""

import datetime as dt
from typing import Any

from agreements.models import Requirement, SectionSet, Specification, WantedTarget
from agreements.operations.ask_for_level import ask_for_level, ask_for_volume
from agreements.operations.decide_requirement import (
    approve_requirement,
    sections_of_requirements,
    submit_requirement,
)
from agreements.operations.save_requirement import create_requirement
from agreements.operations.specify import mark_ready, save_line, start_specification
from tests.agreements.scenes import indicator, round_the_clock
from tests.cast import NOW


def requirement(actor: Any, customer: Any, *, code: str = "SLR-0001", **fields: Any) -> Requirement:
    """A draft about the payment gateway that lacks nothing but its levels."""
    values = {
        "title": "Salaries on time",
        "statement": "Every salary is on its account by the 25th.",
        "wanted_on": dt.date(2027, 1, 1),
        "business_case": "A late salary costs us a strike.",
        "services": [indicator().service],
        "sections": {
            section.key: {"en": f"What we need of {section.key}."}
            for section in sections_of_requirements()
        },
    } | fields
    return create_requirement(code=code, customer=customer, actor=actor, at=NOW, **values)


def wanted(of: Requirement, actor: Any, **fields: Any) -> WantedTarget:
    values = {
        "service": indicator().service,
        "wording": "It works whenever we pay",
        "threshold_ppm": 999_000,
    } | fields
    return ask_for_level(requirement=of, actor=actor, **values)


def complete(actor: Any, customer: Any, **fields: Any) -> Requirement:
    """The same with a level and a volume, ready to be submitted."""
    found = requirement(actor, customer, **fields)
    wanted(found, actor)
    ask_for_volume(
        requirement=found,
        service=indicator().service,
        what="Salaries",
        usual=1_200,
        peak=2_400,
        actor=actor,
    )
    return found


def approved(actor: Any, customer: Any, **fields: Any) -> Requirement:
    found = submit_requirement(requirement=complete(actor, customer, **fields), actor=actor, at=NOW)
    return approve_requirement(
        requirement=found, evidence="Minutes of 2 November", actor=actor, at=NOW
    )


def specified(of: Requirement, actor: Any) -> Specification:
    """A specification that answers everything, the level with a promise."""
    specification = start_specification(requirement=of, actor=actor, at=NOW)
    for level in of.wanted.all():
        save_line(
            specification=specification,
            wanted=level,
            how="Two gateways, one of them always warm",
            indicator=indicator(),
            hours=round_the_clock(),
            threshold_ppm=level.threshold_ppm,
            actor=actor,
        )
    for volume in of.volumes.all():
        save_line(
            specification=specification, volume=volume, how="Room for 5 000 a day", actor=actor
        )
    return mark_ready(specification=specification, actor=actor)


def section_set(code: str) -> SectionSet:
    return SectionSet.objects.get(code=code)
