"""Early-life checks as somebody of the provider, and as the customer, sees them."""

import datetime as dt
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from brm.models import CheckAnswer, EarlyLifeCheck
from brm.queries.customers import seen_from_within
from brm.queries.own import own_customers

State = CheckAnswer.State


def seen_checks(user: Any) -> QuerySet[EarlyLifeCheck]:
    """Checks that ask a customer whom `user` sees from within, with the answers of those alone."""
    seen = seen_from_within(user).values("pk")
    answers = CheckAnswer.objects.filter(customer__in=seen).select_related(
        "customer", "answered_by__person"
    )
    mine = Q(answers__customer__in=seen)
    return (
        EarlyLifeCheck.objects.filter(pk__in=answers.values("check_asked"))
        .select_related("service", "asked_by__person")
        .prefetch_related(Prefetch("answers", answers, to_attr="seen_answers"))
        .annotate(
            asked=Count("answers", filter=mine, distinct=True),
            waiting=Count("answers", filter=mine & Q(answers__state=State.WAITING), distinct=True),
            objected=Count(
                "answers", filter=mine & Q(answers__state=State.OBJECTED), distinct=True
            ),
        )
    )


def own_answers(user: Any) -> QuerySet[CheckAnswer]:
    """What the customers of whom `user` is one of the people are asked, the newest change first."""
    return (
        CheckAnswer.objects.filter(customer__in=own_customers(user))
        .select_related("check_asked__service", "customer")
        .order_by("-check_asked__changed_on", "customer__name", "pk")
    )


def state_of(check: Any, *, as_of: dt.date) -> str:
    """How a row of `seen_checks` stands, by a key of the ui's states."""
    if check.objected:
        return "objected"
    if check.waiting:
        return "overdue" if check.due_on < as_of else "waiting"
    return "accepted"
