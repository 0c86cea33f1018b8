"""How often we review with a customer (R6, R72)."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .customer import Customer
from .meeting_kinds import MeetingKind, ReviewType
from .sides import PROVIDER_SIDE


class ReviewScheduleQuerySet(models.QuerySet["ReviewSchedule"]):
    def visible_to(self, user: Any) -> "ReviewScheduleQuerySet":
        """Schedules of the customers that `user` sees as somebody of the provider."""
        return self.filter(customer__in=Customer.objects.visible_to(user, roles=PROVIDER_SIDE))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReviewSchedule(models.Model):
    """Reviews of one type with one customer, every so many months from a first day.

    Each due day is counted from `first_on`, so that a 31st comes back after a short month
    (decision 24). Meetings are planned `days_ahead` before they are due.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="review_schedules", verbose_name=_("customer")
    )
    kind = models.CharField(
        _("meeting"),
        max_length=16,
        choices=[
            (one.value, one.label)
            for one in (MeetingKind.SERVICE_REVIEW, MeetingKind.BUSINESS_REVIEW)
        ],
        default=MeetingKind.SERVICE_REVIEW,
    )
    review_type = models.CharField(
        _("type of review"),
        max_length=10,
        choices=[(one.value, one.label) for one in ReviewType if one != ReviewType.AD_HOC],
    )
    every_months = models.PositiveSmallIntegerField(
        _("every"), validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    first_on = models.DateField(_("first due on"))
    starts_at_time = models.TimeField(_("time of day"))
    duration_minutes = models.PositiveSmallIntegerField(
        _("length"), default=60, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("planned ahead"), default=60, validators=[MaxValueValidator(400)]
    )
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_because = models.CharField(_("ended because"), max_length=300, blank=True)

    objects = ReviewScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "kind", "every_months", "id"]
        verbose_name = _("review schedule")
        verbose_name_plural = _("review schedules")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "review_type"],
                condition=models.Q(ended_on=None),
                name="one_running_review_schedule",
            ),
            models.CheckConstraint(
                condition=models.Q(every_months__gte=1), name="review_schedule_comes_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_review_type_display()}"

    def get_absolute_url(self) -> str:
        return reverse("brm:schedule-edit", args=[self.pk])
