"""A target as it binds: what is evaluated."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries.roles import roles_of
from brm.models import SEE_ALL, Customer
from slm.models import Measure

from .agreement import Agreement
from .version import Target


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: Any) -> "CommitmentQuerySet":
        """Commitments of agreements that `user` may see and that bind a customer they may see."""
        if roles_of(user) & SEE_ALL and not getattr(user, "token_is_limited", False):
            return self
        bound = CommitmentCustomer.objects.filter(
            customer__in=Customer.objects.visible_to(user)
        ).values("commitment")
        return self.filter(agreement__kind=Agreement.Kind.SLA, pk__in=bound)


class Commitment(models.Model):
    """A target as it binds over a span, across versions for as long as its terms stay equal.

    `terms` is what the verdict reads (agreements.engine.terms), `terms_hash` tells whether a new
    version changed it (decision 15). `end_at` is exclusive; none while the agreement has no end.
    `next_period_at` is when its next period begins and needs a verdict; none when there is none.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="commitments")
    target = models.ForeignKey(Target, models.PROTECT, related_name="commitments")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="commitments")
    terms = models.JSONField()
    terms_hash = models.CharField(max_length=64)
    start_at = models.DateTimeField(_("from"))
    end_at = models.DateTimeField(_("until"), null=True, blank=True)
    next_period_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "measure", "start_at", "id"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "terms_hash", "start_at"], name="commitment_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_period_at"], name="commitment_due"),
            # Thousands of targets are looked up at once, and the terms make rows wide.
            models.Index(
                fields=["id", "target"],
                include=["measure", "start_at", "end_at"],
                name="commitment_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.code} · {self.target.indicator}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:target", args=[self.agreement.code, self.public_id])


class CommitmentCustomer(models.Model):
    """A customer bound by a commitment for a time; joining or leaving never splits a period."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="bound")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="commitments")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["commitment", "customer", "from_at"]
        verbose_name = _("customer of a commitment")
        verbose_name_plural = _("customers of a commitment")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "customer", "from_at"], name="bound_once")
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} → {self.customer_id}"
