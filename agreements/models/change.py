"""Why an agreement in force is to be changed."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agreement import Agreement, Party
from .version import Version


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ChangeRequest(models.Model):
    """A change that somebody asked for (R36): answered by a version, or refused with a reason."""

    class Standing(models.TextChoices):
        OPEN = "open", _("Open")
        IN_WORK = "in_work", _("In work")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    reason = models.TextField(_("what should change, and why"))
    asked_by = models.CharField(_("asked by"), max_length=160)
    party = models.ForeignKey(
        Party, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("party")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    refusal = models.TextField(_("why not"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="change_number"),
            models.CheckConstraint(
                condition=Q(version=None) | Q(refusal=""), name="change_answered_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.code}-C{self.number}"

    @property
    def standing(self) -> str:
        """Open, in work, done or refused: by its version, never stored."""
        if self.refusal:
            return self.Standing.REFUSED
        if self.version is None or self.version.state == Version.State.WITHDRAWN:
            return self.Standing.OPEN
        if self.version.activated_at is not None:
            return self.Standing.DONE
        return self.Standing.IN_WORK
