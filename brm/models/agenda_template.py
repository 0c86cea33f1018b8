"""What is spoken about in which meeting: agendas that an administrator may change (R70, R106)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.bilingual import in_reader_language
from common.db.codes import CodeField

from .meeting_kinds import MeetingKind, ReviewType, fits


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgendaTemplate(models.Model):
    """The points of one kind of meeting, in order; a meeting takes a copy of them."""

    code = CodeField(unique=True)
    kind = models.CharField(_("meeting"), max_length=16, choices=MeetingKind.choices)
    review_type = models.CharField(
        _("type of review"), max_length=10, choices=ReviewType.choices, blank=True
    )
    name = models.CharField(_("name in English"), max_length=120)
    name_id = models.CharField(_("name in Indonesian"), max_length=120, blank=True)
    is_default = models.BooleanField(_("proposed for new meetings"), default=False)
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    class Meta:
        ordering = ["kind", "review_type", "-is_default", "code"]
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
        constraints = [
            models.CheckConstraint(
                condition=fits(),
                name="agenda_of_reviews_has_a_type",
                violation_error_message=_("Reviews have a type, other meetings have none."),
            ),
            models.UniqueConstraint(
                fields=["kind", "review_type"],
                condition=models.Q(is_default=True),
                name="one_agenda_is_proposed",
            ),
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_id)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgendaTemplateItem(models.Model):
    """One point of an agenda; `part` names what the page fills in, empty for a free point."""

    template = models.ForeignKey(
        AgendaTemplate, models.CASCADE, related_name="items", verbose_name=_("agenda")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    part = models.SlugField(_("filled with"), max_length=40, blank=True)
    name = models.CharField(_("name in English"), max_length=120)
    name_id = models.CharField(_("name in Indonesian"), max_length=120, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(_("minutes planned"), null=True, blank=True)

    class Meta:
        ordering = ["template", "position", "id"]
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of an agenda")

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_id)
