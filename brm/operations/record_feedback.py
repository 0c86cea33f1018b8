"""Write down what a customer told us."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brm.models import Contact, Customer, Feedback
from brm.queries.feedback_access import handled_customers
from brm.queries.ladders import manager_of
from brm.queries.own import own_customers
from brm.queries.staff import staff_for
from common.db.codes import next_code
from slm.models.service import Service

from .take_feedback_step import FeedbackRefused, given_text, keep_step, set_due_times
from .tell_feedback import tell_of_arrival

# Two that are written at once propose the same code; the later one takes the next.
_ATTEMPTS = 20
_LONGEST_NAME = 160


@dataclass(frozen=True, slots=True)
class Recorded:
    """The feedback, and whether it is new; told again under its reference it is not."""

    feedback: Feedback
    is_new: bool


@transaction.atomic
def record_feedback(
    *,
    kind: str,
    customer: Customer,
    title: str,
    text: str,
    actor: Any,
    at: dt.datetime,
    severity: str = Feedback.Severity.MEDIUM,
    channel: str = Feedback.Channel.EMAIL,
    received_at: dt.datetime | None = None,
    service: Service | None = None,
    contact: Contact | None = None,
    told_by: str = "",
    external_id: str = "",
    assignee: Any = None,
) -> Recorded:
    """Keep it, reckon by when it is due, and tell who looks after the customer.

    A customer's own people tell it for themselves; ours say who told it. Told again under the
    same reference of the customer, nothing is changed and the stored one is answered.
    """
    is_own = not handled_customers(actor).filter(pk=customer.pk).exists()
    if is_own and not own_customers(actor).filter(pk=customer.pk).exists():
        raise FeedbackRefused(_("You may not write for this customer."), field="customer")
    external_id = external_id.strip()
    known = _known(customer, external_id)
    if known is not None:
        return Recorded(known, is_new=False)
    received_at = received_at or at
    if received_at > at:
        raise FeedbackRefused(_("It cannot have come later than now."), field="received_at")
    if contact is not None and contact.customer_id != customer.pk:
        raise FeedbackRefused(_("This person belongs to another customer."), field="contact")
    if assignee is not None and not staff_for(customer).filter(pk=assignee.pk).exists():
        raise FeedbackRefused(_("This person does not see the customer."), field="assignee")
    if not is_own and contact is None and not told_by.strip():
        raise FeedbackRefused(_("Say who told it."), field="told_by")
    feedback = Feedback(
        external_id=external_id,
        kind=kind,
        customer=customer,
        contact=contact,
        reporter=actor if is_own else None,
        told_by=str(actor)[:_LONGEST_NAME] if is_own else told_by.strip()[:_LONGEST_NAME],
        service=service,
        severity=severity,
        channel=Feedback.Channel.PORTAL if is_own and not external_id else channel,
        title=given_text(title, field="title", missing=_("Say it in short."))[:160],
        text=given_text(text, field="text", missing=_("Write what was said.")),
        received_at=received_at,
        recorded_at=at,
        recorded_by=actor,
        begun_at=received_at,
        assignee=assignee or manager_of(customer),
    )
    set_due_times(feedback)
    if not _insert(feedback):
        known = _known(customer, external_id)
        if known is None:
            raise FeedbackRefused(_("Too many were written at once; send it again."))
        return Recorded(known, is_new=False)
    keep_step("received", feedback, before="", actor=actor, at=received_at)
    tell_of_arrival(feedback=feedback, at=at)
    return Recorded(feedback, is_new=True)


def _insert(feedback: Feedback) -> bool:
    """Store it under the next free code; False where its reference is known by now."""
    for _attempt in range(_ATTEMPTS):
        feedback.code = next_code(Feedback, "FB")
        try:
            with transaction.atomic():
                feedback.save()
        except IntegrityError:
            if _known(feedback.customer, feedback.external_id) is not None:
                return False
        else:
            return True
    return False


def _known(customer: Customer, external_id: str) -> Feedback | None:
    if not external_id:
        return None
    return Feedback.objects.filter(customer=customer, external_id=external_id).first()
