"""Log the time that went to customers (R98, R99)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import Customer, HoursEntry, Interaction
from brm.queries.meeting_access import logged_for, spoken_for
from brm.queries.staff import staff
from common.problems import Refusal


class HoursRefused(Refusal):
    code = "hours_refused"


@transaction.atomic
def log_hours(
    *,
    entry: HoursEntry | None = None,
    customer: Customer,
    user: User,
    spent_on: dt.date,
    spent_minutes: int,
    discipline: str,
    focus: str,
    note: str = "",
    external_id: str | None = None,
    actor: Any,
    at: dt.datetime,
) -> HoursEntry:
    """Keep the minutes of one day for one customer, new or changed.

    One logs for oneself; whoever speaks with the customer also for colleagues. Refuses customers
    beyond reach, days to come, and more than a day in one day.
    """
    if not logged_for(actor).filter(pk=customer.pk).exists():
        raise HoursRefused(_("You do not log hours for this customer."), field="customer")
    _refuse_person(user, customer, actor)
    if spent_on > at.date() + dt.timedelta(days=1):
        raise HoursRefused(_("This day has not come yet."), field="spent_on")
    if entry is None:
        entry = HoursEntry(external_id=external_id or None, created_at=at)
    entry.customer, entry.user, entry.spent_on = customer, user, spent_on
    entry.spent_minutes, entry.note = spent_minutes, note.strip()
    entry.discipline, entry.focus = discipline, focus
    try:
        entry.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise HoursRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    entry.save()
    return entry


@transaction.atomic
def log_meeting_hours(
    *,
    interaction: Interaction,
    minutes: Iterable[tuple[User, int]],
    discipline: str,
    focus: str,
    actor: Any,
    at: dt.datetime,
) -> list[HoursEntry]:
    """Log a meeting that was held for each of ours in one step, once each.

    With several customers each gets an equal part of a person's minutes, whole minutes, the first
    ones the rest. Who logged this meeting before is left as it was.
    """
    if interaction.held_at is None:
        raise HoursRefused(_("Hours are logged once the meeting was held."))
    customers = list(interaction.customers.order_by("pk"))
    day = interaction.held_at.astimezone(ZoneInfo(interaction.zone)).date()
    known = set(interaction.hours.values_list("user_id", flat=True))
    made = []
    for user, whole in minutes:
        if user.pk in known or whole <= 0:
            continue
        for customer, part in zip(customers, shares(whole, len(customers)), strict=True):
            if part == 0:
                continue
            entry = log_hours(
                customer=customer,
                user=user,
                spent_on=day,
                spent_minutes=part,
                discipline=discipline,
                focus=focus,
                actor=actor,
                at=at,
            )
            entry.interaction = interaction
            entry.save()
            made.append(entry)
    return made


@transaction.atomic
def remove_hours(*, entry: HoursEntry, actor: Any, at: dt.datetime) -> None:
    """Take an entry back; its history keeps it."""
    if not may_change_hours(actor, entry):
        raise HoursRefused(_("These hours are not yours to take back."))
    entry.delete()


def may_change_hours(user: Any, entry: HoursEntry) -> bool:
    """Whether `user` may change or take back an entry: their own, or for customers they manage."""
    if not logged_for(user).filter(pk=entry.customer_id).exists():
        return False
    return entry.user_id == user.pk or spoken_for(user).filter(pk=entry.customer_id).exists()


def shares(whole: int, parts: int) -> list[int]:
    """Whole minutes in equal parts; the first ones get what is left over."""
    each, rest = divmod(whole, parts)
    return [each + (number < rest) for number in range(parts)]


def _refuse_person(user: User, customer: Customer, actor: Any) -> None:
    if user.pk != actor.pk:
        if not spoken_for(actor).filter(pk=customer.pk).exists():
            raise HoursRefused(_("You log only your own hours here."), field="user")
        if not staff().filter(pk=user.pk).exists():
            raise HoursRefused(
                _("%(name)s does not work here.") % {"name": user.name}, field="user"
            )
