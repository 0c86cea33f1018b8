"""What a customer was worth in a month, with everything it was worked out from (R43)."""

import uuid
from fractions import Fraction

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from brm.models import Customer

from .facts import IS_CURRENCY, OfCustomerQuerySet, is_first_day


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CustomerValue(models.Model):
    """A customer's value as it stood at the start of `month`, over its whole subtree.

    `past` and `future` are money in `currency`, None where nothing is known of either. Ranks are
    shares among every organisation that was active then, whoever looks; a unit of one has none,
    and no index. `inputs` keeps every figure that went in, so that the value can be explained
    later though facts were corrected since.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="values", verbose_name=_("customer")
    )
    month = models.DateField(_("month"))
    currency = models.CharField(_("currency"), max_length=3, validators=[IS_CURRENCY])
    past = models.DecimalField(_("past"), max_digits=22, decimal_places=4, null=True)
    future = models.DecimalField(_("future"), max_digits=22, decimal_places=4, null=True)
    past_rank_ppm = models.PositiveIntegerField(_("rank of the past (ppm)"), null=True)
    future_rank_ppm = models.PositiveIntegerField(_("rank of the future (ppm)"), null=True)
    index_ppm = models.PositiveIntegerField(_("value index (ppm)"), null=True)
    inputs = models.JSONField(_("inputs"))
    computed_at = models.DateTimeField(_("computed"))
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "customer"]
        verbose_name = _("value of a customer")
        verbose_name_plural = _("values of customers")
        constraints = [
            models.UniqueConstraint(fields=["customer", "month"], name="value_once_a_month"),
            is_first_day("value_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:value", args=[self.customer.code])

    @property
    def index(self) -> Fraction | None:
        """The value index from 0 to 1."""
        return None if self.index_ppm is None else Fraction(self.index_ppm, 1_000_000)
