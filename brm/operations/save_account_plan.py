"""Keep what is known of a customer's plans."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import AccountItem, AccountPlan, Customer
from common.problems import Refusal


class PlanRefused(Refusal):
    code = "plan_refused"


def save_account_plan(
    *, customer: Customer, values: dict[str, Any], actor: User, at: dt.datetime
) -> AccountPlan:
    """Write or change the plan of `customer`; `values` are fields of AccountPlan.

    Refuses initiatives before the measures they are to move (R97), sharing an empty strategy, and
    a next review that is not after the last one.
    """
    with transaction.atomic():
        stored = AccountPlan.objects.select_for_update().filter(customer=customer).first()
        plan = stored or AccountPlan(customer=customer)
        for name, value in values.items():
            setattr(plan, name, value)
        if plan.next_review_on <= plan.reviewed_on:
            raise PlanRefused(
                _("The next review comes after the last one."), field="next_review_on"
            )
        if plan.initiatives.strip() and not plan.measures.strip():
            raise PlanRefused(
                _("First say how both sides will know; what they undertake follows from it."),
                field="measures",
            )
        if plan.is_shared and not plan.vision.strip():
            raise PlanRefused(
                _("There is no vision yet that the customer could read."), field="vision"
            )
        _check(plan)
        plan.save()
    return plan


def save_account_item(*, item: AccountItem, actor: User, at: dt.datetime) -> AccountItem:
    """Keep a commitment, an investment or a risk, new or changed.

    Refuses a risk without likelihood and impact, and these on anything else.
    """
    is_risk = item.kind == AccountItem.Kind.RISK
    for field in ("likelihood", "impact"):
        value = getattr(item, field)
        if is_risk and value is None:
            raise PlanRefused(_("Rate the risk from 1 to 5."), field=field)
        if not is_risk and value is not None:
            raise PlanRefused(_("Only a risk is rated."), field=field)
    _check(item)
    item.save()
    return item


def close_account_item(
    *, item: AccountItem, state: str, outcome: str, actor: User, on: dt.date
) -> AccountItem:
    """Close an item as done or dropped, saying what became of it; refuses a closed one."""
    with transaction.atomic():
        item = AccountItem.objects.select_for_update().get(pk=item.pk)
        if item.state != AccountItem.State.OPEN:
            raise PlanRefused(_("It is closed already."))
        if state not in (AccountItem.State.DONE, AccountItem.State.DROPPED):
            raise PlanRefused(_("Say whether it is done or dropped."), field="state")
        if not outcome.strip():
            raise PlanRefused(_("Say what became of it."), field="outcome")
        item.state, item.outcome, item.closed_on = state, outcome.strip(), on
        _check(item)
        item.save()
    return item


def _check(record: AccountPlan | AccountItem) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise PlanRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
