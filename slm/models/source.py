"""Where facts come from."""

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.codes import CodeField

from .visible import ProviderQuerySet


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["last_contact_at", "silent_since_at"],
)
class Source(models.Model):
    """A tool, a file or a person that facts arrive from, and how often it must be heard."""

    class Kind(models.TextChoices):
        MANUAL = "manual", _("By hand")
        REST = "rest", _("REST")
        FILE = "file", _("File")

    code = CodeField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.REST)
    expected_interval_seconds = models.PositiveIntegerField(
        _("heard at least every (s)"), null=True, blank=True
    )
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    silent_since_at = models.DateTimeField(_("silent since"), null=True, blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("slm:source", args=[self.code])
