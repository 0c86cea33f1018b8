"""Find the sources that ought to have been heard by now, and those that are heard again."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from accounts.models import Role, User
from accounts.queries.roles import users_with_role
from notices.models import Notice
from notices.operations.write_notice import write_notice
from slm.models import Indicator, Source

from .hear_sources import mark_silence

SILENT, BACK = "slm.source_silent", "slm.source_back"
# An older silence that ended is no news any more.
_NEWS_DAYS = 30


def find_silent_sources(*, at: dt.datetime) -> int:
    """Mark each source whose interval has passed since it was last heard, and tell who answers.

    What a state log held is unknown from then on, back to its last word, until it is heard again.
    Once an episode: whatever it sends clears the mark, which is told too, and a later silence is
    told anew. A source that was never heard has no episode. Returns how many fell silent.
    """
    expected = Source.objects.filter(
        silent_since_at=None, expected_interval_seconds__isnull=False, last_contact_at__lt=at
    ).order_by("pk")
    fallen = sum(_fall_silent(source, at) for source in expected if _is_overdue(source, at))
    _stop_waiting(at)
    _tell_who_is_back(at)
    return fallen


def _is_overdue(source: Source, at: dt.datetime) -> bool:
    heard_at, seconds = source.last_contact_at, source.expected_interval_seconds
    return (
        heard_at is not None
        and seconds is not None
        and heard_at + dt.timedelta(seconds=seconds) <= at
    )


@transaction.atomic
def _fall_silent(source: Source, at: dt.datetime) -> bool:
    """Mark the source if it is still as it was seen: of two workers one does, and tells."""
    claimed = Source.objects.filter(
        pk=source.pk, silent_since_at=None, last_contact_at=source.last_contact_at
    ).update(silent_since_at=source.last_contact_at)
    if not claimed or source.last_contact_at is None:
        return False
    mark_silence(source_id=source.pk, since_at=source.last_contact_at, at=at)
    write_notice(
        kind=SILENT,
        subject=source.code,
        period=_episode(source.last_contact_at),
        facts={
            "name": source.name,
            "code": source.code,
            "last_contact_at": source.last_contact_at,
            "expected_seconds": source.expected_interval_seconds,
        },
        recipients=_who_answers(source),
        url=source.get_absolute_url(),
        at=at,
    )
    return True


@transaction.atomic
def _stop_waiting(at: dt.datetime) -> None:
    """A source for which nobody waits any more is not silent either."""
    freed = Source.objects.select_for_update().filter(
        expected_interval_seconds=None, silent_since_at__isnull=False
    )
    for source in freed.order_by("pk"):
        since_at = source.silent_since_at
        assert since_at is not None
        Source.objects.filter(pk=source.pk).update(silent_since_at=None)
        mark_silence(source_id=source.pk, since_at=since_at, at=at)


def _tell_who_is_back(at: dt.datetime) -> None:
    told = Notice.objects.filter(kind=BACK, subject=OuterRef("subject"), period=OuterRef("period"))
    silences = Notice.objects.filter(
        ~Exists(told), kind=SILENT, happened_at__gt=at - dt.timedelta(days=_NEWS_DAYS)
    )
    heard = {
        source.code: source
        for source in Source.objects.filter(
            Q(silent_since_at=None), code__in=silences.values("subject")
        )
    }
    for silence in silences:
        source = heard.get(silence.subject)
        if source is None or source.last_contact_at is None:
            continue
        write_notice(
            kind=BACK,
            subject=source.code,
            period=silence.period,
            facts={
                "name": source.name,
                "code": source.code,
                "last_contact_at": source.last_contact_at,
            },
            recipients=_who_answers(source),
            url=source.get_absolute_url(),
            at=at,
        )


def _episode(heard_at: Any) -> str:
    """What tells one silence from the next: when the source was last heard before it."""
    return f"{heard_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _who_answers(source: Source) -> Iterator[tuple[User, str]]:
    """The owners of the services it feeds, and those who manage service levels."""
    fed = Indicator.objects.filter(source=source).values("service__owner")
    for owner in User.objects.filter(pk__in=fed, is_active=True).order_by("pk"):
        yield owner, gettext_noop("You own a service that this source feeds.")
    for user in users_with_role(Role.SERVICE_LEVEL_MANAGER).order_by("pk"):
        yield user, gettext_noop("You manage service levels.")
