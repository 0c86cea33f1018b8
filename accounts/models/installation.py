"""What the operator decides once for the whole installation."""

from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .user import validate_zone


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Installation(models.Model):
    """The only row of its table: organisation, zone, money, fiscal year, defaults of policies."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_zone]
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=[("en", "English"), ("id", "Bahasa Indonesia")],
        default="en",
    )
    reporting_currency = models.CharField(
        _("reporting currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as IDR."))],
    )
    fiscal_year_starts = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    week_starts = models.PositiveSmallIntegerField(
        _("first day of the week"),
        default=0,
        choices=[(0, _("Monday")), (6, _("Sunday")), (5, _("Saturday"))],
    )
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace before a period closes"), default=3
    )

    maintenance_notice_days = models.PositiveSmallIntegerField(
        _("days of notice before planned maintenance"),
        default=5,
        validators=[MaxValueValidator(365)],
    )
    dispute_days = models.PositiveSmallIntegerField(
        _("days in which a result may be disputed"),
        default=30,
        validators=[MaxValueValidator(3_650)],
    )
    raw_sample_days = models.PositiveSmallIntegerField(
        _("days that raw samples are kept"),
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(3_650)],
    )

    class Meta:
        verbose_name = _("installation")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_installation"),
        ]

    def __str__(self) -> str:
        return self.organisation or "Jembatan"

    def clean(self) -> None:
        """Raw samples must outlive the time in which a result may still move (decision 10)."""
        days = (self.grace_days, self.dispute_days, self.raw_sample_days)
        if None not in days and self.raw_sample_days <= self.grace_days + self.dispute_days:
            raise ValidationError(
                {
                    "raw_sample_days": _(
                        "Results may move until the days of grace and of dispute are over: "
                        "keep raw samples longer than %(days)d days."
                    )
                    % {"days": self.grace_days + self.dispute_days}
                }
            )

    @classmethod
    def current(cls) -> "Installation":
        """The settings in force; an unsaved row of defaults before anybody saved them."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls()
