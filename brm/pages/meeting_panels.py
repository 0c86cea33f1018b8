"""What meetings draw on the page of a customer, and the figures beside the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from brm.models import Action, Customer, Decision, HoursEntry, Interaction, ReviewSchedule
from brm.queries.hours_spent import time_split
from brm.queries.meeting_access import may_log_hours, spoken_for
from brm.queries.meeting_filters import actions_at, meetings_at
from brm.queries.open_actions import open_actions, with_carries
from brm.queries.reviews_due import due_of

SHOWN = 5


def meetings_of_customer(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Reviews due, the last and next meetings, open actions, last decisions, hours of a year."""
    now, user = timezone.now(), request.user
    family = Customer.objects.within([customer.pk])
    visible = Interaction.objects.seen_from_within(user).filter(customers__in=family).distinct()
    rows = meetings_at(visible, at=now).select_related("chair__person")
    year_ago = timezone.localdate().replace(day=1)
    year_ago = year_ago.replace(year=year_ago.year - 1)
    hours = HoursEntry.objects.visible_to(user).filter(customer__in=family, spent_on__gte=year_ago)
    actions = with_carries(
        actions_at(
            open_actions([customer.pk]).filter(
                pk__in=Action.objects.seen_from_within(user).values("pk")
            ),
            on=timezone.localdate(),
        )
    )
    return {
        "due": due_of(
            ReviewSchedule.objects.visible_to(user).filter(customer__in=family), as_of=now
        ),
        "coming": list(rows.filter(state=Interaction.State.PLANNED).order_by("planned_at")[:SHOWN]),
        "held": list(rows.filter(held_at__isnull=False).order_by("-held_at")[:SHOWN]),
        "actions": list(actions[: 2 * SHOWN]),
        "decisions": list(
            Decision.objects.seen_from_within(user)
            .filter(customer__in=family)
            .select_related("interaction", "customer")[:SHOWN]
        ),
        "split": time_split(hours),
        "hours_since": year_ago,
        "may_write": spoken_for(user).filter(pk=customer.pk).exists(),
        "may_log": may_log_hours(user),
    }
