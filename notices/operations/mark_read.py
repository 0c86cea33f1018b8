"""Keep what a reader has seen."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from notices.models import Delivery


def mark_read(*, user: Any, notices: Iterable[UUID], at: dt.datetime) -> int:
    """Mark notices as read by `user`, on every channel; return how many deliveries were new."""
    return Delivery.objects.filter(user=user, notice__in=list(notices), read_at=None).update(
        read_at=at
    )


def mark_unread(*, user: Any, notices: Iterable[UUID]) -> int:
    """Put notices back among the unread."""
    return (
        Delivery.objects.filter(user=user, notice__in=list(notices))
        .exclude(read_at=None)
        .update(read_at=None)
    )
