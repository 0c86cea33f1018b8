"""Tell people of feedback: ours what came, what climbs, what the customer said; them the rest."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Role, User
from brm.models import Customer, CustomerWord, Escalation, Feedback, Grant
from brm.queries.customers import relationship_managers
from brm.queries.ladders import manager_of
from notices.models import Severity
from notices.operations.write_notice import write_notice

LOOKED_AFTER = gettext_noop("you look after this customer")
GIVEN = gettext_noop("this feedback was given to you")
ON_THE_LADDER = gettext_noop("the escalation ladder names you")
TOLD_BY_YOU = gettext_noop("you told us")
OF_YOUR_ORGANISATION = gettext_noop("somebody of your organisation told us")


class Told(StrEnum):
    """What a customer is told of its feedback."""

    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    ANSWERED = "answered"
    REMINDER = "reminder"


def tell_of_arrival(*, feedback: Feedback, at: dt.datetime) -> None:
    """Tell who looks after the customer that something came."""
    is_grave = feedback.is_complaint and feedback.severity in (
        Feedback.Severity.HIGH,
        Feedback.Severity.CRITICAL,
    )
    write_notice(
        kind="brm.feedback",
        subject=f"feedback:{feedback.pk}",
        level="received",
        severity=Severity.WARNING if is_grave else Severity.INFO,
        facts=_facts(feedback) | {"what": "received"},
        recipients=_ours(feedback, but=feedback.recorded_by),
        url=feedback.get_absolute_url(),
        scope=[feedback.customer_id],
        at=at,
    )


def tell_assignee(*, feedback: Feedback, number: int, at: dt.datetime) -> None:
    """Tell somebody that it is theirs now."""
    write_notice(
        kind="brm.feedback",
        subject=f"feedback:{feedback.pk}",
        level="assigned",
        episode=number,
        facts=_facts(feedback) | {"what": "assigned"},
        recipients=[(feedback.assignee, GIVEN)],
        url=feedback.get_absolute_url(),
        scope=[feedback.customer_id],
        at=at,
    )


def tell_of_word(*, feedback: Feedback, said: str, number: int, at: dt.datetime) -> None:
    """Tell our people what the customer said of the resolution."""
    write_notice(
        kind="brm.feedback",
        subject=f"feedback:{feedback.pk}",
        level=f"word-{said}",
        episode=number,
        severity=Severity.WARNING if said == CustomerWord.Said.NO else Severity.INFO,
        facts=_facts(feedback) | {"what": said},
        recipients=_ours(feedback),
        url=feedback.get_absolute_url(),
        scope=[feedback.customer_id],
        at=at,
    )


def tell_of_escalation(*, escalation: Escalation, people: Iterable[User], at: dt.datetime) -> None:
    """Tell the people of a level that a complaint reached it."""
    feedback = escalation.feedback
    write_notice(
        kind="brm.escalation",
        subject=f"feedback:{feedback.pk}",
        level=f"level-{escalation.level}",
        episode=escalation.episode,
        facts=_facts(feedback)
        | {
            "level": escalation.level,
            "reason": escalation.reason,
            "begun_at": feedback.begun_at,
            "state": feedback.state,
        },
        recipients=[(user, ON_THE_LADDER) for user in people],
        url=feedback.get_absolute_url(),
        scope=[feedback.customer_id],
        at=at,
    )


def tell_customer(*, feedback: Feedback, told: Told, number: int, at: dt.datetime) -> None:
    """Tell who told us, else the customer's people, how it goes on; nothing that is only ours."""
    write_notice(
        kind="brm.my_feedback",
        subject=f"feedback:{feedback.pk}",
        level=told,
        episode=number,
        facts={"code": feedback.code, "title": feedback.title, "told": str(told)},
        recipients=_theirs(feedback),
        url=reverse("brm:my-feedback", args=[feedback.code]),
        scope=[feedback.customer_id],
        at=at,
    )


def _facts(feedback: Feedback) -> dict[str, Any]:
    return {
        "code": feedback.code,
        "title": feedback.title,
        "kind": feedback.kind,
        "severity": feedback.severity,
        "customer": feedback.customer.name,
        "told_by": feedback.teller,
    }


def _ours(feedback: Feedback, but: Any = None) -> list[tuple[User, str]]:
    named = []
    if feedback.assignee is not None:
        named.append((feedback.assignee, GIVEN))
    manager = manager_of(feedback.customer)
    if manager is not None:
        named.append((manager, LOOKED_AFTER))
    found = named or [(user, LOOKED_AFTER) for user in relationship_managers()]
    return [(user, why) for user, why in found if but is None or user.pk != but.pk]


def _theirs(feedback: Feedback) -> list[tuple[User, str]]:
    teller = feedback.reporter
    if teller is None and feedback.contact is not None:
        teller = User.objects.filter(person=feedback.contact.person_id).first()
    if teller is not None:
        return [(teller, TOLD_BY_YOU)]
    above = Customer.objects.ancestors(feedback.customer, include_self=True).values("pk")
    grants = Grant.objects.filter(role=Role.CUSTOMER, customer__in=above).select_related("user")
    return [(grant.user, OF_YOUR_ORGANISATION) for grant in grants.order_by("user_id")]
