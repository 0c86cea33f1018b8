"""Both sides weigh a commitment before they make it."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .customer import Customer
from .side import Side


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """Assessments with the customers that `user` may see."""
        return self.filter(customer__in=Customer.objects.visible_to(user))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Assessment(models.Model):
    """What the two sides would commit to, and each one's view of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="assessments")
    subject = models.CharField(
        _("what would be committed to"),
        max_length=200,
        help_text=_("Such as: three years of payment services for all branches."),
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_on = models.DateField(_("opened on"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["customer", "subject"], name="assessment_subject_once")
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("brm:assessment", args=[self.customer.code, self.public_id])


STATEMENTS = ("need", "fit", "capability", "capacity", "worth", "risk")


def _score(question: Any) -> Any:
    return models.PositiveSmallIntegerField(
        question, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


@pghistory.track(pghistory.InsertEvent())
class AssessmentView(models.Model):
    """One side's view: six statements from 1, not at all, to 5, fully, and what it concludes.

    Never changed; who thinks anew gives a new view.
    """

    class Verdict(models.TextChoices):
        COMMIT = "commit", _("Commit")
        CONDITIONS = "conditions", _("Commit under conditions")
        DECLINE = "decline", _("Do not commit")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="views")
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    need = _score(_("The services answer a need of the customer's business."))
    fit = _score(_("The two organisations can work together."))
    capability = _score(_("What is asked can be delivered, suppliers included."))
    capacity = _score(_("Both sides have the people and the time for it."))
    worth = _score(_("It is worth its cost to both sides."))
    risk = _score(_("The risks are known and bearable."))
    verdict = models.CharField(_("conclusion"), max_length=10, choices=Verdict.choices)
    conditions = models.TextField(
        _("conditions or reasons"),
        max_length=2000,
        blank=True,
        help_text=_("Needed unless the conclusion is to commit. The other side reads it."),
    )
    given_by = models.CharField(_("whose view"), max_length=160)
    given_on = models.DateField(_("given on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        verbose_name = _("view of an assessment")
        verbose_name_plural = _("views of an assessment")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="commit") | ~models.Q(conditions=""),
                name="assessment_view_gives_reasons",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__range": (1, 5)}),
                    name=f"assessment_{name}_is_1_to_5",
                )
                for name in STATEMENTS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.side} {self.verdict}"
