"""Meetings of every kind, who took part, and what was said (R69–R71)."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_zone
from common.db.codes import CodeField
from slm.models.service import Service

from .agenda_template import AgendaTemplate
from .contact import Contact
from .customer import Customer
from .meeting_kinds import REVIEWS, MeetingKind, ReviewType, fits
from .review_schedule import ReviewSchedule
from .sides import CUSTOMER_SIDE, PROVIDER_SIDE


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def visible_to(self, user: Any) -> "InteractionQuerySet":
        """What `user` sees as somebody of the provider, and what was shared with their customer."""
        return self.filter(_from_within(user, PROVIDER_SIDE) | _shared(user))

    def seen_from_within(
        self, user: Any, *, roles: tuple[Any, ...] = PROVIDER_SIDE
    ) -> "InteractionQuerySet":
        """Meetings of which `user` sees every customer in one of `roles`: a meeting with two
        customers tells of both."""
        return self.filter(_from_within(user, roles))

    def shared_with(self, user: Any) -> "InteractionQuerySet":
        """Meetings that the customers of `user` took part in and whose minutes were released."""
        return self.filter(_shared(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Interaction(models.Model):
    """A conversation with customers: review, call, visit, workshop or e-mail (R69–R71).

    It is planned, then held with minutes, then the minutes are agreed; or it is cancelled with a
    reason. A customer's own people see it once its minutes are released, and never
    `internal_note`. A meeting that a schedule asked for keeps the day on which it was due.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        AGREED = "agreed", _("Minutes agreed")
        CANCELLED = "cancelled", _("Cancelled")

    Kind = MeetingKind
    Type = ReviewType

    code = CodeField(unique=True)
    kind = models.CharField(_("meeting"), max_length=16, choices=MeetingKind.choices)
    review_type = models.CharField(
        _("type of review"), max_length=10, choices=ReviewType.choices, blank=True
    )
    subject = models.CharField(_("subject"), max_length=160)
    customers = models.ManyToManyField(
        Customer, related_name="interactions", verbose_name=_("customers")
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("services")
    )
    planned_at = models.DateTimeField(_("planned for"))
    zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
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
    agenda_template = models.ForeignKey(
        AgendaTemplate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agenda"),
    )
    schedule = models.ForeignKey(
        ReviewSchedule,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("review schedule"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    cancelled_because = models.CharField(_("cancelled because"), max_length=300, blank=True)
    outcome_rating = models.PositiveSmallIntegerField(
        _("outcomes reached, said the customer"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    outcome_words = models.CharField(_("in the customer's words"), max_length=300, blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    released_at = models.DateTimeField(_("minutes released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(_("minutes agreed"), null=True, blank=True)
    agreed_by = models.CharField(_("agreed by"), max_length=120, blank=True)
    agreed_how = models.CharField(_("how it was agreed"), max_length=300, blank=True)
    external_id = models.CharField(
        _("reference elsewhere"), max_length=80, unique=True, null=True, blank=True
    )
    created_at = models.DateTimeField(_("written"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = InteractionQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "id"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(condition=fits(), name="reviews_have_a_type"),
            models.CheckConstraint(
                condition=Q(state="cancelled", held_at=None) & ~Q(cancelled_because="")
                | ~Q(state="cancelled") & Q(cancelled_because=""),
                name="cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("held", "agreed"), held_at__isnull=False)
                | Q(state__in=("planned", "cancelled"), held_at=None, released_at=None),
                name="held_meetings_say_when",
            ),
            models.CheckConstraint(
                condition=Q(state="agreed", agreed_at__isnull=False) & ~Q(agreed_by="")
                | ~Q(state="agreed") & Q(agreed_at=None),
                name="agreed_minutes_say_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(outcome_rating=None) | Q(outcome_rating__range=(1, 5)),
                name="outcome_rating_from_1_to_5",
            ),
            models.UniqueConstraint(fields=["schedule", "due_on"], name="review_planned_once"),
        ]
        indexes = [
            models.Index(fields=["planned_at"], name="interaction_planned"),
            models.Index(fields=["state", "planned_at"], name="interaction_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("brm:meeting", args=[self.code])

    @property
    def is_review(self) -> bool:
        """Whether it is one of the reviews, which have a type and an agenda of their own."""
        return self.kind in REVIEWS

    @property
    def is_over(self) -> bool:
        """Whether it took place."""
        return self.state in (self.State.HELD, self.State.AGREED)

    @property
    def is_open_to_writing(self) -> bool:
        """Whether its minutes may still change: agreed ones stay as they are."""
        return self.state in (self.State.PLANNED, self.State.HELD)

    @property
    def took_place_at(self) -> Any:
        """When it was held, or is to be."""
        return self.held_at or self.planned_at


class PartQuerySet(models.QuerySet):
    """What belongs to a meeting is seen by whoever sees the meeting from within."""

    def visible_to(self, user: Any) -> "PartQuerySet":
        """Parts of the meetings that `user` sees as somebody of the provider."""
        return self.filter(interaction__in=Interaction.objects.seen_from_within(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Participant(models.Model):
    """Somebody of the customer or of ours who is to come; afterwards, whether they came."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="participants")
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("contact"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff"),
    )
    attended = models.BooleanField(_("came"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["interaction", "id"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None, user__isnull=False) | Q(contact__isnull=False, user=None),
                name="participant_is_contact_or_staff",
            ),
            models.UniqueConstraint(fields=["interaction", "contact"], name="contact_comes_once"),
            models.UniqueConstraint(fields=["interaction", "user"], name="staff_comes_once"),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.user)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class AgendaItem(models.Model):
    """One point of a meeting: what fills it in, what was said, and what only we read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"))
    part = models.SlugField(_("filled with"), max_length=40, blank=True)
    title = models.CharField(_("point"), max_length=160)
    planned_minutes = models.PositiveSmallIntegerField(_("minutes planned"), null=True, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["interaction", "position", "id"]
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("points of the agenda")

    def __str__(self) -> str:
        return self.title


def _customers_of_it() -> Any:
    return Interaction.customers.through.objects.filter(interaction=OuterRef("pk"))


def _from_within(user: Any, roles: tuple[Any, ...]) -> Q:
    seen = Customer.objects.visible_to(user, roles=roles).order_by().values("pk")
    return Q(Exists(_customers_of_it())) & ~Q(Exists(_customers_of_it().exclude(customer__in=seen)))


def _shared(user: Any) -> Q:
    own = Customer.objects.visible_to(user, roles=CUSTOMER_SIDE).order_by().values("pk")
    return Q(Exists(_customers_of_it().filter(customer__in=own)), released_at__isnull=False)
