"""Bring a requirement from draft to signed off, and begin its next revision."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Requirement, SectionItem, SectionSet
from agreements.queries.requirement_access import may_sign_off, may_write_requirement
from common.problems import Refusal

State = Requirement.State
# From which states each decision may be taken.
MAY_LEAD_TO: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: (State.DRAFT, State.REFUSED),
    State.APPROVED: (State.SUBMITTED,),
    State.REFUSED: (State.SUBMITTED,),
    State.WITHDRAWN: (State.DRAFT, State.SUBMITTED, State.REFUSED),
    State.DRAFT: (State.APPROVED, State.SUBMITTED),
}


class DecisionRefused(Refusal):
    """The requirement stays as it is; `rows` lists what is missing."""

    code = "requirement_decision_refused"


def missing_for_sign_off(requirement: Requirement) -> list[dict[str, str]]:
    """What a requirement lacks to be signed off, as `{field, message, code}` (R48, R100)."""
    missing: list[dict[str, str]] = []

    def lacks(field: str, code: str, message: str) -> None:
        missing.append({"field": field, "code": code, "message": message})

    if not requirement.services.exists():
        lacks("services", "no_service", _("Name at least one service."))
    if requirement.wanted_on is None:
        lacks("wanted_on", "no_date", _("Say from when it is wanted."))
    if not requirement.wanted.exists():
        lacks("wanted", "no_level", _("Ask for at least one level."))
    if not requirement.business_case:
        lacks("business_case", "no_business_case", _("Write the business case."))
    for section in sections_of_requirements():
        if section.is_required and not requirement.sections.get(section.key):
            lacks(f"sections.{section.key}", "no_section", str(section))
    return missing


def sections_of_requirements() -> list[SectionItem]:
    """The sections that a requirement has, by the set in use."""
    chosen = SectionSet.objects.filter(kind=SectionSet.Kind.SLR, is_retired=False).first()
    return [] if chosen is None else list(chosen.items.all())


@transaction.atomic
def submit_requirement(*, requirement: Requirement, actor: Any, at: dt.datetime) -> Requirement:
    """Ask the customer to sign it off. Refused, with a list, while something is missing."""
    locked = _lead_to(requirement, State.SUBMITTED, actor)
    if missing := missing_for_sign_off(locked):
        raise DecisionRefused(
            _("The requirement is not complete: %(what)s")
            % {"what": ", ".join(row["message"] for row in missing)},
            rows=list(missing),
        )
    locked.submitted_at = at
    locked.decided_at = locked.decided_by = None
    locked.decision = ""
    locked.save()
    return locked


@transaction.atomic
def approve_requirement(
    *, requirement: Requirement, evidence: str = "", actor: Any, at: dt.datetime
) -> Requirement:
    """Sign it off for the customer: from now on its text stands.

    One of the customer's people signs off by being signed in; who writes it for them says how the
    customer agreed (R19).
    """
    return _decide(requirement, State.APPROVED, evidence, actor, at)


@transaction.atomic
def send_requirement_back(
    *, requirement: Requirement, reason: str, actor: Any, at: dt.datetime
) -> Requirement:
    """Send it back to be written anew, with a reason."""
    if not reason.strip():
        raise DecisionRefused(_("Say what has to change."), field="reason")
    return _decide(requirement, State.REFUSED, reason, actor, at)


@transaction.atomic
def withdraw_requirement(
    *, requirement: Requirement, reason: str, actor: Any, at: dt.datetime
) -> Requirement:
    """Ask no more, with a reason. It stays on record."""
    if not reason.strip():
        raise DecisionRefused(_("Say why it is not asked for any more."), field="reason")
    locked = _lead_to(requirement, State.WITHDRAWN, actor)
    locked.decided_at, locked.decided_by, locked.decision = at, actor, reason.strip()
    locked.save()
    return locked


@transaction.atomic
def revise_requirement(*, requirement: Requirement, actor: Any) -> Requirement:
    """Begin the next revision: a draft with everything as it stood.

    What was signed off before is kept in the history; agreements go on answering that revision.
    """
    was_approved = requirement.state == State.APPROVED
    locked = _lead_to(requirement, State.DRAFT, actor)
    if was_approved:
        locked.revision += 1
    locked.submitted_at = locked.decided_at = locked.decided_by = None
    locked.decision = ""
    locked.save()
    return locked


def _decide(
    requirement: Requirement, state: str, words: str, actor: Any, at: dt.datetime
) -> Requirement:
    is_customer = may_sign_off(actor, requirement)
    if not is_customer and not words.strip():
        raise DecisionRefused(
            _("Say how the customer agreed: minutes, e-mail or a signed document."),
            field="evidence",
        )
    locked = _lead_to(requirement, state, actor, by_customer=is_customer)
    locked.decided_at, locked.decided_by, locked.decision = at, actor, words.strip()
    locked.save()
    return locked


def _lead_to(
    requirement: Requirement, state: str, actor: Any, *, by_customer: bool = False
) -> Requirement:
    """The requirement, locked and in its new state; not saved yet."""
    if not by_customer and not may_write_requirement(actor, requirement):
        raise DecisionRefused(_("You may not decide on this requirement."))
    locked = Requirement.objects.select_for_update().get(pk=requirement.pk)
    if locked.state not in MAY_LEAD_TO[state]:
        raise DecisionRefused(
            _("%(code)s is “%(now)s” and cannot become “%(then)s”.")
            % {
                "code": locked.code,
                "now": locked.get_state_display(),
                "then": State(state).label,
            },
            field="state",
        )
    locked.state = state
    return locked
