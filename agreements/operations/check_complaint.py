"""Say which targets would have caught a complaint, link it to breaches, propose a new target."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    Breach,
    CaughtBy,
    ComplaintBreach,
    ComplaintCheck,
    Target,
)
from agreements.queries.complaints import (
    agreements_to_change,
    breaches_near,
    promises_to,
)
from brm.models import Feedback
from brm.queries.feedback_access import may_handle
from common.problems import Refusal

from .request_change import request_change
from .save_requirement import create_requirement


class ComplaintRefused(Refusal):
    """Nothing is linked as given."""

    code = "complaint_refused"


@transaction.atomic
def name_catching_targets(
    *, feedback: Feedback, targets: Iterable[Target], note: str, actor: Any, at: dt.datetime
) -> ComplaintCheck:
    """Say that these targets would have caught it; what was said before is replaced."""
    locked = _lock(feedback, actor)
    chosen = {target.pk for target in targets}
    if not chosen:
        raise ComplaintRefused(
            _("Choose the targets, or say that none would have caught it."), field="targets"
        )
    possible = set(promises_to(actor, locked).values_list("target_id", flat=True))
    if chosen - possible:
        raise ComplaintRefused(_("This target did not bind the customer."), field="targets")
    check = _check(locked, is_uncaught=False, note=note, actor=actor, at=at)
    check.caught_by.exclude(target__in=chosen).delete()
    held = set(check.caught_by.values_list("target_id", flat=True))
    CaughtBy.objects.bulk_create(
        CaughtBy(complaint=check, target_id=pk) for pk in sorted(chosen - held)
    )
    return check


@transaction.atomic
def say_uncaught(*, feedback: Feedback, note: str, actor: Any, at: dt.datetime) -> ComplaintCheck:
    """Say that no target would have caught it, and why (P23)."""
    locked = _lock(feedback, actor)
    if not note.strip():
        raise ComplaintRefused(_("Say what no target measures."), field="note")
    check = _check(locked, is_uncaught=True, note=note, actor=actor, at=at)
    check.caught_by.all().delete()
    return check


@transaction.atomic
def link_breaches(
    *, feedback: Feedback, breaches: Iterable[Breach], actor: Any, at: dt.datetime
) -> None:
    """Make these breaches the ones of which the complaint speaks; others are taken off."""
    locked = _lock(feedback, actor)
    chosen = {breach.pk for breach in breaches}
    held = set(locked.breach_links.values_list("breach_id", flat=True))
    possible = set(breaches_near(actor, locked).values_list("pk", flat=True))
    if chosen - possible - held:
        raise ComplaintRefused(
            _("This breach was not of a promise to the customer."), field="breaches"
        )
    locked.breach_links.filter(breach__in=possible - chosen).delete()
    ComplaintBreach.objects.bulk_create(
        ComplaintBreach(feedback=locked, breach_id=pk, linked_by=actor, linked_at=at)
        for pk in sorted(chosen - held)
    )


@transaction.atomic
def propose_target(
    *,
    feedback: Feedback,
    agreement: Agreement | None,
    reason: str,
    actor: Any,
    at: dt.datetime,
) -> ComplaintCheck:
    """Ask for a target that would catch it: by a change of an agreement, or a requirement.

    Without an agreement a requirement is begun in the customer's words. Once for a complaint.
    """
    locked = _lock(feedback, actor)
    check = ComplaintCheck.objects.select_for_update(of=("self",)).filter(feedback=locked).first()
    if check is None or not check.is_uncaught:
        raise ComplaintRefused(_("Say first that no target would have caught it."))
    if check.has_proposal:
        raise ComplaintRefused(_("A target was proposed for it already."))
    if not reason.strip():
        raise ComplaintRefused(_("Say what should be promised, and why."), field="reason")
    if agreement is None:
        check.requirement = create_requirement(
            title=locked.title,
            customer=locked.customer,
            services=[locked.service] if locked.service else [],
            statement=reason,
            asked_by=locked.contact,
            currency=locked.customer.currency,
            actor=actor,
            at=at,
        )
    else:
        if not agreements_to_change(actor, locked).filter(pk=agreement.pk).exists():
            raise ComplaintRefused(_("You may not change this agreement."), field="agreement")
        check.change = request_change(
            agreement=agreement, reason=reason, asked_by=locked.teller, actor=actor, at=at
        )
    check.save()
    return check


def _lock(feedback: Feedback, actor: Any) -> Feedback:
    locked = (
        Feedback.objects.select_for_update(of=("self",))
        .select_related("customer", "service", "contact__person", "reporter__person")
        .get(pk=feedback.pk)
    )
    if not may_handle(actor, locked):
        raise ComplaintRefused(_("You may not answer this feedback."))
    if not locked.is_complaint:
        raise ComplaintRefused(_("Only a complaint is held against targets."))
    return locked


def _check(
    feedback: Feedback, *, is_uncaught: bool, note: str, actor: Any, at: dt.datetime
) -> ComplaintCheck:
    """The answer as it stands now. One that was acted upon is not taken back."""
    check = ComplaintCheck.objects.filter(feedback=feedback).first()
    if check is None:
        check = ComplaintCheck(feedback=feedback)
    elif check.has_proposal and not is_uncaught:
        raise ComplaintRefused(_("A new target was proposed because none would have caught it."))
    check.is_uncaught, check.note = is_uncaught, note.strip()
    check.answered_by, check.answered_at = actor, at
    check.save()
    return check
