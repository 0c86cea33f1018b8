"""Send what waits to be sent."""

import datetime as dt

import structlog
from django.db import transaction
from django.utils.translation import gettext_noop

from common.readers import reading_as
from notices.models import Channel, Delivery
from notices.queries.audience import readable_by
from notices.queries.message import message_for

log = structlog.get_logger(__name__)

# How long to wait after each failed attempt; after the last one the delivery is given up.
WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
)
INACTIVE = gettext_noop("The person may no longer sign in.")
UNSEEN = gettext_noop("The person no longer sees whom this is about.")


def deliver_next(*, at: dt.datetime) -> Delivery | None:
    """Send the message that has waited longest; None when none is due.

    The row is locked while it is sent and its state is written in the same transaction, so that
    workers side by side never send the same one. Only a crash between the mail server's word and
    our commit (milliseconds) sends a message twice; it then carries the same Message-ID.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.due(at)
            .filter(channel=Channel.EMAIL)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("notice", "user__person")
            .first()
        )
        if delivery is None:
            return None
        refused = _reason_against(delivery)
        if refused:
            delivery.state, delivery.error = Delivery.State.SKIPPED, refused
        else:
            _send(delivery, at=at)
        delivery.save(update_fields=["state", "error", "attempts", "due_at", "sent_at"])
        return delivery


def _reason_against(delivery: Delivery) -> str:
    """Why the person must not be told any more; grants may have changed since it was written."""
    if not delivery.user.is_active:
        return INACTIVE
    readable = Delivery.objects.filter(readable_by(delivery.user), pk=delivery.pk)
    return "" if readable.exists() else UNSEEN


def _send(delivery: Delivery, *, at: dt.datetime) -> None:
    delivery.attempts += 1
    try:
        # A savepoint: what fails inside must not take the record of the failure with it.
        with transaction.atomic(), reading_as(delivery.user):
            message_for(delivery).send()
    except Exception as error:  # each transport raises its own
        log.warning(
            "delivery_failed",
            delivery=str(delivery.pk),
            attempts=delivery.attempts,
            exc_info=True,
        )
        delivery.error = f"{type(error).__name__}: {error}"
        if delivery.attempts > len(WAITS):
            delivery.state = Delivery.State.FAILED
        else:
            delivery.due_at = at + WAITS[delivery.attempts - 1]
    else:
        delivery.state, delivery.sent_at, delivery.error = Delivery.State.SENT, at, ""
