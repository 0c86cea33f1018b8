"""Write what a customer asks for, while nobody has signed it off."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.models import Requirement
from agreements.queries.requirement_access import may_write_requirement
from agreements.queries.text_bounds import LONGEST_TEXT
from brm.models import Customer
from brm.queries.organisation import is_one_organisation
from common.db.codes import next_code
from common.problems import Refusal
from slm.models import Service

FIELDS = (
    "title",
    "asked_by",
    "demand",
    "owner",
    "statement",
    "wanted_on",
    "currency",
    "cost",
    "benefit",
    "business_case",
)


class RequirementRefused(Refusal):
    """The requirement is not saved as given."""

    code = "requirement_refused"


def propose_requirement_code() -> str:
    """The next free code, SLR-0088."""
    return next_code(Requirement, "SLR")


def lock_writable(requirement: Requirement) -> Requirement:
    """The requirement, locked; refuses one whose text stands."""
    locked = (
        Requirement.objects.select_for_update(of=("self",))
        .select_related("customer")
        .get(pk=requirement.pk)
    )
    if not locked.is_writable:
        raise RequirementRefused(
            _("%(code)s is no draft: begin a new revision to change it.") % {"code": locked.code}
        )
    return locked


@transaction.atomic
def create_requirement(
    *,
    code: str = "",
    customer: Customer,
    services: Iterable[Service] = (),
    sections: dict[str, dict[str, str]] | None = None,
    actor: Any,
    at: dt.datetime,
    **fields: Any,
) -> Requirement:
    """Begin a requirement of a customer, a draft. Left empty, the next free code is taken."""
    requirement = Requirement(
        code=code or propose_requirement_code(),
        customer=customer,
        sections=tidy_sections(sections or {}),
        created_at=at,
        **_known(fields),
    )
    requirement.owner = requirement.owner or actor
    if not may_write_requirement(actor, requirement):
        raise RequirementRefused(_("You may not write for this customer."), field="customer")
    _check(requirement)
    try:
        with transaction.atomic():
            requirement.save()
    except IntegrityError as error:
        raise RequirementRefused(_("This code is taken."), field="code") from error
    requirement.services.set(services)
    return requirement


@transaction.atomic
def update_requirement(
    *,
    requirement: Requirement,
    services: Iterable[Service] | None = None,
    sections: dict[str, dict[str, str]] | None = None,
    actor: Any,
    **fields: Any,
) -> Requirement:
    """Change a draft, or one that was sent back. Code and customer stay."""
    locked = lock_writable(requirement)
    for name, value in _known(fields).items():
        setattr(locked, name, value)
    if sections is not None:
        locked.sections = tidy_sections(sections)
    _check(locked)
    locked.save()
    if services is not None:
        chosen = list(services)
        _keep_what_is_asked_of(locked, chosen)
        locked.services.set(chosen)
    return locked


def tidy_sections(sections: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Texts without blank ends; what says nothing is left out."""
    tidied = {
        key: {language: text.strip() for language, text in texts.items() if text.strip()}
        for key, texts in sections.items()
    }
    return {key: texts for key, texts in tidied.items() if texts}


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"A requirement has no {', '.join(sorted(unknown))}.")
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in fields.items()
    }


def _check(requirement: Requirement) -> None:
    texts = {
        "statement": [requirement.statement],
        "business_case": [requirement.business_case],
        "sections": [text for by in requirement.sections.values() for text in by.values()],
    }
    for field, written in texts.items():
        if any(len(text) > LONGEST_TEXT for text in written):
            raise RequirementRefused(
                _("A text has at most %(limit)d characters.") % {"limit": LONGEST_TEXT},
                field=field,
            )
    if requirement.asked_by and requirement.asked_by.customer_id != requirement.customer_id:
        raise RequirementRefused(_("This person belongs to another customer."), field="asked_by")
    if requirement.demand and not is_one_organisation(
        requirement.customer, requirement.demand.customer
    ):
        raise RequirementRefused(_("This demand belongs to another organisation."), field="demand")
    try:
        requirement.clean_fields(exclude=["customer", "asked_by", "demand", "owner", "decided_by"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise RequirementRefused(messages[0], field=field) from error


def _keep_what_is_asked_of(requirement: Requirement, services: list[Service]) -> None:
    """A service of which a level or a volume is asked cannot leave the requirement."""
    kept = {service.pk for service in services}
    asked = (
        requirement.wanted.select_related("service"),
        requirement.volumes.select_related("service"),
    )
    for rows in asked:
        for row in rows:
            if row.service_id not in kept:
                raise RequirementRefused(
                    _("“%(what)s” is asked of %(service)s: take that out first.")
                    % {"what": row, "service": row.service},
                    field="services",
                )
