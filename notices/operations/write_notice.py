"""Tell people something, once."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from common.wake import wake_after_commit
from notices.models import Channel, Delivery, Notice, Severity
from notices.models.facts import pack
from notices.queries.kinds import kind_of
from notices.queries.wishes import wanted_channels


def write_notice(
    *,
    kind: str,
    subject: str,
    facts: dict[str, Any],
    recipients: Iterable[tuple[Any, str]],
    at: dt.datetime,
    severity: Severity | None = None,
    url: str = "",
    scope: Iterable[int] = (),
    period: str = "",
    level: str = "",
    episode: int = 1,
) -> Notice | None:
    """Write a notice and its deliveries in the caller's transaction; None if it was told before.

    The same (kind, subject, period, level, episode) is told once, whoever writes it again and
    however many write it at once (decision 3): then nobody is told twice, new recipients neither.

    `recipients` are pairs of a user and why they are told (English, by `gettext_noop`, at most 120
    letters); named twice, the first reason stands. `facts` are what the templates of the kind say
    it with: texts, whole numbers, Decimals, Fractions, days and instants. `scope` holds the ids of
    every customer it speaks about, `url` the page to act on, `at` the instant it happened.
    `severity` defaults to the kind's. Raises KeyError for a kind that no app registered.
    """
    known = kind_of(kind)
    with transaction.atomic():
        notice = Notice(
            kind=kind,
            subject=subject,
            period=period,
            level=level,
            episode=episode,
            severity=severity or known.severity,
            facts=pack(facts),
            url=url,
            scope=sorted(set(scope)),
            happened_at=at,
            created_at=at,
        )
        # A rival who has written the same and not yet committed is waited for here.
        Notice.objects.bulk_create([notice], ignore_conflicts=True)
        if not Notice.objects.filter(pk=notice.pk).exists():
            return None
        why: dict[Any, str] = {}
        for user, reason in recipients:
            if user.is_active:
                why.setdefault(user, reason)
        channels = wanted_channels(kind=known, users=why, at=at)
        deliveries = [
            _delivery(notice, user, channel, reason, at)
            for user, reason in why.items()
            for channel in sorted(channels[user.pk])
        ]
        Delivery.objects.bulk_create(deliveries)
        if any(delivery.state == Delivery.State.WAITING for delivery in deliveries):
            wake_after_commit("notices.deliver_due")
    return notice


def _delivery(notice: Notice, user: Any, channel: Channel, why: str, at: dt.datetime) -> Delivery:
    """The bell has it at once; whatever must travel waits for a worker."""
    arrived = channel == Channel.BELL
    return Delivery(
        notice=notice,
        user=user,
        channel=channel,
        why=why,
        state=Delivery.State.SENT if arrived else Delivery.State.WAITING,
        due_at=at,
        sent_at=at if arrived else None,
    )
