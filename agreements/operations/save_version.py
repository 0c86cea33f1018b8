"""Write the draft of an agreement: its term, how it was agreed, and the draft after it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.engine import lifecycle
from agreements.models import Agreement, ChangeRequest, Version
from agreements.queries.local_dates import end_after, first_instant, local_day
from common.problems import Refusal

from .copy_version import copy_version
from .write_term import WrittenTerm, end_of_term, write_term

WRITABLE = tuple(Version.State(state) for state in lifecycle.WRITABLE)


class VersionRefused(Refusal):
    """The version is not saved as given."""

    code = "version_refused"


def is_writable(version: Version) -> bool:
    """Whether the text is still being written: it freezes on entering signing (decision 21)."""
    return version.state in WRITABLE


def lock_draft(version: Version) -> Version:
    """The version, locked; refuses one whose text is frozen."""
    locked = Version.objects.select_for_update().select_related("agreement").get(pk=version.pk)
    if not is_writable(locked):
        raise VersionRefused(
            _("Version %(number)d is no draft any more; start the next version instead.")
            % {"number": locked.number}
        )
    return locked


@transaction.atomic
def save_version(
    *,
    version: Version,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    evidence: str,
    term: WrittenTerm | None = None,
    actor: Any,
) -> Version:
    """Set the term of a draft, in local days of the agreement's zone, and how it was agreed.

    `ends_on` is the last day included; none means without an end (decision 24). With a `term` in
    months the end follows from it (formula 9): none while it renews by itself. Without one what
    the draft says on its term stays. A start within the term of the version in force means that
    this one takes over then: that one's end is cut when this one is activated.
    """
    locked = lock_draft(version)
    if starts_on is None and ends_on is not None:
        raise VersionRefused(_("Say from when it is in force."), field="starts_on")
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise VersionRefused(_("It ends before it begins."), field="ends_on")
    name = locked.agreement.zone
    starts_at = None if starts_on is None else first_instant(starts_on, name)
    replaced = replaced_by(locked.agreement, starts_at)
    locked.effective_from = None if replaced else starts_at
    locked.takes_over_at = starts_at if replaced else None
    if term is not None:
        write_term(locked, term)
    locked.effective_to = end_of_term(locked, end_after(ends_on, name))
    locked.evidence = evidence.strip()
    if replaced is not None:
        _refuse_taking_over(locked, replaced)
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise VersionRefused(
            _("Another version of this agreement holds during this term."), field="starts_on"
        ) from error
    return locked


def replaced_by(agreement: Agreement, starts_at: dt.datetime | None) -> Version | None:
    """The version that was put in force and whose span a version beginning then would cut."""
    if starts_at is None:
        return None
    return agreement.versions.in_force(starts_at).order_by("-number").first()


def _refuse_taking_over(version: Version, replaced: Version) -> None:
    starts_at = version.takes_over_at
    assert starts_at is not None
    if replaced.effective_from is not None and starts_at <= replaced.effective_from:
        raise VersionRefused(
            _("Version %(number)d begins on the same day: take over later.")
            % {"number": replaced.number},
            field="starts_on",
        )
    follows = version.agreement.versions.filter(
        activated_at__isnull=False, effective_from__gt=starts_at
    )
    if version.effective_to is not None:
        follows = follows.filter(effective_from__lt=version.effective_to)
    if follows.exists():
        raise VersionRefused(
            _("Another version of this agreement holds during this term."), field="starts_on"
        )


@transaction.atomic
def save_value(*, version: Version, amount: Decimal | None, currency: str, actor: Any) -> Version:
    """Say what a draft is worth over its term: authorities to sign are measured by it."""
    locked = lock_draft(version)
    if amount is not None and (amount < 0 or not currency):
        raise VersionRefused(_("Say how much, and in which currency."), field="amount")
    locked.value_amount = amount
    locked.value_currency = currency if amount is not None else ""
    locked.save()
    return locked


@transaction.atomic
def start_version(
    *, agreement: Agreement, change: ChangeRequest | None = None, actor: Any, at: dt.datetime
) -> Version:
    """Begin the next version: a draft that says what the last one says, from the day it ends.

    It answers `change` where one is named. There is one draft at a time: where one is being
    written it is returned.
    """
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    last = locked.versions.order_by("-number").first()
    if last is None:
        return Version.objects.create(agreement=locked, number=1)
    if is_writable(last):
        version = last
    elif last.state in (Version.State.AGREED, Version.State.SIGNING):
        raise VersionRefused(
            _("Version %(number)d is agreed or out for signing: reopen or withdraw it first.")
            % {"number": last.number}
        )
    else:
        source = locked.versions.exclude(activated_at=None).order_by("-number").first() or last
        version = copy_version(source, actor=actor)
        version.effective_from = source.effective_to
        if source.effective_to is None:
            # Without an end it takes over within a term, whose months go on being counted.
            version.counts_from_on = source.counts_from_on or local_day(
                source.effective_from, locked.zone
            )
        version.save()
    if change is not None:
        change.version = version
        change.save()
    return version
