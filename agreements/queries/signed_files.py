"""The signed document of a version: whether it is kept, and which versions still lack theirs."""

import datetime as dt

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Cast

from agreements.models import Signatory, Signature, Version
from agreements.queries.signing import DONE, signings_of
from common.models import File


def signed_file(version: Version) -> File | None:
    """The kept PDF of a version that everybody signed, or that was put in force; else None.

    It belongs to the version, which has no reader of its own: the page that hands it out decides.
    """
    return File.objects.filter(
        parent_type=ContentType.objects.get_for_model(Version), parent_id=str(version.pk)
    ).first()


def signed_in_full_at(version: Version) -> dt.datetime | None:
    """When the last signature was written down; None where nobody was named to sign."""
    last = Signature.objects.filter(signatory__version=version, act__in=DONE).aggregate(
        last=Max("recorded_at")
    )["last"]
    return last if isinstance(last, dt.datetime) else None


def without_signed_file(*, at: dt.datetime, limit: int) -> list[Version]:
    """At most `limit` versions that everybody signed and whose document is not kept yet.

    What was agreed outside has its signed document elsewhere: it is not among them.
    """
    signing = _lacking().filter(state=Version.State.SIGNING)
    complete = [row for row, place in signings_of(list(signing), at=at) if place.is_complete]
    return [*complete, *_lacking().filter(state__in=Version.RELEASED)[:limit]][:limit]


def _lacking() -> QuerySet[Version]:
    kept = File.objects.filter(
        parent_type=ContentType.objects.get_for_model(Version),
        parent_id=Cast(OuterRef("pk"), CharField()),
    )
    named = Signatory.objects.filter(version=OuterRef("pk"))
    return (
        Version.objects.filter(Exists(named), ~Exists(kept))
        .select_related("agreement", "section_set", "tariff", "activated_by")
        .order_by("pk")
    )
