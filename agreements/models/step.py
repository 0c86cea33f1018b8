"""The way that a version has gone."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .version import Version


class Step(models.Model):
    """One transition that was taken: which, by whom, when and why. Append-only.

    `name` is a transition of agreements.engine.lifecycle; without an actor the clock took it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="steps")
    name = models.CharField(max_length=24)
    before = models.CharField(max_length=12, choices=Version.State.choices)
    after = models.CharField(max_length=12, choices=Version.State.choices)
    reason = models.TextField(_("reason"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("taken"))
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["version", "number"]
        verbose_name = _("step of a version")
        verbose_name_plural = _("steps of versions")
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="step_number")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.before} → {self.after}"
