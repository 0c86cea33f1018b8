"""Specifications: how a requirement will be met, line by line, before it is promised."""

import uuid
from typing import Any

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from slm.models import Indicator, Provider, Service, ServiceHours

from .requirement import Requirement, Volume, WantedTarget
from .version import Target


class SpecificationQuerySet(models.QuerySet["Specification"]):
    def visible_to(self, user: Any) -> "SpecificationQuerySet":
        """Specifications of visible requirements. A page shows none to a customer: it is ours."""
        return self.filter(requirement__in=Requirement.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Specification(models.Model):
    """The answer to one revision of a requirement: components, suppliers, internal targets, cost.

    Ready means that every wanted level and every volume has a line, and that a person said so.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        READY = "ready", _("Ready to promise")

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="specifications")
    revision = models.PositiveIntegerField(_("revision of the requirement"))
    state = models.CharField(_("state"), max_length=5, choices=State.choices, default=State.DRAFT)
    approach = models.TextField(_("how it will be made"), blank=True)
    constraint_note = models.TextField(
        _("what cannot be changed"),
        blank=True,
        help_text=_("A supplier's contract that stays as it is, for example (R61)."),
    )
    created_at = models.DateTimeField(_("created"))

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ["requirement", "revision"]
        verbose_name = _("specification")
        verbose_name_plural = _("specifications")
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "revision"], name="specification_of_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement.code} r{self.revision}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:specification", args=[self.requirement.code, self.revision])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SpecificationLine(models.Model):
    """How one thing that was asked for will be made: traced to it, or free-standing.

    Where it answers a wanted level it may name the target to be promised: indicator, hours and
    figures, from which the agreement's target is made without typing them again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    specification = models.ForeignKey(Specification, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    wanted = models.ForeignKey(
        WantedTarget, models.CASCADE, null=True, blank=True, related_name="lines"
    )
    volume = models.ForeignKey(Volume, models.CASCADE, null=True, blank=True, related_name="lines")
    how = models.CharField(_("how it is made"), max_length=240)
    component = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("component"),
        help_text=_("The service that does it."),
    )
    provider = models.ForeignKey(
        Provider,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team or supplier"),
    )
    internal_target = models.CharField(
        _("internal target"),
        max_length=160,
        blank=True,
        help_text=_("What the team or supplier must keep so that this holds."),
    )
    monthly_cost = models.DecimalField(
        _("cost a month"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("measured by"),
    )
    hours = models.ForeignKey(
        ServiceHours,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service hours"),
    )
    comparator = models.CharField(
        _("comparison"), max_length=2, choices=Target.Comparator.choices, blank=True
    )
    threshold_ppm = models.PositiveIntegerField(_("promised share (ppm)"), null=True, blank=True)
    limit = models.PositiveBigIntegerField(_("promised limit"), null=True, blank=True)

    class Meta:
        ordering = ["specification", "position", "id"]
        verbose_name = _("line of a specification")
        verbose_name_plural = _("lines of specifications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wanted=None) | models.Q(volume=None),
                name="line_answers_one_thing",
            ),
            models.UniqueConstraint(
                fields=["specification", "wanted"],
                condition=models.Q(indicator__isnull=False),
                name="one_promise_for_a_wanted_level",
            ),
        ]

    def __str__(self) -> str:
        return self.how
