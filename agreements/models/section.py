"""Which sections a document has: sets that an administrator may change (R100–R105, R108, R109)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.bilingual import in_reader_language
from common.db.codes import CodeField


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SectionSet(models.Model):
    """The sections that a kind of document has, in order; a version names the set it follows."""

    class Kind(models.TextChoices):
        SLR = "slr", _("Service level requirement (SLR)")
        SLA = "sla", _("Service level agreement (SLA)")
        OLA = "ola", _("Operational level agreement (OLA)")
        UC = "uc", _("Underpinning contract (UC)")

    code = CodeField(unique=True)
    kind = models.CharField(_("document"), max_length=3, choices=Kind.choices)
    name = models.CharField(_("name in English"), max_length=120)
    name_id = models.CharField(_("name in Indonesian"), max_length=120, blank=True)
    is_default = models.BooleanField(
        _("proposed for new documents"),
        default=False,
        help_text=_("One set of each kind of document."),
    )
    is_retired = models.BooleanField(_("no longer offered"), default=False)

    class Meta:
        ordering = ["kind", "-is_default", "code"]
        verbose_name = _("set of sections")
        verbose_name_plural = _("sets of sections")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(is_default=True),
                name="one_default_section_set",
            )
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_id)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SectionItem(models.Model):
    """One section of a set. Sections of different sets with one key speak of the same thing.

    So what a requirement says under a key is carried into the agreement's section of that key.
    A section that is not required may be left out; one that `may_be_none` may say "none" instead.
    """

    section_set = models.ForeignKey(
        SectionSet, models.CASCADE, related_name="items", verbose_name=_("set")
    )
    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name in English"), max_length=120)
    name_id = models.CharField(_("name in Indonesian"), max_length=120, blank=True)
    hint = models.CharField(_("hint in English"), max_length=300, blank=True)
    hint_id = models.CharField(_("hint in Indonesian"), max_length=300, blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    may_be_none = models.BooleanField(
        _("may be none"),
        default=False,
        help_text=_("The parties may state that there is nothing, such as no exceptions."),
    )

    class Meta:
        ordering = ["section_set", "position", "id"]
        verbose_name = _("section of a set")
        verbose_name_plural = _("sections of a set")
        constraints = [
            models.UniqueConstraint(fields=["section_set", "key"], name="section_key_once")
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name, self.name_id)

    @property
    def explanation(self) -> str:
        """What belongs into the section, in the language of the page."""
        return in_reader_language(self.hint, self.hint_id)
