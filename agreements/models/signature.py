"""Who signs a version, in which order, and what each of them did."""

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer
from common.models import File

from .agreement import Party
from .authority import Authority
from .version import Version


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def visible_to(self, user: Any) -> "SignatoryQuerySet":
        """All for provider roles; else those of parties that `user` may see, and our own."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        mine = Customer.objects.visible_to(user)
        bound = Party.objects.filter(customer__in=mine).values("agreement")
        return self.filter(
            Q(party__customer__in=mine) | Q(party=None, version__agreement__in=bound)
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Signatory(models.Model):
    """A person who has to approve or sign a version, for one of its parties.

    Without a party it is our own organisation. Who has the same place in the order acts at the
    same time; approvers come before everybody who signs. `delegated_until` is exclusive.
    """

    class Part(models.TextChoices):
        APPROVER = "approver", _("Approves")
        SIGNATORY = "signatory", _("Signs")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="signatories")
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="signatories"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    part = models.CharField(
        _("what they do"), max_length=9, choices=Part.choices, default=Part.SIGNATORY
    )
    order = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    delegate = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delegate")
    )
    delegated_until = models.DateField(_("until"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering = ["version", "part", "order", "id"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party", "person", "part"],
                name="signatory_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(delegate=None, delegated_until=None)
                | Q(delegate__isnull=False, delegated_until__isnull=False),
                name="delegation_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class SignatureQuerySet(models.QuerySet["Signature"]):
    def visible_to(self, user: Any) -> "SignatureQuerySet":
        """Who may see the evidence: provider roles, and of a customer the party's own people."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        return self.filter(signatory__party__customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent())
class Signature(models.Model):
    """What somebody did when asked to sign. Append-only: undone by a further row (R110).

    `person` is who acted, `authority` by virtue of what, `text_hash` over which exact text,
    `signed_at` when they did, `recorded_at` when it was written down. Who, through which door and
    from where stands in the row's history event.
    """

    class Act(models.TextChoices):
        APPROVED = "approved", _("Approved")
        SIGNED = "signed", _("Signed")
        DECLINED = "declined", _("Declined")
        DELEGATED = "delegated", _("Delegated")
        VOIDED = "voided", _("Voided")

    class Method(models.TextChoices):
        IN_APP = "in_app", _("in the application")
        MINUTES = "minutes", _("minutes")
        EMAIL = "email", _("e-mail")
        UPLOAD = "upload", _("signed document, uploaded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="signatures")
    number = models.PositiveIntegerField()
    act = models.CharField(_("act"), max_length=9, choices=Act.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    authority_words = models.CharField(max_length=300, blank=True)
    method = models.CharField(_("method"), max_length=7, choices=Method.choices, blank=True)
    text_hash = models.CharField(max_length=64)
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signatory", "number"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["signatory", "number"], name="signature_number")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.signatory_id} #{self.number}: {self.act}"
