"""A promise that was broken, and what was done about it."""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .agreement import Agreement
from .commitment import Commitment
from .verdict import Verdict


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, user: Any) -> "BreachQuerySet":
        """Breaches of commitments that `user` may see."""
        return self.filter(commitment__in=Commitment.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Breach(models.Model):
    """A broken promise, opened once per commitment, period and kind (decision 19)."""

    class Kind(models.TextChoices):
        LEVEL = "level", _("Level")
        WORKLOAD = "workload", _("Workload")

    class Step(models.TextChoices):
        OPEN = "open", _("Open")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="breaches")
    number = models.PositiveIntegerField()
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="breaches")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="breaches")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LEVEL)
    step = models.CharField(_("state"), max_length=12, choices=Step.choices, default=Step.OPEN)
    breached_at = models.DateTimeField(_("budget ran out"))
    opened_at = models.DateTimeField(_("opened"))
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    explanation = models.TextField(_("explanation"), blank=True)
    explained_at = models.DateTimeField(_("explained"), null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    conclusion = models.TextField(
        _("improvement, or none, because"),
        blank=True,
        help_text=_("The improvement's code, or why none was opened (R18)."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopened = models.PositiveIntegerField(_("reopened"), default=0)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "id"]
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        constraints = [
            models.UniqueConstraint(fields=["verdict", "kind"], name="breach_once_per_period"),
            models.UniqueConstraint(fields=["agreement", "number"], name="breach_number"),
        ]
        indexes = [
            models.Index(
                F("breached_at").desc(),
                F("id"),
                condition=models.Q(step="open"),
                name="breach_open",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("agreements:breach", args=[self.agreement.code, self.number])

    @property
    def code(self) -> str:
        """`SLA-0042-B3`: the third breach of that agreement."""
        return f"{self.agreement.code}-B{self.number}"
