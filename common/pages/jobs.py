"""Watch long work."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.listing import Chip, Column, Empty, ListPage
from common.listing.export import csv_response
from common.models import Job
from common.operations.cancel_job import cancel_job
from common.problems import Refusal
from common.queries.jobs import JobFilter, errors_of
from common.signals import job_seen

ERRORS_SHOWN = 50


class JobList(ListPage):
    """The reader's own jobs, newest first."""

    template_name = "common/jobs.html"
    filterset_class = JobFilter
    heading = gettext_lazy("Jobs")
    export_name = "jobs"
    default_sort = "-created"
    columns = [
        Column("title", gettext_lazy("Work"), sort="title"),
        Column("state", gettext_lazy("State"), "get_state_display", sort="state"),
        Column("created", gettext_lazy("Started"), "created_at", sort="created_at"),
        Column("finished", gettext_lazy("Ended"), "finished_at", sort="finished_at"),
        Column("message", gettext_lazy("Result")),
    ]
    chips = [
        Chip(gettext_lazy("All")),
        Chip(gettext_lazy("Running"), {"state": "running"}),
        Chip(gettext_lazy("Failed"), {"state": "failed"}),
    ]
    empty = Empty(
        gettext_lazy("No long work yet"),
        gettext_lazy("Imports, reports and replays that you start are listed here."),
    )

    def get_queryset(self):
        return Job.objects.visible_to(self.request.user)


@never_cache
@require_safe
@login_required
def job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one job; the page asks again every two seconds while the work goes on."""
    found = _own(request, pk)
    if found.is_over:
        with transaction.atomic():
            job_seen.send(Job, job=found, at=timezone.now())
    errors = errors_of(found)
    partly = bool(request.headers.get("HX-Request"))
    response = render(
        request,
        "common/_job.html" if partly else "common/job.html",
        {
            "job": found,
            "errors": errors[:ERRORS_SHOWN],
            "error_count": len(errors),
            "crumbs": [(_("Jobs"), reverse("common:job-list")), (found.title, None)],
        },
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@login_required
def errors(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Answer what was wrong in the job's input, row by row, as CSV."""
    rows = errors_of(_own(request, pk))
    if not rows:
        raise Http404
    columns = [
        Column("row", _("Row"), lambda error: error.get("row")),
        Column("field", _("Field"), lambda error: error.get("field")),
        Column("value", _("Value"), lambda error: error.get("value")),
        Column("message", _("Error"), lambda error: error.get("message")),
    ]
    return csv_response("errors", columns, rows)


@require_POST
@login_required
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a waiting job out of the queue."""
    found = _own(request, pk)
    try:
        cancel_job(job=found, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Cancelled: %(title)s") % {"title": found.title})
    return redirect(found)


def _own(request: HttpRequest, pk: uuid.UUID) -> Job:
    rows = Job.objects.visible_to(request.user).select_related("output_file", "input_file")
    return get_object_or_404(rows, pk=pk)
