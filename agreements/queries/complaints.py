"""Complaints and promises: what could have caught them, and what nothing would have."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agreements.models import Agreement, Breach, Commitment, ComplaintCheck, Version
from agreements.queries.access import managed_agreements
from brm.models import Customer, Feedback
from brm.queries.feedback_access import seen_feedback

MOST = 200


@dataclass(frozen=True, slots=True)
class UncaughtComplaint:
    """A complaint that no target would have caught: what is promised is not what is needed."""

    code: str
    title: str
    customer_id: int
    service_id: int | None
    received_at: dt.datetime
    is_proposed: bool


def uncaught_complaints(customer_ids: Iterable[int], since: dt.datetime) -> list[UncaughtComplaint]:
    """The complaints of these customers received at or after `since` of which somebody said so.

    Not those that nobody has looked at yet. The newest first; one query.
    """
    rows = (
        ComplaintCheck.objects.filter(
            is_uncaught=True,
            feedback__customer__in=set(customer_ids),
            feedback__received_at__gte=since,
        )
        .select_related("feedback")
        .order_by("-feedback__received_at", "feedback__code")
    )
    return [
        UncaughtComplaint(
            code=row.feedback.code,
            title=row.feedback.title,
            customer_id=row.feedback.customer_id,
            service_id=row.feedback.service_id,
            received_at=row.feedback.received_at,
            is_proposed=row.has_proposal,
        )
        for row in rows
    ]


def seen_uncaught(user: Any) -> Any:
    """The checks that say so, of complaints that `user` sees for the provider."""
    return ComplaintCheck.objects.filter(
        is_uncaught=True, feedback__in=seen_feedback(user)
    ).select_related("feedback__customer", "feedback__service", "change__agreement", "requirement")


def promises_to(user: Any, feedback: Feedback) -> Any:
    """The commitments that bound the customer when it complained, of its service if it named one.

    With those of the customers above it: a unit lives by what the whole was promised.
    """
    rows = (
        Commitment.objects.visible_to(user)
        .filter(bound__customer__in=_way(feedback), start_at__lte=feedback.received_at)
        .exclude(end_at__lte=feedback.received_at)
        .select_related("target__indicator__service", "agreement", "target__hours")
        .order_by("agreement__code", "target__indicator__service__name", "pk")
        .distinct()
    )
    if feedback.service_id is not None:
        rows = rows.filter(target__indicator__service=feedback.service_id)
    return rows


def breaches_near(user: Any, feedback: Feedback) -> Any:
    """The breaches of promises to the customer, those nearest before the complaint first."""
    rows = (
        Breach.objects.visible_to(user)
        .filter(commitment__bound__customer__in=_way(feedback))
        .exclude(step=Breach.Step.WITHDRAWN)
        .select_related("agreement", "commitment__target__indicator__service", "verdict")
        .order_by("-breached_at", "pk")
        .distinct()
    )
    if feedback.service_id is not None:
        rows = rows.filter(commitment__target__indicator__service=feedback.service_id)
    return rows


def agreements_to_change(user: Any, feedback: Feedback) -> Any:
    """The agreements with the customer that were in force and that `user` may change."""
    signed = Version.objects.exclude(activated_at=None).values("agreement")
    return (
        managed_agreements(user)
        .filter(kind=Agreement.Kind.SLA, parties__customer__in=_way(feedback), pk__in=signed)
        .distinct()
        .order_by("code")
    )


def _way(feedback: Feedback) -> Any:
    return Customer.objects.ancestors(feedback.customer, include_self=True).values("pk")
