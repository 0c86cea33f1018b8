"""Who belongs to the population of a survey, who of them was asked, and how that went."""

import uuid
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import PROVIDER_ROLES, Person

from .campaign import LANGUAGES, Campaign
from .contact import Contact
from .customer import Customer

PROVIDER = tuple(sorted(PROVIDER_ROLES))


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def visible_to(self, user: Any) -> "InviteeQuerySet":
        """People of the units that `user` sees as somebody of the provider."""
        return self.filter(customer__in=Customer.objects.visible_to(user, roles=PROVIDER))

    def belonging_to(self, user: Any) -> "InviteeQuerySet":
        """The invitations of `user` as a person, whatever roles they have."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(person=user.person_id, is_sampled=True, invited_at__isnull=False)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    # Attempts of the worker are a log of their own.
    exclude=["mail_due_at", "mail_attempts", "mail_error"],
)
class Invitee(models.Model):
    """One contact of a unit in the population of a survey, written down when it opened (R7).

    Who was not sampled stays here too, so that the gaps of a sample can be named for ever. In a
    nameless survey `place` and `kept_role` say, before anybody answers, under which unit and role
    the answers will be kept: groups large enough to hide in. `is_answered` then has no instant.
    """

    class Mail(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        REMINDER = "reminder", _("Reminder")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="invitees")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    parts = ArrayField(
        models.CharField(max_length=24, choices=Contact.Part.choices), default=list, blank=True
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    in_population = models.BooleanField(_("in the population"))
    is_sampled = models.BooleanField(_("sampled"))
    place = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    kept_role = models.CharField(_("role"), max_length=24, choices=Contact.Part.choices, blank=True)

    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    is_answered = models.BooleanField(_("answered"), default=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=200, blank=True)

    mail = models.CharField(max_length=10, choices=Mail.choices, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_error = models.CharField(max_length=300, blank=True)
    mailed_at = models.DateTimeField(_("last message"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        ordering = ["customer__name", "person__name", "id"]
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "person", "customer"], name="invitee_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(in_population=True) | Q(is_sampled=False),
                name="sample_is_of_the_population",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                name="invitee_mail_due",
                condition=Q(mail_due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        """Where the person answers when signed in."""
        return reverse("brm:my-survey", args=[self.pk])

    @property
    def shown_state(self) -> str:
        """The key under which the state's word, icon and colour are known."""
        if not self.is_sampled:
            return "unsampled"
        if self.is_answered:
            return "answered"
        return "withdrawn" if self.withdrawn_at else "unanswered"

    @property
    def part_words(self) -> list[Any]:
        """The parts this person played when the survey opened, in the reader's words."""
        words = dict(Contact.Part.choices)
        return [words.get(part, part) for part in self.parts]


class InviteeLink(models.Model):
    """One secret by which an invitation is answered. Only its hash is kept.

    A reminder brings a secret of its own and the one before still works; sending anew voids all.
    """

    invitee = models.ForeignKey(Invitee, models.CASCADE, related_name="links")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)

    class Meta:
        ordering = ["invitee", "made_at", "id"]
        verbose_name = _("link to a survey")
        verbose_name_plural = _("links to surveys")

    def __str__(self) -> str:
        return f"{self.invitee_id}"
