"""How values and forecasts are worked out in this installation."""

from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

_PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ValueSettings(models.Model):
    """How values and forecasts are worked out here; the only row of its table (formulas 2)."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    discount_percent = models.DecimalField(
        _("discount a year (%)"), max_digits=5, decimal_places=2, default=10, validators=_PERCENT
    )
    horizon_months = models.PositiveSmallIntegerField(
        _("months ahead"),
        default=36,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    is_decayed = models.BooleanField(
        _("older months count less"),
        default=False,
        help_text=_("A month counts 0.9 to the power of its age in years."),
    )
    renewal_green_percent = models.DecimalField(
        _("renewal a year, health good (%)"),
        max_digits=5,
        decimal_places=2,
        default=95,
        validators=_PERCENT,
    )
    renewal_amber_percent = models.DecimalField(
        _("renewal a year, health to watch or unknown (%)"),
        max_digits=5,
        decimal_places=2,
        default=80,
        validators=_PERCENT,
    )
    renewal_red_percent = models.DecimalField(
        _("renewal a year, health poor (%)"),
        max_digits=5,
        decimal_places=2,
        default=50,
        validators=_PERCENT,
    )
    past_weight = models.PositiveSmallIntegerField(
        _("weight of the past"), default=40, validators=_PERCENT
    )
    future_weight = models.PositiveSmallIntegerField(
        _("weight of the future"), default=40, validators=_PERCENT
    )
    strategic_weight = models.PositiveSmallIntegerField(
        _("weight of the strategic weight"), default=20, validators=_PERCENT
    )
    gap_percent = models.PositiveSmallIntegerField(
        _("a forecast missed by (%) asks for an answer"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
    )

    class Meta:
        verbose_name = _("settings of value")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_value_settings")]

    def __str__(self) -> str:
        return str(_("Value and forecast"))

    def clean(self) -> None:
        """Something must count."""
        weights = (self.past_weight, self.future_weight, self.strategic_weight)
        if None not in weights and not sum(weights):
            raise ValidationError({"past_weight": _("At least one weight is above zero.")})

    @classmethod
    def current(cls) -> "ValueSettings":
        """The settings in force; an unsaved row of defaults before anybody saved them."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls()
