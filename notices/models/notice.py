"""What there is to tell, once."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    INFO = "info", _("For information")
    WARNING = "warning", _("Warning")
    ALARM = "alarm", _("Alarm")


class Notice(models.Model):
    """Something that people must learn of, written in the transaction in which it happened.

    Unique by (kind, subject, period, level, episode): whoever writes the same news again writes
    nothing (decision 3). `kind` names the pair of templates that word it in each reader's language
    (`<app>/notices/<name>_title.txt` and `…_body.txt`); `facts` is what they say it with.
    `scope` holds the ids of the customers it speaks about: who may not see them does not see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    period = models.CharField(max_length=32, blank=True)
    level = models.CharField(max_length=32, blank=True)
    episode = models.PositiveIntegerField(default=1)
    severity = models.CharField(
        _("severity"), max_length=8, choices=Severity.choices, default=Severity.INFO
    )
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    scope = ArrayField(models.BigIntegerField(), default=list)
    happened_at = models.DateTimeField(_("happened"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "period", "level", "episode"], name="notice_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
