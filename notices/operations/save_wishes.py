"""Keep how a person wants to be told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from notices.models import Channel, Subscription
from notices.queries.kinds import kind_of


@dataclass(frozen=True)
class Wish:
    """By which channels a kind is told, and until when not at all (exclusive; None: not muted)."""

    channels: frozenset[Channel]
    muted_until_at: dt.datetime | None = None


@transaction.atomic
def save_wishes(*, user: Any, wishes: Mapping[str, Wish]) -> None:
    """Write `user`'s wish for each kind named; channels that a kind fixes stay as they are."""
    for code, wish in wishes.items():
        for channel in Channel:
            if channel in kind_of(code).fixed:
                continue
            Subscription.objects.update_or_create(
                user=user,
                kind=code,
                channel=channel,
                defaults={
                    "wanted": channel in wish.channels,
                    "muted_until_at": wish.muted_until_at,
                },
            )
