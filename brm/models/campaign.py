"""Asking customers how satisfied they are: what is asked, of whom, and what came of it."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import PROVIDER_ROLES, validate_zone
from common.db.codes import CodeField
from slm.models.service import Service

from .contact import Contact
from .customer import Customer

LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]
PROVIDER = tuple(sorted(PROVIDER_ROLES))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Campaigns that ask some unit which `user` sees as somebody of the provider.

        One that names no unit yet is its owner's alone. A customer's people see none: they are
        asked, and see their own invitations.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Customer.objects.visible_to(user, roles=PROVIDER).order_by()
        asked = models.OuterRef("pk")
        return self.filter(
            Exists(seen.filter(campaigns=asked))
            | (
                Q(owner=user)
                & ~Exists(Customer.objects.order_by().filter(campaigns=asked))
                & Exists(seen)
            )
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Campaign(models.Model):
    """One round of asking: blocks of questions, a population and its sample, an analysis (R7, R8).

    It opens and ends by its dates, and is closed by a person who says what was learned.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        OPEN = "open", pgettext_lazy("survey", "Open")
        ENDED = "ended", _("Waits for its analysis")
        CLOSED = "closed", pgettext_lazy("survey", "Closed")

    class Block(models.TextChoices):
        OUTCOMES = "outcomes", _("Business outcomes: importance and satisfaction, 0 to 10")
        CSAT = "csat", _("Satisfaction as a whole (CSAT), 1 to 5")
        NPS = "nps", _("Recommendation (NPS), 0 to 10")
        IKM = "ikm", _("Public satisfaction index (IKM): nine elements, 1 to 4")
        SERVICES = "services", _("Each service as it is perceived, 1 to 5")
        RELATIONSHIP = "relationship", _("How we keep the relationship, 1 to 5")
        PROVIDER = "provider", _("The provider as a whole, 1 to 5")
        COMMENT = "comment", _("Free text")

    class Sampling(models.TextChoices):
        ALL = "all", _("Everybody")
        RANDOM = "random", _("A random sample")
        PICKED = "picked", _("Picked people")

    code = CodeField(unique=True)
    title = models.CharField(_("title"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.DRAFT, db_index=True
    )
    languages = ArrayField(
        models.CharField(max_length=5, choices=LANGUAGES), verbose_name=_("languages")
    )
    # By language: {"heading": …, "intro": …}.
    wording = models.JSONField(_("wording"), default=dict, blank=True)
    blocks = ArrayField(
        models.CharField(max_length=12, choices=Block.choices), verbose_name=_("questions")
    )
    services = models.ManyToManyField(
        Service, related_name="+", blank=True, verbose_name=_("services")
    )
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("ends"))
    is_anonymous = models.BooleanField(_("nameless"), default=False)
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group shown"),
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
    )
    remind_after_days = models.PositiveSmallIntegerField(
        _("days until a reminder"), default=7, validators=[MaxValueValidator(60)]
    )
    most_reminders = models.PositiveSmallIntegerField(
        _("reminders at most"), default=2, validators=[MaxValueValidator(5)]
    )

    # The population and its sample.
    customers = models.ManyToManyField(
        Customer, related_name="+", blank=True, verbose_name=_("customers")
    )
    units = models.ManyToManyField(Customer, related_name="campaigns", blank=True)
    parts = ArrayField(
        models.CharField(max_length=24, choices=Contact.Part.choices),
        verbose_name=_("parts"),
        default=list,
        blank=True,
    )
    sampling = models.CharField(
        _("sample"), max_length=6, choices=Sampling.choices, default=Sampling.ALL
    )
    sample_size = models.PositiveIntegerField(_("size of the sample"), null=True, blank=True)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    picked = models.ManyToManyField(
        Contact, related_name="+", blank=True, verbose_name=_("picked people")
    )

    # What came of it.
    analysis = models.TextField(_("analysis"), blank=True)
    improvement = models.CharField(_("improvement"), max_length=40, blank=True)
    no_improvement = models.TextField(_("no improvement, because"), blank=True)
    created_at = models.DateTimeField(_("created"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "code"]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="campaign_opens_before_it_ends"
            ),
            models.CheckConstraint(
                condition=~Q(sampling="random") | Q(sample_size__gt=0),
                name="campaign_random_sample_has_a_size",
            ),
            # R8: an analysis, and an improvement or why there is none; never both.
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (
                    ~Q(analysis="")
                    & Q(closed_at__isnull=False)
                    & (
                        (~Q(improvement="") & Q(no_improvement=""))
                        | (Q(improvement="") & ~Q(no_improvement=""))
                    )
                ),
                name="campaign_closes_with_an_analysis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("brm:survey", args=[self.code])

    @property
    def last_at(self) -> dt.datetime:
        """The last second in which it is open: ends are kept exclusive (decision 24)."""
        return self.closes_at - dt.timedelta(seconds=1)

    @property
    def shown_state(self) -> str:
        """The key under which the state's word, icon and colour are known."""
        return "survey_open" if self.state == self.State.OPEN else self.state

    @property
    def is_begun(self) -> bool:
        """Whether people were invited, so that questions and sample may no longer change."""
        return self.opened_at is not None

    @property
    def block_words(self) -> list[Any]:
        """What is asked, in the reader's words, in the order of the survey."""
        return [block.label for block in self.Block if block in self.blocks]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class OutcomeStatement(models.Model):
    """A business outcome as a survey asks about it, copied so that the question stays as asked.

    `reference` is the key of the outcome it was copied from, where there is one. People of the
    unit and of everything below it are asked.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="statements")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    text = models.CharField(_("outcome"), max_length=200)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rests on"),
    )
    dependency = models.PositiveSmallIntegerField(
        _("how much it rests on it"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    reference = models.CharField(_("reference"), max_length=64, blank=True)

    class Meta:
        ordering = ["campaign", "id"]
        verbose_name = _("outcome asked about")
        verbose_name_plural = _("outcomes asked about")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "customer", "text"], name="statement_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(dependency__gte=1, dependency__lte=5),
                name="statement_dependency_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.text
