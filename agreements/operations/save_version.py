"""Write the draft of an agreement: its term, how it was agreed, and the draft after it."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Target, Version
from agreements.queries.local_dates import end_after, first_instant
from common.problems import Refusal

WRITABLE = (Version.State.INTENT, Version.State.DRAFT, Version.State.NEGOTIATION)


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
    actor: Any,
) -> Version:
    """Set the term of a draft, in local days of the agreement's zone, and how it was agreed.

    `ends_on` is the last day included; none means without an end (decision 24).
    """
    locked = lock_draft(version)
    if starts_on is None and ends_on is not None:
        raise VersionRefused(_("Say from when it is in force."), field="starts_on")
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise VersionRefused(_("It ends before it begins."), field="ends_on")
    name = locked.agreement.zone
    locked.effective_from = None if starts_on is None else first_instant(starts_on, name)
    locked.effective_to = end_after(ends_on, name)
    locked.evidence = evidence.strip()
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise VersionRefused(
            _("Another version of this agreement holds during this term."), field="starts_on"
        ) from error
    return locked


@transaction.atomic
def start_version(*, agreement: Agreement, actor: Any, at: dt.datetime) -> Version:
    """Begin the next version: a draft with the targets of the last one, from the day that one ends.

    There is one draft at a time: where one is being written it is returned.
    """
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    last = locked.versions.order_by("-number").first()
    if last is None:
        return Version.objects.create(agreement=locked, number=1)
    if is_writable(last):
        return last
    version = Version.objects.create(
        agreement=locked,
        number=last.number + 1,
        sections=last.sections,
        effective_from=last.effective_to,
    )
    for target in last.targets.order_by("pk"):
        values = {
            field.name: getattr(target, field.name)
            for field in Target._meta.concrete_fields
            if field.name not in {"id", "public_id", "version"}
        }
        Target.objects.create(version=version, **values)
    return version
