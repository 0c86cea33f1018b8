"""The register of improvements (R73, R74, R78, R107)."""

import uuid
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.models import Breach
from brm.models import Customer, Feedback
from brm.queries.customers import may_see_customers, seen_from_within
from common.db.codes import CodeField
from portfolio.engine.improvement import Failure
from slm.models import Service

MOST_LETTERS = 4000


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    def visible_to(self, user: Any) -> "ImprovementQuerySet":
        """What somebody of the provider may see: improvements for nobody in particular, and those
        with at least one customer that they see. A customer's own people see none."""
        if not may_see_customers(user):
            return self.none()
        bound = Improvement.customers.through.objects.filter(improvement=OuterRef("pk"))
        seen = bound.filter(customer__in=seen_from_within(user))
        return self.filter(~Exists(bound) | Exists(seen))


def _text(name: Any, help_text: Any = "") -> Any:
    # The form alone would heed max_length; a verb asks the validator.
    return models.TextField(
        name,
        max_length=MOST_LETTERS,
        blank=True,
        help_text=help_text,
        validators=[MaxLengthValidator(MOST_LETTERS)],
    )


def _money(name: Any, **options: Any) -> Any:
    options.setdefault("default", Decimal(0))
    return models.DecimalField(
        name, max_digits=18, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Improvement(models.Model):
    """Something to be made better, what it costs, what failing costs, and what came of it.

    All money is in one currency. Failure is counted per year; its units of time stand in the
    names, for mixed ones are the usual mistake.
    """

    class Source(models.TextChoices):
        BREACH = "breach", _("Missed target")
        COMPLAINT = "complaint", _("Complaint")
        REVIEW = "review", _("Service review")
        SURVEY = "survey", _("Satisfaction survey")
        SUPPLIER = "supplier", _("Supplier")
        AUDIT = "audit", _("Audit")
        IDEA = "idea", _("Idea")

    class Size(models.TextChoices):
        SMALL = "S", _("S: days")
        MEDIUM = "M", _("M: weeks")
        LARGE = "L", _("L: months")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("High")
        MEDIUM = 2, _("Medium")
        LOW = 3, _("Low")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Declined")

    code = CodeField(unique=True)
    title = models.CharField(_("title"), max_length=160)
    source = models.CharField(_("comes from"), max_length=10, choices=Source.choices)
    source_note = models.CharField(
        _("where it was said"),
        max_length=200,
        blank=True,
        help_text=_("Such as a meeting or mail."),
    )
    description = _text(_("what is wrong now"))
    objective = _text(_("what is to be reached"))
    scope = _text(_("what belongs to it, and what does not"))
    stakeholders = _text(_("who has a part in it"))
    risk = _text(_("what may go wrong"))
    customers = models.ManyToManyField(
        Customer, verbose_name=_("customers"), related_name="improvements", blank=True
    )
    services = models.ManyToManyField(
        Service, verbose_name=_("services"), related_name="improvements", blank=True
    )
    breaches = models.ManyToManyField(
        Breach, verbose_name=_("missed targets"), related_name="improvements", blank=True
    )
    complaints = models.ManyToManyField(
        Feedback, verbose_name=_("complaints"), related_name="improvements", blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    size = models.CharField(_("size"), max_length=1, choices=Size.choices)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.MEDIUM
    )
    start_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as IDR."))],
    )
    cost = _money(_("cost, once"))
    running_cost = _money(_("cost of running it, a year"))
    benefit = _money(
        _("benefit a year"),
        help_text=_("What it brings beyond the failures below: saved work, more business."),
    )
    incidents = models.PositiveIntegerField(_("failures avoided, a year"), default=0)
    outage_minutes = models.DecimalField(
        _("minutes each lasts"),
        max_digits=9,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    users = models.PositiveIntegerField(_("users who then cannot work"), default=0)
    user_minute = _money(_("cost of a user's minute"))
    lost_transactions = models.PositiveIntegerField(
        _("transactions lost with them, a year"), default=0
    )
    transaction_margin = _money(_("margin of a transaction"))
    service_credits = _money(_("service credits they cost, a year"))

    measure = models.CharField(
        _("measured by"), max_length=120, blank=True, help_text=_("One figure, with its unit.")
    )
    before = models.DecimalField(
        _("before"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    goal = models.DecimalField(_("goal"), max_digits=18, decimal_places=4, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=18, decimal_places=4, null=True, blank=True)

    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.PROPOSED
    )
    reason = models.CharField(_("reason or result"), max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    realised_cost = _money(_("what it did cost"), null=True, blank=True, default=None)
    realised_benefit = _money(_("what it brings a year"), null=True, blank=True, default=None)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        ordering = ["priority", "due_on", "code"]
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(due_on=None) | Q(due_on__gte=models.F("start_on")),
                name="improvement_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False),
                name="improvement_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="improvement_declined_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:improvement", args=[self.code])

    @property
    def failure(self) -> Failure:
        """What the failures that it avoids cost in a year."""
        return Failure(
            incidents=self.incidents,
            mean_outage_minutes=self.outage_minutes,
            users=self.users,
            cost_per_user_minute=self.user_minute,
            lost_transactions=self.lost_transactions,
            margin_per_transaction=self.transaction_margin,
            service_credits=self.service_credits,
        )

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PROPOSED, self.State.APPROVED, self.State.RUNNING)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Milestone(models.Model):
    """A step on the way of an improvement, with the day by which it is reached."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    improvement = models.ForeignKey(Improvement, models.CASCADE, related_name="milestones")
    title = models.CharField(_("what is reached"), max_length=160)
    due_on = models.DateField(_("by"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return self.title
