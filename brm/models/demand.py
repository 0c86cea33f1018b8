"""What customers will want: dated, valued, and decided on."""

from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES
from common.db.codes import CodeField
from slm.models.service import Service

from .customer import Customer
from .outcome import BusinessOutcome


class DemandQuerySet(models.QuerySet["Demand"]):
    def visible_to(self, user: Any) -> "DemandQuerySet":
        """The demand of customers that `user` sees as somebody of the provider (decision 31)."""
        customers = Customer.objects.visible_to(user, roles=tuple(sorted(PROVIDER_ROLES)))
        return self.filter(customer__in=customers)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Demand(models.Model):
    """A request, a chance or an idea, from where it arose to what became of it (R5, R30, R45).

    Technology that could serve better (R50) and proposals to change or retire a service (R55) are
    kinds of it. `outcome` is the objective of the customer's business that it serves (R87).
    `expected_on` is the first day of the month from which `volume` a month is expected; with
    several services each of them carries the whole volume. `value` is a year's, in `currency`.
    """

    class Kind(models.TextChoices):
        REQUEST = "request", _("Request")
        OPPORTUNITY = "opportunity", _("Opportunity")
        IDEA = "idea", _("Idea")
        TECHNOLOGY = "technology", _("Technology")
        CHANGE = "change", _("Change of a service")
        RETIRE = "retire", _("Retiring of a service")

    class Source(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        COMPLAINT = "complaint", _("Complaint")
        PLAN = "plan", _("Plan of the customer")
        OWN = "own", _("Our own")

    class Effort(models.TextChoices):
        SMALL = "S", _("Small")
        MEDIUM = "M", _("Medium")
        LARGE = "L", _("Large")

    class State(models.TextChoices):
        NEW = "new", _("New")
        WEIGHED = "weighed", _("Weighed")
        ACCEPTED = "accepted", _("Accepted")
        DEFERRED = "deferred", _("Deferred")
        DECLINED = "declined", _("Declined")
        REALISED = "realised", _("Realised")

    # What may still come: it feeds the forecast. Declined never will, realised is in the usage.
    OPEN = (State.NEW, State.WEIGHED, State.ACCEPTED, State.DEFERRED)

    code = CodeField(unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.REQUEST)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="demand", verbose_name=_("customer")
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("services")
    )
    outcome = models.ForeignKey(
        BusinessOutcome,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="demand",
        verbose_name=_("outcome it serves"),
    )
    source = models.CharField(
        _("arose from"), max_length=9, choices=Source.choices, default=Source.MEETING
    )
    source_note = models.CharField(_("where exactly"), max_length=200, blank=True)
    expected_on = models.DateField(_("expected from"), null=True, blank=True)
    volume = models.PositiveBigIntegerField(_("volume a month"), null=True, blank=True)
    volume_unit = models.CharField(_("what is counted"), max_length=40, blank=True)
    value = models.DecimalField(
        _("value a year"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="IDR",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as IDR."))],
    )
    probability_percent = models.PositiveSmallIntegerField(
        _("probability"), default=50, validators=[MaxValueValidator(100)]
    )
    effort = models.CharField(
        _("effort"), max_length=1, choices=Effort.choices, default=Effort.MEDIUM
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NEW)
    decision = models.TextField(_("why"), blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    deferred_to = models.DateField(_("looked at again"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("raised by")
    )
    created_at = models.DateTimeField(_("created"))

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "code"]
        verbose_name = _("demand")
        verbose_name_plural = _("demand")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability_percent__lte=100), name="demand_probability_to_100"
            ),
            models.CheckConstraint(
                condition=models.Q(expected_on=None) | models.Q(expected_on__day=1),
                name="demand_is_expected_by_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("brm:demand", args=[self.code])

    @property
    def is_open(self) -> bool:
        """Whether it may still come."""
        return self.state in self.OPEN
