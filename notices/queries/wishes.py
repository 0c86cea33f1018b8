"""By which channels people want to be told."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from notices.models import Channel, Subscription
from notices.queries.kinds import Kind


def wanted_channels(
    *, kind: Kind, users: Iterable[Any], at: dt.datetime
) -> dict[int, frozenset[Channel]]:
    """For each user's key: the kind's channels, with what they added, took away or muted at `at`.

    What the kind fixes is told whatever anybody wished.
    """
    keys = [user.pk for user in users]
    wanted = {key: set(kind.channels) for key in keys}
    for wish in Subscription.objects.filter(kind=kind.code, user__in=keys):
        channel = Channel(wish.channel)
        if wish.wanted and not wish.is_muted(at):
            wanted[wish.user_id].add(channel)
        else:
            wanted[wish.user_id].discard(channel)
    return {key: frozenset(channels) | kind.fixed for key, channels in wanted.items()}
