"""Which long work a page lists."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.models import Job


class JobFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=Job.State.choices)

    class Meta:
        model = Job
        fields = ["state"]


def count_under_way(request: HttpRequest) -> int | None:
    """How many of the reader's jobs wait or run; None for none, so that nothing is written."""
    return Job.objects.visible_to(request.user).under_way().count() or None


def errors_of(job: Job) -> list[dict[str, Any]]:
    """What is wrong in the rows of the job's input: `row`, `field` and `message` each."""
    return [error for error in job.result.get("errors", []) if isinstance(error, dict)]
