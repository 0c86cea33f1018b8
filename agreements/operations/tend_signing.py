"""Remind who has not signed, and let requests to sign lapse."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Signatory, Version
from agreements.queries.sides import name_of
from agreements.queries.signing import signing_of

from .sign import withdraw_signatures
from .supersede import supersede_ended
from .take_step import lock_for_step, take_step
from .tell_lifecycle import ask_to_sign, tell_of_lapse

REMIND_AFTER = dt.timedelta(days=7)


def tend_signing(*, at: dt.datetime) -> dict[str, int]:
    """Do what is due at `at`: reminders, lapses, versions replaced. Done again it changes nothing.

    Each person is reminded once for each time they are asked.
    """
    return {
        "reminded": _remind(at),
        "lapsed": _lapse(at),
        "superseded": supersede_ended(at=at),
    }


def _remind(at: dt.datetime) -> int:
    due = Signatory.objects.filter(
        version__state=Version.State.SIGNING,
        version__lapses_at__gt=at,
        asked_at__lte=at - REMIND_AFTER,
        reminded_at=None,
    ).values_list("version", flat=True)
    count = 0
    for pk in sorted(set(due)):
        with transaction.atomic():
            version = (
                Version.objects.select_for_update(of=("self",))
                .select_related("agreement")
                .get(pk=pk)
            )
            for place in signing_of(version, at=at).turns:
                row = place.signatory
                if row.asked_at is None or row.reminded_at or row.asked_at > at - REMIND_AFTER:
                    continue
                row.reminded_at = at
                row.save()
                ask_to_sign(place=place, side=name_of(row.party), at=at, reminder=True)
                count += 1
    return count


def _lapse(at: dt.datetime) -> int:
    due = Version.objects.filter(state=Version.State.SIGNING, lapses_at__lte=at)
    count = 0
    for version in list(due.order_by("pk")):
        with transaction.atomic():
            locked = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
            if locked.state != Version.State.SIGNING or not _is_over(locked, at):
                continue
            locked = lock_for_step("lapse", locked, actor=None)
            signing = signing_of(locked, at=at)
            if signing.is_complete:
                continue  # everybody signed in time: it waits to be activated
            missing = [str(place.actor) for place in signing.open_places]
            withdraw_signatures(locked, at=at, actor=None, why=_("The time for signing is over."))
            take_step("lapse", locked, actor=None, at=at)
            tell_of_lapse(version=locked, missing=missing, at=at)
            count += 1
    return count


def _is_over(version: Version, at: dt.datetime) -> bool:
    return version.lapses_at is not None and version.lapses_at <= at
