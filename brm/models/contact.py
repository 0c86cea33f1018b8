"""Whom we talk to."""

import uuid
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person

from .customer import Customer


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: Any) -> "ContactQuerySet":
        """Contacts of the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contact(models.Model):
    """A person in a customer's unit and the parts they play there (R38)."""

    class Part(models.TextChoices):
        DECISION_MAKER = "decision_maker", _("Decision maker")
        BUDGET_HOLDER = "budget_holder", _("Budget holder")
        SIGNATORY = "signatory", _("Signatory")
        SPONSOR = "sponsor", _("Sponsor")
        INFLUENCER = "influencer", _("Influencer")
        USER_REPRESENTATIVE = "user_representative", _("User representative")
        USER = "user", _("User")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    position = models.CharField(_("position"), max_length=120, blank=True)
    parts = ArrayField(
        models.CharField(max_length=24, choices=Part.choices),
        verbose_name=_("parts"),
        default=list,
        blank=True,
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [models.UniqueConstraint(fields=["person", "customer"], name="contact_once")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def part_words(self) -> list[Any]:
        """The parts this person plays, in the reader's words."""
        words = dict(self.Part.choices)
        return [words.get(part, part) for part in self.parts]
