"""Whom we talk to."""

import datetime as dt
import uuid
from typing import Any

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person

from .customer import Customer


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> "ContactQuerySet":
        """Contacts of the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def current(self, *, on: dt.date) -> "ContactQuerySet":
        """Those who have not left by that day."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on))

    def with_roles(self, *, on: dt.date) -> "ContactQuerySet":
        """Each with `held`: the roles that hold on that day, in one further query."""
        from .contact_role import ContactRole

        roles = ContactRole.objects.holding(on=on).select_related("service")
        return self.prefetch_related(Prefetch("roles", queryset=roles, to_attr="held"))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contact(models.Model):
    """A person in a customer's unit (R38, R83); the parts they play there stand in their roles.

    `left_on` is the first day on which they are no longer there. Stance, cadence and the day of
    the last analysis are the provider's own and never shown to the customer (decision 31).
    """

    class Part(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("Decision maker")
        BUDGET_HOLDER = "budget_holder", _("Budget holder")
        SIGNATORY = "signatory", _("Signatory")
        SPONSOR = "sponsor", _("Sponsor")
        INFLUENCER = "influencer", _("Influencer")
        USER_REPRESENTATIVE = "user_representative", _("User representative")
        USER = "user", _("User")

    class Stance(models.TextChoices):
        SUPPORTIVE = "supportive", _("Supportive")
        NEUTRAL = "neutral", _("Neutral")
        CRITICAL = "critical", _("Critical")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    position = models.CharField(_("position"), max_length=120, blank=True)
    reports_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reports to"),
    )
    stance = models.CharField(
        _("stance"), max_length=10, choices=Stance.choices, blank=True, default=""
    )
    contact_cadence_days = models.PositiveSmallIntegerField(
        _("contact at least every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    analysed_on = models.DateField(_("last analysed"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("successor"),
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["person", "customer"], name="contact_once"),
            models.CheckConstraint(
                condition=Q(reports_to=None) | ~Q(reports_to=models.F("id")),
                name="contact_reports_to_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("brm:contact", args=[self.customer.code, self.pk])

    @property
    def parts(self) -> list[str]:
        """The parts this person plays: on the day of `with_roles`, else those without an end."""
        roles = getattr(self, "held", None)
        if roles is None:
            roles = self.roles.filter(valid_to=None)
        return sorted({role.part for role in roles})

    @property
    def part_words(self) -> list[Any]:
        """The parts this person plays, in the reader's words."""
        words = dict(self.Part.choices)
        return [words.get(part, part) for part in self.parts]
