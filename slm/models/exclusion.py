"""Exclusions: time that is not the provider's to answer for, once another person agrees."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .fact import Fact
from .maintenance import MAX_REFERENCE, Decided, Decision
from .source import Source
from .visible import ProviderQuerySet


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Exclusion(Decided):
    """A span of a service or slice with its cause and evidence; its fact says what it does.

    It takes time out only while it is approved, by somebody who did not propose it, and by every
    party whose word the promises ask for: `decision` is what follows of their `consents`.
    """

    class Cause(models.TextChoices):
        CUSTOMER = "customer", _("Caused by the customer")
        FORCE_MAJEURE = "force_majeure", _("Force majeure")

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    external_id = models.CharField(_("reference"), max_length=MAX_REFERENCE)
    fact = models.OneToOneField(Fact, models.PROTECT, related_name="exclusion")
    cause = models.CharField(_("cause"), max_length=14, choices=Cause.choices)
    evidence = models.TextField(_("evidence"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"))

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "id"]
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="exclusion_key"),
        ]

    def __str__(self) -> str:
        return self.external_id

    def get_absolute_url(self) -> str:
        return reverse("slm:exclusion", args=[self.source.code, self.external_id])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Consent(models.Model):
    """What one party said of an exclusion as it is now proposed; a change asks everybody anew.

    `party` is MANAGER for whoever manages service levels, else the key of a party that an app above
    knows (slm.queries.consents).
    """

    MANAGER: ClassVar[str] = "manager"

    exclusion = models.ForeignKey(Exclusion, models.CASCADE, related_name="consents")
    party = models.CharField(max_length=60)
    party_name = models.CharField(_("for"), max_length=160, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices)
    reason = models.TextField(_("reason of the decision"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        ordering = ["decided_at", "id"]
        verbose_name = _("consent to an exclusion")
        verbose_name_plural = _("consents to exclusions")
        constraints = [
            models.UniqueConstraint(fields=["exclusion", "party"], name="consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exclusion_id} {self.party}: {self.decision}"
