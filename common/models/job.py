"""Long work as a row: it can be watched, survives leaving the page, and is found again."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .file import File


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> "JobQuerySet":
        """Jobs that `user` started; nobody looks over another's shoulder."""
        return self.filter(created_by=user) if user.is_authenticated else self.none()

    def due(self, at: Any) -> "JobQuerySet":
        """Jobs that wait for a worker at `at`, the longest waiting first."""
        return self.filter(state=Job.State.WAITING, due_at__lte=at).order_by("due_at", "id")

    def under_way(self) -> "JobQuerySet":
        """Jobs that wait or run."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def held(self, job: "Job") -> "JobQuerySet":
        """The row of `job`, if the attempt that `job` was claimed for still holds it."""
        return self.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


class Job(models.Model):
    """One piece of long work. `kind` names the registered function that does it (common.jobs)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(null=True, blank=True)
    message = models.TextField(_("message"), blank=True)
    result = models.JSONField(default=dict)
    input_file = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    output_file = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    back_url = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs")
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["state", "due_at"], name="job_due")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("common:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to this job."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
