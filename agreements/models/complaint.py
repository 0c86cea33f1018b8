"""What a complaint has to do with promises: which would have caught it, which were broken."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from brm.models import Feedback

from .breach import Breach
from .change import ChangeRequest
from .requirement import Requirement
from .version import Target


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ComplaintCheck(models.Model):
    """Whether a target would have caught what a customer complained of (P23).

    Either targets are named (CaughtBy), or none would have: then what was promised is not what
    the customer needs, and a new target is proposed by a change of an agreement or a requirement.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feedback = models.OneToOneField(Feedback, models.CASCADE, related_name="target_check")
    is_uncaught = models.BooleanField(_("no target would have caught it"), default=False)
    note = models.TextField(_("why"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))
    change = models.ForeignKey(
        ChangeRequest, models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="complaints"
    )

    class Meta:
        ordering = ["-answered_at", "id"]
        verbose_name = _("check of a complaint")
        verbose_name_plural = _("checks of complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(change=None) | Q(requirement=None), name="one_proposal_a_complaint"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.is_uncaught}"

    @property
    def has_proposal(self) -> bool:
        """Whether a new target was proposed, by a change or by a requirement."""
        return self.change_id is not None or self.requirement_id is not None


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class CaughtBy(models.Model):
    """A target that would have caught the complaint."""

    complaint = models.ForeignKey(ComplaintCheck, models.CASCADE, related_name="caught_by")
    target = models.ForeignKey(Target, models.PROTECT, related_name="complaints")

    class Meta:
        ordering = ["complaint", "id"]
        verbose_name = _("target that catches a complaint")
        verbose_name_plural = _("targets that catch complaints")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "target"], name="caught_by_once")
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.target_id}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ComplaintBreach(models.Model):
    """A breach of which the complaint speaks."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="breach_links")
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="complaint_links")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(_("linked"))

    class Meta:
        ordering = ["feedback", "id"]
        verbose_name = _("breach of a complaint")
        verbose_name_plural = _("breaches of complaints")
        constraints = [
            models.UniqueConstraint(fields=["feedback", "breach"], name="complaint_breach_once")
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id}: {self.breach_id}"
