"""What was said about the term of an agreement: notice, renewals, reviews. Append-only."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .agreement import Agreement, Party
from .version import Version

_FOREVER = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class TermNotice(models.Model):
    """One party said that it does not go on: who, when it arrived, why, and what it ends.

    `ends_before_on` is the exclusive end that follows from the day of arrival (formula 9).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(Version, models.PROTECT, related_name="notice")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", verbose_name=_("given by")
    )
    given_by = models.CharField(_("who gave it"), max_length=160)
    received_on = models.DateField(_("arrived"))
    reason = models.TextField(_("reason"))
    ends_before_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-recorded_at", "id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices of termination")
        triggers = _FOREVER

    def __str__(self) -> str:
        return f"{self.version}: {self.received_on}"


class TermRenewal(models.Model):
    """A further term that was agreed expressly: who agreed, and what shows it (R19)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="renewals")
    number = models.PositiveSmallIntegerField()
    ends_before_on = models.DateField()
    agreed_by = models.CharField(_("who agreed"), max_length=160)
    evidence = models.TextField(_("what shows it"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["version", "number"]
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="renewal_number")]
        triggers = _FOREVER

    def __str__(self) -> str:
        return f"{self.version}: {self.number}"


class Review(models.Model):
    """A review of an agreement: held with its outcome, or moved with a reason (R72)."""

    class Kind(models.TextChoices):
        HELD = "held", _("Held")
        MOVED = "moved", _("Moved")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    due_on = models.DateField(_("was due"))
    next_on = models.DateField(_("next review"))
    words = models.TextField(_("outcome or reason"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-recorded_at", "id"]
        verbose_name = _("review of an agreement")
        verbose_name_plural = _("reviews of agreements")
        triggers = _FOREVER

    def __str__(self) -> str:
        return f"{self.agreement.code}: {self.due_on}"
