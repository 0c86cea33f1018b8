"""The tick: everything that is due, in one order."""

from celery import shared_task
from django.utils import timezone

from agreements.exports.document import keep_signed_documents
from agreements.operations.tell_dates import tell_dates
from agreements.operations.tend_signing import tend_signing
from agreements.operations.tick import tick


@shared_task(name="agreements.tick")
def run_tick() -> dict[str, int]:
    """Compute what changed, judge what is due, and say that it is done."""
    return tick(at=timezone.now())


@shared_task(name="agreements.tend_signing")
def run_tend_signing() -> dict[str, int]:
    """Remind, let requests to sign lapse, and mark versions that were replaced."""
    return tend_signing(at=timezone.now())


@shared_task(name="agreements.tell_dates")
def run_tell_dates() -> int:
    """Tell of ends, notice limits, renewals and reviews that came near."""
    return tell_dates(at=timezone.now())


@shared_task(name="agreements.keep_signed_documents")
def run_keep_signed_documents() -> int:
    """Keep the documents of versions that everybody signed; due ones are found again."""
    return keep_signed_documents(at=timezone.now())
