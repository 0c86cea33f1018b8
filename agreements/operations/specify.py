"""Write how a requirement will be met, line by line."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import Requirement, Specification, SpecificationLine
from agreements.queries.requirement_access import may_specify
from agreements.queries.trace import untraced
from common.problems import Refusal
from slm.engine.metrics import Form, Metric, meaning

State = Specification.State


class SpecificationRefused(Refusal):
    """The specification is not saved as given."""

    code = "specification_refused"


@transaction.atomic
def start_specification(*, requirement: Requirement, actor: Any, at: dt.datetime) -> Specification:
    """Begin the specification of the requirement's revision as it stands; asked again, the same.

    What the specification of the revision before says is taken over, line by line, as far as what
    it answers is still asked for.
    """
    if not may_specify(actor, requirement):
        raise SpecificationRefused(_("You may not specify this requirement."))
    locked = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if locked.state == Requirement.State.WITHDRAWN:
        raise SpecificationRefused(_("This requirement was withdrawn."))
    before = locked.specifications.order_by("-revision").first()
    if before is not None and before.revision == locked.revision:
        return before
    made = Specification.objects.create(
        requirement=locked,
        revision=locked.revision,
        created_at=at,
        approach=before.approach if before else "",
        constraint_note=before.constraint_note if before else "",
    )
    for line in before.lines.all() if before else ():
        line.pk, line._state.adding = SpecificationLine().pk, True
        line.specification = made
        line.save()
    return made


@transaction.atomic
def save_specification(
    *, specification: Specification, approach: str, constraint_note: str, actor: Any
) -> Specification:
    """Keep how it will be made, and what cannot be changed (R61)."""
    locked = _lock_draft(specification, actor)
    locked.approach, locked.constraint_note = approach.strip(), constraint_note.strip()
    locked.save()
    return locked


@transaction.atomic
def save_line(
    *,
    specification: Specification,
    line: SpecificationLine | None = None,
    actor: Any,
    **fields: Any,
) -> SpecificationLine:
    """Add a line, or change `line`; `fields` are those of SpecificationLine.

    A line that is to become a promise answers a wanted level and names indicator, hours and
    figure; of those that answer one level only one may.
    """
    locked = _lock_draft(specification, actor)
    row = line or SpecificationLine(
        position=1 + (locked.lines.aggregate(last=Max("position"))["last"] or 0)
    )
    row.specification = locked
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check_line(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise SpecificationRefused(
            _("Another line already says what will be promised for this level."),
            field="indicator",
        ) from error
    return row


@transaction.atomic
def delete_line(*, line: SpecificationLine, actor: Any) -> None:
    """Take a line out of a draft."""
    _lock_draft(line.specification, actor)
    line.delete()


@transaction.atomic
def mark_ready(*, specification: Specification, actor: Any) -> Specification:
    """Say that it can be promised: everything that was asked for has its line."""
    locked = _lock_draft(specification, actor)
    missing = untraced(locked)
    if missing:
        raise SpecificationRefused(
            _("No line says how this will be met: %(what)s.")
            % {"what": ", ".join(str(row) for row in missing)},
            rows=[{"field": "lines", "code": "untraced", "message": str(row)} for row in missing],
        )
    locked.state = State.READY
    locked.save()
    return locked


@transaction.atomic
def reopen_specification(*, specification: Specification, actor: Any) -> Specification:
    """Write on; agreements made from it stay as they are."""
    locked = _lock(specification, actor)
    locked.state = State.DRAFT
    locked.save()
    return locked


def _lock(specification: Specification, actor: Any) -> Specification:
    locked = (
        Specification.objects.select_for_update(of=("self",))
        .select_related("requirement")
        .get(pk=specification.pk)
    )
    if not may_specify(actor, locked.requirement):
        raise SpecificationRefused(_("You may not specify this requirement."))
    return locked


def _lock_draft(specification: Specification, actor: Any) -> Specification:
    locked = _lock(specification, actor)
    if locked.state != State.DRAFT:
        raise SpecificationRefused(_("This specification is ready; reopen it to change it."))
    if locked.revision != locked.requirement.revision:
        raise SpecificationRefused(
            _("The requirement has a newer revision; specify that one instead.")
        )
    return locked


def _check_line(row: SpecificationLine) -> None:
    for asked in (row.wanted, row.volume):
        if asked is not None and asked.requirement_id != row.specification.requirement_id:
            raise SpecificationRefused(_("This was asked for elsewhere."), field="answers")
    if row.indicator is None:
        row.hours = row.threshold_ppm = row.limit = None
        row.comparator = ""
    elif row.wanted is None:
        raise SpecificationRefused(
            _("A promise answers a level that was asked for: choose which."), field="answers"
        )
    elif row.indicator.service_id != row.wanted.service_id:
        raise SpecificationRefused(
            _("This indicator measures another service than the one asked of."),
            field="indicator",
        )
    elif row.hours is None:
        raise SpecificationRefused(_("Say within which service hours."), field="hours")
    else:
        metric = meaning(Metric(row.wanted.metric))
        if metric.form is Form.SHARE and row.threshold_ppm is None:
            raise SpecificationRefused(_("Say which share is promised."), field="threshold_ppm")
        if metric.form is not Form.SHARE and row.limit is None:
            raise SpecificationRefused(_("Say how much is promised."), field="limit")
    try:
        row.clean_fields(exclude=["specification"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise SpecificationRefused(messages[0], field=field) from error
