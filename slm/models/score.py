"""Scores: answers of those who were asked, and figures that somebody enters with evidence."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import File

from .indicator import Indicator
from .visible import ProviderQuerySet

THOUSANDTHS = 1_000


class ScoreQuerySet(ProviderQuerySet):
    def standing(self) -> "ScoreQuerySet":
        """Scores that have not been withdrawn."""
        return self.filter(is_void=False)


class Score(models.Model):
    """The key of a score, and its current version.

    Of a satisfaction indicator: what `respondents` people answered on average. Of an entered
    figure: its value of a date, without respondents; a date has at most one that stands. The date
    is a civil one: it counts in the period that holds its beginning in the zone of the service
    hours. `value_thousandths`, `dated_on` and `respondents` repeat the current version.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="scores", verbose_name=_("indicator")
    )
    external_id = models.CharField(_("reference"), max_length=64)
    dated_on = models.DateField(_("date"))
    value_thousandths = models.BigIntegerField(_("value in thousandths"))
    respondents = models.PositiveIntegerField(_("respondents"), null=True, blank=True)
    version_number = models.PositiveIntegerField(default=1)
    is_void = models.BooleanField(_("withdrawn"), default=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-dated_on", "-id"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "external_id"], name="score_key"),
            models.UniqueConstraint(
                fields=["indicator", "dated_on"],
                condition=Q(is_void=False, respondents=None),
                name="score_one_figure_a_date",
            ),
            models.CheckConstraint(
                condition=Q(respondents=None) | Q(respondents__gt=0),
                name="score_somebody_answered",
            ),
        ]
        indexes = [models.Index(fields=["indicator", "dated_on"], name="score_by_date")]

    def __str__(self) -> str:
        return self.external_id

    def get_absolute_url(self) -> str:
        return reverse("slm:score", args=[self.public_id])


class ScoreVersion(models.Model):
    """What was known of a score from `received_at` on. Never changed, never deleted."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    dated_on = models.DateField(_("date"))
    value_thousandths = models.BigIntegerField(_("value in thousandths"))
    respondents = models.PositiveIntegerField(_("respondents"), null=True, blank=True)
    is_void = models.BooleanField(_("withdrawn"), default=False)
    note = models.TextField(_("note"), blank=True)
    evidence = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    change_reason = models.TextField(_("reason of the change"), blank=True)
    received_at = models.DateTimeField(_("received"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["score", "-number"]
        verbose_name = _("version of a score")
        verbose_name_plural = _("versions of scores")
        constraints = [models.UniqueConstraint(fields=["score", "number"], name="scoreversion_key")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.score_id} v{self.number}"
