"""Make the draft of an agreement from a requirement and its specification: nothing is retyped."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Installation
from agreements.models import Agreement, Basis, SectionSet, Specification, Target, Version, Volume
from agreements.queries.trace import Traced, trace
from common.ui.numbers import write_number
from slm.engine.metrics import Metric, meaning
from slm.models import Provider

from .add_targets import add_targets
from .save_agreement import create_agreement
from .save_version import lock_draft
from .specify import SpecificationRefused

# What a wanted level that rolls is promised over, unless the draft is changed afterwards.
ROLLING_DAYS = 30

Sections = dict[str, dict[str, str]]


@transaction.atomic
def agree_on_specification(
    *,
    specification: Specification,
    code: str = "",
    title: str = "",
    zone: str,
    section_set: SectionSet | None = None,
    providers: Iterable[Provider] = (),
    owner: Any = None,
    actor: Any,
    at: dt.datetime,
) -> Agreement:
    """Begin an SLA with the requirement's customer from a specification that is ready.

    Its sections take over what the requirement says under the same keys, its targets are what the
    lines promise, and the version remembers which revision it answers.
    """
    requirement = specification.requirement
    if specification.state != Specification.State.READY:
        raise SpecificationRefused(
            _("The specification is not ready yet: say first that it can be promised.")
        )
    agreement = create_agreement(
        code=code,
        title=title or requirement.title,
        kind=Agreement.Kind.SLA,
        zone=zone,
        customers=[requirement.customer],
        providers=providers,
        owner=owner,
        actor=actor,
        at=at,
    )
    answer_in_draft(
        version=agreement.versions.get(),
        specification=specification,
        section_set=section_set,
        actor=actor,
    )
    return agreement


@transaction.atomic
def answer_in_draft(
    *,
    version: Version,
    specification: Specification,
    section_set: SectionSet | None = None,
    actor: Any,
) -> Version:
    """Take a specification into a draft: sections that are empty, targets that are missing.

    What the draft says already is left alone. Several requirements may be answered by one draft.
    """
    locked = lock_draft(version)
    locked.section_set = section_set or locked.section_set or _default_set()
    locked.sections = _filled(locked, specification)
    locked.save()
    Basis.objects.update_or_create(
        version=locked,
        requirement=specification.requirement,
        defaults={"revision": specification.revision},
    )
    for traced in trace(specification):
        _promise(locked, traced, actor)
    return locked


def _default_set() -> SectionSet | None:
    return SectionSet.objects.filter(
        kind=SectionSet.Kind.SLA, is_default=True, is_retired=False
    ).first()


def _promise(version: Version, traced: Traced, actor: Any) -> None:
    line, wanted = traced.promise, traced.asked
    if line is None or wanted is None or isinstance(wanted, Volume):
        return
    assert line.indicator is not None  # a promise names one
    better = meaning(Metric(wanted.metric)).more_is_better
    usual = Target.Comparator.AT_LEAST if better else Target.Comparator.AT_MOST
    same = version.targets.filter(
        indicator=line.indicator,
        period=wanted.period,
        metric=wanted.metric,
        within=wanted.within,
        priority=wanted.priority,
    )
    if same.exists():
        return
    add_targets(
        version=version,
        indicators=[line.indicator],
        actor=actor,
        metric=wanted.metric,
        threshold_ppm=line.threshold_ppm or 0,
        limit=line.limit,
        within=wanted.within,
        priority=wanted.priority,
        period=wanted.period,
        **_calendar_of(wanted.period),
        hours=line.hours,
        comparator=line.comparator or usual,
        protects=wanted.protects or wanted.wording,
    )


def _calendar_of(period: str) -> dict[str, int]:
    """What else a period needs to be known: the installation's year, thirty days that roll."""
    if period == Target.Period.FISCAL_YEAR:
        return {"first_month": Installation.current().fiscal_year_starts}
    if period == Target.Period.WEEK:
        return {"week_starts": Installation.current().week_starts}
    return {"rolling_days": ROLLING_DAYS} if period == Target.Period.ROLLING else {}


def _filled(version: Version, specification: Specification) -> Sections:
    """The draft's sections, and where it is silent what requirement and specification say."""
    requirement = specification.requirement
    language = version.governing_language
    asked: Sections = {key: dict(texts) for key, texts in requirement.sections.items()}
    with translation.override(language):
        volumes = _volume_lines(requirement.volumes.select_related("service"))
    own: Mapping[str, str] = {
        "description": requirement.statement,
        "justification": requirement.business_case,
        "workload": volumes,
        "supporting": specification.constraint_note,
    }
    for key, text in own.items():
        if text and key not in asked:
            asked[key] = {language: text}
    known = version.section_set
    keys = set(known.items.values_list("key", flat=True)) if known else set(asked)
    carried = {key: texts for key, texts in asked.items() if key in keys}
    return carried | {key: texts for key, texts in version.sections.items() if texts}


def _volume_lines(volumes: Iterable[Volume]) -> str:
    lines = []
    for volume in volumes:
        text = _("%(what)s of %(service)s: %(usual)s in a usual month") % {
            "what": volume.what,
            "service": volume.service.name,
            "usual": write_number(volume.usual),
        }
        if volume.peak is not None:
            text += ", " + _("%(peak)s in the busiest") % {"peak": write_number(volume.peak)}
        lines.append(f"- {text}")
    return "\n".join(lines)
