"""Say how mature a relationship is, and take the steps to the next level."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.engine.maturity import HIGHEST, KEYS, LOWEST
from brm.models import Customer, MaturityRating, MaturityStep
from common.problems import Refusal


class MaturityRefused(Refusal):
    code = "maturity_refused"


def rate_maturity(
    *,
    customer: Customer,
    side: str,
    level: int,
    evidence: str,
    rated_by: str,
    rated_on: dt.date,
    actor: User,
    at: dt.datetime,
) -> MaturityRating:
    """Record one side's rating (R95); earlier ones stay.

    Refuses a level without what shows it, and a day that has not come.
    """
    if not LOWEST <= level <= HIGHEST:
        raise MaturityRefused(_("A level is a number from 1 to 5."), field="level")
    if not evidence.strip():
        raise MaturityRefused(_("Say what shows this level."), field="evidence")
    if not rated_by.strip():
        raise MaturityRefused(_("Say whose view it is."), field="rated_by")
    if rated_on > at.date() + dt.timedelta(days=1):  # their day may have begun before ours
        raise MaturityRefused(_("That day has not come yet."), field="rated_on")
    return MaturityRating.objects.create(
        customer=customer,
        side=side,
        level=level,
        evidence=evidence.strip(),
        rated_by=rated_by.strip(),
        rated_on=rated_on,
        recorded_by=actor,
        recorded_at=at,
    )


def take_step(*, customer: Customer, key: str, note: str, on: dt.date, actor: User) -> MaturityStep:
    """Note that a step is taken (R96); said twice it stays the first."""
    if key not in KEYS:
        raise MaturityRefused(_("There is no such step."), field="key")
    with transaction.atomic():
        step, _made = MaturityStep.objects.get_or_create(
            customer=customer,
            key=key,
            defaults={"note": note.strip(), "taken_on": on, "recorded_by": actor},
        )
    return step


def undo_step(*, customer: Customer, key: str, actor: User) -> None:
    """Forget that a step was taken; the history keeps it."""
    MaturityStep.objects.filter(customer=customer, key=key).delete()
