"""What we know of a customer's plans, and the strategy that both sides share."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .customer import Customer

MOST_LETTERS = 4000


class AccountPlanQuerySet(models.QuerySet["AccountPlan"]):
    def visible_to(self, user: Any) -> "AccountPlanQuerySet":
        """Plans of the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


def _text(name: Any) -> Any:
    # The form alone would heed max_length; a verb asks the validator.
    return models.TextField(
        name, max_length=MOST_LETTERS, blank=True, validators=[MaxLengthValidator(MOST_LETTERS)]
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AccountPlan(models.Model):
    """The plan for one customer: its business (R4, R86) and the strategy on a page (R97).

    The strategy has five parts, each resting on the one before. Only it, and only once it is
    shared, is shown to the customer.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="account_plan")
    strategy = _text(_("where its business is going"))
    drivers = _text(_("what moves it, and what changes"))
    expectations = _text(_("what it expects of us"))
    vision = _text(_("vision that both sides share"))
    characteristics = _text(_("what the relationship is to be like"))
    measures = _text(_("how both sides will know"))
    initiatives = _text(_("what both sides undertake"))
    contributions = _text(_("what each side brings"))
    is_shared = models.BooleanField(
        _("the customer may read the strategy"),
        default=False,
        help_text=_("Only the strategy on a page; never what is known about its business."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    reviewed_on = models.DateField(_("reviewed on"))
    next_review_on = models.DateField(_("next review"))

    objects = AccountPlanQuerySet.as_manager()

    class Meta:
        ordering = ["customer__name", "id"]
        verbose_name = _("account plan")
        verbose_name_plural = _("account plans")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_review_on__gt=models.F("reviewed_on")),
                name="plan_is_reviewed_again_later",
            )
        ]

    def __str__(self) -> str:
        return str(self.customer)

    def get_absolute_url(self) -> str:
        return reverse("brm:plan", args=[self.customer.code])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AccountItem(models.Model):
    """A commitment, an investment or a risk of the relationship (R41)."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", _("Commitment")
        INVESTMENT = "investment", _("Investment")
        RISK = "risk", _("Risk")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(AccountPlan, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("in short"), max_length=160)
    note = _text(_("note"))
    amount = models.DecimalField(
        _("amount"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In the customer's currency: what it costs, or what a risk would."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("Of a risk: 1 hardly, 5 almost certainly."),
    )
    impact = models.PositiveSmallIntegerField(
        _("impact"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("Of a risk: 1 a nuisance, 5 the end of the relationship."),
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("what became of it"), max_length=240, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "due_on", "id"]
        verbose_name = _("item of a plan")
        verbose_name_plural = _("items of a plan")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_on=None)
                | (~models.Q(state="open") & models.Q(closed_on__isnull=False)),
                name="plan_item_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="risk", likelihood__range=(1, 5), impact__range=(1, 5))
                | (~models.Q(kind="risk") & models.Q(likelihood=None, impact=None)),
                name="plan_item_risk_is_rated",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def exposure(self) -> int | None:
        """Likelihood times impact of a risk, 1 to 25."""
        if self.likelihood is None or self.impact is None:
            return None
        return self.likelihood * self.impact
