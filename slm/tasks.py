"""Workers' doors: ticks for sources and tables, and the long work of a state log."""

from typing import Any, BinaryIO, cast

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Installation
from common.jobs import register_job
from common.models import Job
from slm.models import FactVersion, Indicator, Source
from slm.operations import import_outages
from slm.operations.find_silent_sources import find_silent_sources
from slm.operations.forget_raw_samples import forget_raw_samples
from slm.operations.import_response_times import COLUMNS, import_response_times
from slm.operations.import_state_log import StateLogRefused, import_state_log
from slm.operations.ingest_response_times import TimesRefused
from slm.operations.plan_series import extend_series
from slm.operations.prepare_partitions import prepare_partitions
from slm.operations.read_state_log import read_state_log
from slm.operations.take_outages import OutagesRefused


@shared_task(name="slm.find_silent_sources")
def look_for_silent_sources() -> int:
    """Mark and tell the sources that ought to have been heard; return how many."""
    return find_silent_sources(at=timezone.now())


@shared_task(name="slm.prepare_partitions")
def make_partitions() -> int:
    """Make the months ahead; return how many tables were new."""
    return prepare_partitions(at=timezone.now())


@shared_task(name="slm.extend_series")
def extend_maintenance() -> int:
    """Enter the dates of series that have come within the horizon; return how many are new."""
    return extend_series(at=timezone.now())


@shared_task(name="slm.forget_raw_samples")
def forget_old_samples() -> int:
    """Delete raw response times whose time is over; return how many batches went."""
    settings = Installation.current()
    return forget_raw_samples(
        keep_days=settings.raw_sample_days,
        grace_days=settings.grace_days,
        dispute_days=settings.dispute_days,
        at=timezone.now(),
    )


@register_job("slm.state_log")
def take_state_log(*, job: Job, at: Any, report: Any) -> dict[str, Any]:
    """Import the job's file as the state log of its source."""
    source = Source.objects.get(pk=job.arguments["source"])
    if job.input_file is None:
        raise StateLogRefused(_("The file is no longer there. Upload it again."), field="file")
    with job.input_file.data.open("rb") as content:
        rows = list(read_state_log(content=cast(BinaryIO, content), name=job.input_file.name))
    report(0, len(rows))
    taken = import_state_log(
        source=source,
        rows=rows,
        create_missing=bool(job.arguments.get("create_missing")),
        actor=job.created_by,
        at=at,
    )
    report(taken.rows, taken.rows)
    return {
        "message": _words(taken.rows, taken.new_samples, taken.new_services),
        "url": source.get_absolute_url(),
    }


@register_job("slm.outages")
def take_file_of_outages(*, job: Job, at: Any, report: Any) -> dict[str, Any]:
    """Import the job's file as outages that its source reports."""
    source = Source.objects.get(pk=job.arguments["source"])
    if job.input_file is None:
        raise OutagesRefused(_("The file is no longer there. Upload it again."), field="file")
    with job.input_file.data.open("rb") as content:
        rows = list(
            read_state_log(
                content=cast(BinaryIO, content),
                name=job.input_file.name,
                columns=import_outages.COLUMNS,
                optional=import_outages.OPTIONAL,
                longest=import_outages.LONGEST_REASON,
            )
        )
    report(0, len(rows))
    facts = import_outages.import_outages(source=source, rows=rows, actor=job.created_by, at=at)
    report(len(rows), len(rows))
    new = FactVersion.objects.filter(fact__in=[fact.pk for fact in facts], received_at=at).count()
    return {
        "message": _words(len(rows), new, 0),
        "url": f"{reverse('slm:outage-list')}?source={source.code}",
    }


@register_job("slm.response_times")
def take_response_times(*, job: Job, at: Any, report: Any) -> dict[str, Any]:
    """Import the job's file as response times of its indicator."""
    indicator = Indicator.objects.select_related("source", "service", "slice").get(
        pk=job.arguments["indicator"]
    )
    if job.input_file is None:
        raise TimesRefused(_("The file is no longer there. Upload it again."), field="file")
    with job.input_file.data.open("rb") as content:
        rows = list(
            read_state_log(
                content=cast(BinaryIO, content), name=job.input_file.name, columns=COLUMNS
            )
        )
    report(0, len(rows))
    taken = import_response_times(indicator=indicator, rows=rows, at=at)
    report(taken.received, taken.received)
    return {
        "message": _words(taken.received, taken.new, 0),
        "url": indicator.get_absolute_url(),
    }


def _words(rows: int, new: int, services: int) -> str:
    read = ngettext("%(count)d row read.", "%(count)d rows read.", rows) % {"count": rows}
    if not new:
        return f"{read} " + _("No change: everything in this file was known already.")
    said = ngettext(
        "%(count)d of them said something new.", "%(count)d of them said something new.", new
    ) % {"count": new}
    if not services:
        return f"{read} {said}"
    made = ngettext(
        "%(count)d service was created.", "%(count)d services were created.", services
    ) % {"count": services}
    return f"{read} {said} {made}"
