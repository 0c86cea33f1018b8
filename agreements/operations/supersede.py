"""Mark versions whose place another one has taken."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from agreements.models import Agreement, Version

from .take_step import lock_for_step, take_step


def supersede_ended(*, at: dt.datetime, agreement: Agreement | None = None) -> int:
    """Lead signed versions whose span is over, and that a later one follows, to superseded.

    Spans alone say what holds when (decision 21); this is for whoever reads the state. Done again
    it changes nothing.
    """
    count = 0
    for version in _replaced(at, agreement):
        with transaction.atomic():
            locked = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
            if locked.state == Version.State.SIGNED:
                locked = lock_for_step("supersede", locked, actor=None)
                take_step("supersede", locked, actor=None, at=locked.effective_to or at)
                count += 1
    return count


def _replaced(at: dt.datetime, agreement: Agreement | None) -> QuerySet[Version]:
    follows = Version.objects.filter(
        agreement=OuterRef("agreement"),
        state__in=Version.RELEASED,
        number__gt=OuterRef("number"),
        effective_from__gte=OuterRef("effective_to"),
    )
    rows = Version.objects.filter(Exists(follows), state=Version.State.SIGNED, effective_to__lte=at)
    return rows if agreement is None else rows.filter(agreement=agreement)
