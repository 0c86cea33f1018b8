"""Try again what was given up."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from common.problems import Refusal
from common.wake import wake_after_commit
from notices.models import Delivery


class NothingToRetry(Refusal):
    code = "nothing_to_retry"


def retry_delivery(*, delivery: Delivery, at: dt.datetime) -> None:
    """Let a delivery that was given up be sent again, with all its attempts before it."""
    given_up = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED)
    with transaction.atomic():
        if not given_up.update(state=Delivery.State.WAITING, attempts=0, due_at=at):
            raise NothingToRetry(_("This message was not given up, so there is nothing to retry."))
        wake_after_commit("notices.deliver_due")
