"""Arrange how we talk with a customer (R3)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from brm.models import PlanItem
from common.problems import Refusal


class PlanRefused(Refusal):
    code = "plan_refused"


def save_plan_item(*, item: PlanItem, actor: User, at: dt.datetime) -> PlanItem:
    """Keep a line of the communication plan, new or changed.

    Refuses an owner who may no longer sign in: nobody would keep the arrangement.
    """
    try:
        item.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise PlanRefused(
            " ".join(messages), field=None if field == "__all__" else field
        ) from error
    if not item.owner.is_active:
        raise PlanRefused(
            _("%(name)s may no longer sign in. Choose another owner.") % {"name": item.owner.name},
            field="owner",
        )
    item.save()
    return item


@transaction.atomic
def remove_plan_item(*, item: PlanItem, actor: User, at: dt.datetime) -> None:
    """Give the arrangement up; that there was one stays in the history."""
    item.delete()
